// Giving files: batches sent one after the other, each kept by the server as soon as it has arrived, so that a cut
// connection loses nothing that was received. Without this script the form sends everything at once.
"use strict";
(() => {
  const form = document.getElementById("upload");
  if (form) giving(form);
  accent();

  function giving(form) {
    const words = JSON.parse(document.getElementById("upload-words").textContent);
    const say = (text, values = {}) => text.replace(/%\((\w+)\)s/g, (_, name) => values[name] ?? "");
    const byId = (id) => document.getElementById(id);
    const input = form.querySelector("input[name=files]"), folder = byId("id_folder"), drop = byId("drop");
    const maxBytes = Number(form.dataset.maxBytes), batchBytes = 8e6, batchFiles = 20, shownRows = 400;
    const items = [];
    let intake = "", address = "", label = "", busy = false;

    drop.classList.add("scripted");
    drop.querySelectorAll("label[data-class]").forEach((name) => { name.className = name.dataset.class; name.textContent = name.dataset.label || name.textContent; });
    input.addEventListener("change", () => take([...input.files].map((file) => [file, file.name])));
    folder.addEventListener("change", () => take([...folder.files].map((file) => [file, file.webkitRelativePath || file.name])));
    form.addEventListener("submit", (event) => { event.preventDefault(); if (!items.length) input.focus(); else send(); });
    byId("send").closest(".row").hidden = true; // choosing files sends them
    byId("send-again").addEventListener("click", () => { items.forEach((item) => { if (item.state === "failed" && !item.final) mark(item, "waiting"); }); send(); });
    window.addEventListener("beforeunload", (event) => { if (busy) { event.preventDefault(); event.returnValue = words.leave; } });

    ["dragenter", "dragover"].forEach((name) => document.addEventListener(name, (event) => {
      if (!event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault(); drop.classList.add("over");
    }));
    ["dragleave", "drop"].forEach((name) => document.addEventListener(name, (event) => { if (name === "drop" || !event.relatedTarget) drop.classList.remove("over"); }));
    document.addEventListener("drop", async (event) => {
      if (!event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault();
      // Entries must be taken before the first await: the list empties itself when the event ends.
      const entries = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
      const files = entries.length ? (await Promise.all(entries.map((entry) => walk(entry, "")))).flat() : [...event.dataTransfer.files].map((file) => [file, file.name]);
      take(files);
    });

    async function walk(entry, path) {
      if (entry.isFile) return new Promise((resolve) => entry.file((file) => resolve([[file, path + file.name]]), () => resolve([])));
      const reader = entry.createReader(), found = [];
      for (;;) { // a reader gives at most 100 entries a time
        const some = await new Promise((resolve) => reader.readEntries(resolve, () => resolve([])));
        if (!some.length) break;
        found.push(...some);
      }
      return (await Promise.all(found.map((child) => walk(child, `${path}${entry.name}/`)))).flat();
    }

    function take(files) {
      const wanted = files.filter(([, name]) => !/(^|\/)(\.DS_Store|Thumbs\.db|desktop\.ini|~\$[^/]*)$/.test(name));
      if (!wanted.length) return;
      wanted.sort((one, other) => one[1].localeCompare(other[1], "fr", { numeric: true }));
      if (!label) {
        const top = wanted[0][1].includes("/") ? wanted[0][1].split("/")[0] : "";
        label = top || (wanted.length === 1 ? wanted[0][1] : say(words.files, { n: wanted.length }));
      }
      byId("sending").hidden = false;
      const rows = document.createDocumentFragment();
      for (const [file, name] of wanted) {
        const item = { file, name, state: "waiting", row: null, final: false };
        items.push(item);
        if (items.length <= shownRows) { item.row = line(item); rows.append(item.row); }
        if (file.size > maxBytes) { item.final = true; mark(item, "failed", words.tooLarge); }
      }
      byId("sending-files").append(rows);
      if (items.length > shownRows) more();
      input.value = ""; folder.value = "";
      byId("sending-title").focus({ preventScroll: true });
      send();
    }

    function line(item) {
      const row = document.createElement("li"), name = document.createElement("b"), state = document.createElement("span");
      name.textContent = item.name; state.textContent = words.waiting;
      row.append(name, state); row.dataset.state = "waiting";
      return row;
    }
    function more() {
      const list = byId("sending-files"), last = list.querySelector("[data-more]") || list.appendChild(document.createElement("li"));
      last.dataset.more = "1"; last.textContent = say(words.more, { n: items.length - shownRows }); list.append(last);
    }
    function mark(item, state, detail = "") {
      item.state = state;
      if (!item.row) return;
      item.row.dataset.state = state;
      item.row.children[1].textContent = words[state];
      item.row.querySelectorAll("progress, small").forEach((element) => element.remove());
      if (detail) { const why = document.createElement("small"); why.textContent = detail; item.row.append(why); }
      if (state === "sending") { const bar = document.createElement("progress"); bar.max = 100; bar.value = 0; bar.setAttribute("aria-label", item.name); item.row.append(bar); item.row.scrollIntoView?.({ block: "nearest" }); }
    }

    async function send() {
      if (busy) return;
      busy = true;
      byId("send-again").hidden = true;
      for (let batch = next(); batch.length; batch = next()) {
        batch.forEach((item) => mark(item, "sending"));
        const answer = await post(batch);
        if (answer.ok) batch.forEach((item) => mark(item, "kept"));
        else if (batch.length > 1 && answer.status >= 400 && answer.status !== 401 && answer.status !== 403) await oneByOne(batch);
        else batch.forEach((item) => mark(item, "failed", answer.detail));
        tell();
        if (answer.cut) { items.forEach((item) => { if (item.state === "waiting") mark(item, "failed"); }); break; }
      }
      busy = false;
      end();
    }
    // A batch was refused: one of its files is the cause, the others must not suffer from it.
    async function oneByOne(batch) {
      for (const item of batch) {
        mark(item, "sending");
        const answer = await post([item]);
        mark(item, answer.ok ? "kept" : "failed", answer.ok ? "" : answer.detail);
        item.final = !answer.ok && answer.status === 413;
      }
    }
    function next() {
      const batch = [];
      let bytes = 0;
      for (const item of items) {
        if (item.state !== "waiting") continue;
        if (batch.length && (bytes + item.file.size > batchBytes || batch.length === batchFiles)) break;
        batch.push(item); bytes += item.file.size;
      }
      return batch;
    }

    function post(batch) {
      return new Promise((resolve) => {
        const data = new FormData(), request = new XMLHttpRequest();
        data.append("csrfmiddlewaretoken", form.querySelector("[name=csrfmiddlewaretoken]").value);
        data.append("label", label);
        if (intake) data.append("intake", intake);
        batch.forEach((item) => { data.append("paths", item.name); data.append("files", item.file, item.file.name); });
        const total = batch.reduce((sum, item) => sum + item.file.size, 0) || 1;
        request.upload.addEventListener("progress", (event) => progress(batch, (event.loaded / event.total) * total));
        request.addEventListener("load", () => {
          let body = {};
          try { body = JSON.parse(request.responseText); } catch { body = { detail: words.cut }; }
          if (request.status === 201) { intake = body.intake; address = body.address; }
          resolve({ ok: request.status === 201, status: request.status, detail: body.detail || "", cut: false });
        });
        const lost = () => resolve({ ok: false, status: 0, detail: words.cut, cut: true });
        ["error", "abort", "timeout"].forEach((name) => request.addEventListener(name, lost));
        request.open("POST", form.action || window.location.href);
        request.setRequestHeader("Accept", "application/json");
        request.send(data);
      });
    }
    function progress(batch, bytes) {
      for (const item of batch) { // files of a batch travel one after the other
        const share = item.file.size ? Math.min(1, Math.max(0, bytes / item.file.size)) : 1;
        const bar = item.row?.querySelector("progress");
        if (bar) bar.value = Math.round(share * 100);
        bytes -= item.file.size;
      }
      tell(batch);
    }
    function tell() {
      const kept = items.filter((item) => item.state === "kept");
      const size = (some) => some.reduce((sum, item) => sum + item.file.size + 1, 0);
      byId("sending-meter").value = (100 * size(kept)) / size(items);
      const text = say(words.count, { done: kept.length, total: items.length }), shown = byId("sending-count");
      if (shown.textContent !== text) shown.textContent = text;
    }
    function end() {
      tell();
      const failed = items.filter((item) => item.state === "failed"), again = failed.some((item) => !item.final);
      byId("send-again").hidden = !again;
      byId("sending-hint").textContent = failed.length === 0 ? words.all : failed.length === 1 ? words.one : say(words.some, { n: failed.length });
      if (!address) return;
      byId("follow").href = address; byId("follow").hidden = false;
      if (!failed.length) window.location.assign(address);
    }
  }

  // The accent is judged by the server as it is chosen; the colour beside it is only a picture of it.
  function accent() {
    const colour = document.getElementById("id_accent_picker"), text = document.getElementById("id_accent");
    if (!colour || !text) return;
    colour.closest("[hidden]")?.removeAttribute("hidden");
    if (/^#[0-9a-f]{6}$/i.test(text.value)) colour.value = text.value;
    colour.addEventListener("input", () => { text.value = colour.value; text.dispatchEvent(new Event("input", { bubbles: true })); });
    text.addEventListener("input", () => { if (/^#[0-9a-f]{6}$/i.test(text.value)) colour.value = text.value; });
  }
})();
