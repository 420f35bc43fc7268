// Streams the answer of a question that waits, piece by piece, into the page that a reload would give.
"use strict";
(() => {
  const { wide } = window.beffroi;

  document.querySelectorAll("[data-composer], [data-again]").forEach((form) => { form.elements.flux.value = "1"; });
  document.querySelectorAll(".attach input").forEach((input) => {
    const shown = input.closest("form").querySelector("[data-chosen]");
    input.addEventListener("change", () => {
      shown.hidden = !input.files.length;
      shown.textContent = input.files.length ? input.files[0].name : "";
    });
  });

  function part(article, name) { return article.querySelector(`[data-part="${name}"]`); }

  function fragment(html) { return document.createRange().createContextualFragment(html); }

  function open(article) {
    const first = article.querySelector("a.cite");
    const panel = document.getElementById("source");
    if (!first || !panel || !wide.matches) return;
    document.querySelectorAll("a.cite[aria-current]").forEach((other) => other.removeAttribute("aria-current"));
    first.setAttribute("aria-current", "true");
    panel.hidden = false;
    htmx.ajax("GET", first.dataset.panel, { target: "#source", swap: "innerHTML" });
  }

  function place(article, piece) {
    if (piece.kind === "bases") part(article, "bases").textContent = fragment(piece.html).textContent.trim();
    if (piece.kind === "head") part(article, "head").replaceChildren(fragment(piece.html));
    if (piece.kind === "sentence") {
      const item = fragment(piece.html);
      item.querySelector("li")?.classList.add("fresh");
      part(article, "sentences").append(item);
    }
    if (piece.kind === "tail" || piece.kind === "error") {
      const tail = part(article, "tail");
      tail.replaceChildren(fragment(piece.html));
      tail.querySelectorAll("[data-needs-script]").forEach((element) => { element.hidden = false; });
      tail.querySelectorAll("[data-again]").forEach((form) => { form.elements.flux.value = "1"; });
      htmx.process(tail);
    }
  }

  async function read(article, response) {
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    let rest = "";
    let last = "";
    for (;;) {
      const { value, done } = await reader.read();
      rest += value ?? "";
      const lines = rest.split("\n");
      rest = lines.pop();
      for (const line of lines) {
        const piece = JSON.parse(line);
        last = piece.kind;
        place(article, piece);
      }
      if (done) return last;
    }
  }

  // The stream broke off without a word: the page says so itself.
  function cut(article) {
    const sentence = document.createElement("p");
    sentence.className = "message error";
    sentence.setAttribute("role", "alert");
    sentence.textContent = article.dataset.cut;
    part(article, "tail").replaceChildren(sentence);
    settle(article, false);
  }

  function settle(article, answered) {
    part(article, "bases")?.remove();
    part(article, "sentences").removeAttribute("aria-busy");
    if (answered) {
      part(article, "waiting").remove();
      article.querySelector("h3").focus({ preventScroll: true });
      open(article);
      if (!article.querySelector("a.cite")) document.getElementById("source").hidden = true;
    } else {
      article.querySelector("[data-stop]")?.remove();
      article.querySelector("[data-resume]").hidden = false;
    }
  }

  async function run(article) {
    const stop = article.querySelector("[data-stop]");
    const halt = new AbortController();
    stop.addEventListener("submit", () => halt.abort());
    article.querySelector("[data-resume]").hidden = true;
    try {
      const body = new URLSearchParams({ csrfmiddlewaretoken: stop.elements.csrfmiddlewaretoken.value });
      const response = await fetch(article.dataset.stream, { method: "POST", body, signal: halt.signal });
      if (response.redirected) { location.reload(); return; } // the session ended: sign in, then come back here
      const last = response.ok ? await read(article, response) : "";
      if (last === "tail" || last === "error") settle(article, last === "tail"); else cut(article);
    } catch (error) {
      if (error.name !== "AbortError") cut(article);
    }
  }

  const waiting = document.querySelectorAll("[data-stream]");
  if (waiting.length) document.getElementById("source").hidden = false;
  waiting.forEach(run);
  const turns = document.querySelectorAll(".turn");
  if (!waiting.length && turns.length) open(turns[turns.length - 1]);
})();
