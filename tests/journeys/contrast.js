// What axe does not measure: the contrast of the edge of controls and of the focus ring (WCAG 2.2, 1.4.11 and 2.4.13).
const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });

function rgba(colour) {
  canvas.clearRect(0, 0, 1, 1);
  canvas.fillStyle = colour;
  canvas.fillRect(0, 0, 1, 1);
  return [...canvas.getImageData(0, 0, 1, 1).data];
}

function over(top, under) {
  return top.slice(0, 3).map((part, i) => (part * top[3]) / 255 + under[i] * (1 - top[3] / 255));
}

function luminance(colour) {
  const linear = colour.map((part) => (part / 255 <= 0.04045 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4));
  return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2];
}

function ratio(one, other) {
  const [high, low] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (high + 0.05) / (low + 0.05);
}

// The colour behind an element: the grounds of its ancestors, one over the other.
function behind(element) {
  const chain = [];
  for (let e = element; e; e = e.parentElement) chain.unshift(e);
  return chain.reduce((ground, e) => over(rgba(getComputedStyle(e).backgroundColor), ground), rgba("canvas").slice(0, 3));
}

const CONTROLS = "main button, main input:not([type=hidden]), main select, main textarea, main a.button, main label.chip, main .cite";
const WITHOUT_EDGE = ".quiet, .link, [disabled], [type=checkbox], [type=radio]";

function edges() {
  const found = [];
  for (const control of document.querySelectorAll(CONTROLS)) {
    const box = control.getBoundingClientRect();
    const style = getComputedStyle(control);
    if (!box.width || !box.height || style.opacity === "0" || control.matches(WITHOUT_EDGE)) continue;
    const ground = behind(control.parentElement);
    const none = style.borderTopStyle === "none" || style.borderTopWidth === "0px";
    const border = none ? 0 : ratio(over(rgba(style.borderTopColor), ground), ground);
    found.push({ element: control.outerHTML.slice(0, 120), ratio: Math.max(border, ratio(behind(control), ground)) });
  }
  for (const state of document.querySelectorAll(".state")) {
    const border = rgba(getComputedStyle(state).borderTopColor).slice(0, 3);
    found.push({ element: state.outerHTML.slice(0, 120), ratio: ratio(border, behind(state.parentElement)) });
  }
  return found;
}

function ring() {
  let ringed = document.activeElement;
  if (ringed === document.body) return null;
  if (ringed.matches(".chip input, .attach input")) ringed = ringed.closest("label");
  const style = getComputedStyle(ringed);
  const ground = parseFloat(style.outlineOffset) < 0 ? behind(ringed) : behind(ringed.parentElement);
  return {
    element: ringed.outerHTML.slice(0, 120),
    style: style.outlineStyle,
    width: parseFloat(style.outlineWidth),
    ratio: ratio(rgba(style.outlineColor).slice(0, 3), ground),
  };
}
