// The house's small script. Everything works without it; with it: one submission per press, the source beside
// the answer, copying, and the sentence of an error when a part of the page could not be loaded.
"use strict";
(() => {
  const wide = window.matchMedia("(min-width: 1080px)");

  function say(text, level = "success") {
    const box = document.getElementById("messages");
    if (!box || !text) return;
    const message = document.createElement("div");
    message.className = `message ${level}`;
    const sentence = document.createElement("p");
    sentence.textContent = text;
    message.append(sentence);
    box.replaceChildren(message);
  }
  window.beffroi = { say, wide };

  // One press, one submission. The server also recognises a repeated token.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.dataset.sent) { event.preventDefault(); return; }
    if (form.hasAttribute("data-once")) {
      form.dataset.sent = "1";
      form.querySelectorAll("button[type=submit], button:not([type])").forEach((button) => { button.setAttribute("aria-disabled", "true"); });
    }
  });
  window.addEventListener("pageshow", () => {
    document.querySelectorAll("form[data-sent]").forEach((form) => {
      delete form.dataset.sent;
      form.querySelectorAll("[aria-disabled]").forEach((button) => button.removeAttribute("aria-disabled"));
    });
  });

  // A file too large is refused before it travels.
  document.querySelectorAll("input[type=file][data-max-bytes]").forEach((input) => {
    input.addEventListener("change", () => {
      const large = [...input.files].some((file) => file.size > Number(input.dataset.maxBytes));
      if (large) { input.value = ""; input.dispatchEvent(new Event("change", { bubbles: true })); }
      if (large || input.files.length) say(large ? input.dataset.tooLarge : "", "error");
    });
  });

  // What was typed is kept in this tab until the page of its conversation shows that it arrived: a session that ended,
  // a notice to read first or a cut network lose nothing.
  const sent = sessionStorage.getItem("sent");
  if (sent && document.querySelector(".turn")) {
    sessionStorage.removeItem(sent);
    sessionStorage.removeItem("sent");
  }
  document.querySelectorAll("textarea[data-draft]").forEach((area) => {
    const key = `draft:${area.dataset.draft}`;
    if (!area.value) area.value = sessionStorage.getItem(key) || "";
    area.addEventListener("input", () => sessionStorage.setItem(key, area.value));
    area.form.addEventListener("submit", () => sessionStorage.setItem("sent", key));
    area.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); area.form.requestSubmit(); }
    });
  });

  // A citation opens beside the answer where there is room for it; elsewhere its page opens.
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-panel]");
    const panel = document.getElementById("source");
    if (!link || !panel || !wide.matches || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    document.querySelectorAll("a[data-panel][aria-current]").forEach((other) => other.removeAttribute("aria-current"));
    panel.hidden = false;
    if (link.classList.contains("cite")) link.setAttribute("aria-current", "true");
    htmx.ajax("GET", link.dataset.panel || link.href, { target: "#source", swap: "innerHTML" }).then(() => {
      panel.querySelector("h2")?.focus({ preventScroll: true });
    });
  });

  // Copying: the text stands in the page, in a data attribute's element.
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("button[data-copy]");
    if (!button) return;
    const text = document.getElementById(button.dataset.copy)?.value ?? "";
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      const area = document.getElementById(button.dataset.copy);
      area.hidden = false; area.select(); document.execCommand("copy"); area.hidden = true;
    }
    say(button.dataset.copied);
  });

  document.addEventListener("click", (event) => {
    if (event.target.closest("button[data-print]")) window.print();
  });
  document.querySelectorAll("[data-needs-script]").forEach((element) => { element.hidden = false; });
  document.body.addEventListener("htmx:afterSwap", (event) => {
    event.target.querySelectorAll("[data-needs-script]").forEach((element) => { element.hidden = false; });
    if (event.target.id === "source") reach(event.target, event.target);
  });
  reach(document, document.documentElement);

  // Bring the passage into view, without moving what the eyes are on more than needed.
  function reach(root, scroller) {
    const passage = root.querySelector("#passage, [data-passage]");
    scroller.scrollTop = 0;
    if (!passage) return;
    const below = passage.getBoundingClientRect().bottom - (scroller === document.documentElement ? window.innerHeight : scroller.getBoundingClientRect().bottom);
    if (below > -40) passage.scrollIntoView({ block: "center" });
  }

  // A part of the page that could not be loaded says why, in the server's own sentence.
  document.body.addEventListener("htmx:responseError", (event) => {
    const page = new DOMParser().parseFromString(event.detail.xhr.responseText, "text/html");
    say(page.querySelector("[data-sentence]")?.textContent, "error");
  });
  document.body.addEventListener("htmx:sendError", () => say(document.documentElement.lang === "en" ? "The server cannot be reached. Check the network, then try again." : "Le serveur ne répond pas. Vérifiez le réseau, puis réessayez.", "error"));

  // Fields are cut to their content where the browser cannot do it alone.
  document.querySelector("[autofocus]")?.focus({ preventScroll: true });
  document.querySelector("[data-focus]")?.focus({ preventScroll: false });
})();
