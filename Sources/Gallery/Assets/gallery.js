// The pages work without this file; it adds keys, judging without leaving the page, and live runs.
"use strict";
(() => {
  const one = (selector, from = document) => from.querySelector(selector);
  const all = (selector, from = document) => Array.from(from.querySelectorAll(selector));
  const say = (text) => { one("#said").textContent = text; };

  // ---- The current card ----

  let current = null;
  const cards = () => all(".card").filter((card) => !card.closest("details:not([open])"));
  function choose(card) {
    if (!card) return;
    if (current) current.classList.remove("is-current");
    current = card;
    card.classList.add("is-current");
    card.tabIndex = -1;
    card.focus({ preventScroll: true });
    card.scrollIntoView({ block: "nearest" });
  }
  function move(step) {
    const list = cards();
    const place = list.indexOf(current);
    choose(list[Math.max(0, Math.min(list.length - 1, place < 0 ? 0 : place + step))]);
  }
  // Cards in one row of the grid, for the up and down keys.
  function columns() {
    const list = cards();
    if (!list.length) return 1;
    const top = list[0].getBoundingClientRect().top;
    const end = list.findIndex((card) => Math.abs(card.getBoundingClientRect().top - top) > 4);
    return end < 1 ? list.length : end;
  }

  // ---- Judging ----

  const form = () => one("form.judgement", current && one("form.judgement", current) ? current : document);
  async function send(judgement, decision) {
    const body = new URLSearchParams(new FormData(judgement));
    body.set("decision", decision);
    const answer = await fetch(judgement.action, { method: "POST", body, headers: { Accept: "application/json" } });
    const found = await answer.json().catch(() => ({ sentence: "The server gave no answer that can be read." }));
    if (!answer.ok) { say(found.sentence); return; }
    show(judgement, found);
    say(found.sentence);
  }
  function show(judgement, found) {
    const list = one(".said", judgement);
    list.replaceChildren(...found.said.map((entry) => {
      const item = document.createElement("li");
      item.className = entry.decision;
      const quiet = document.createElement("span");
      quiet.className = "quiet";
      quiet.textContent = `${entry.author}, ${entry.time}`;
      item.append(`${entry.text} `, quiet);
      return item;
    }));
    judgement.elements.name.value = found.name;
    judgement.elements.note.value = found.note;
  }
  function judge(decision) {
    const judgement = form();
    if (judgement) send(judgement, decision);
  }
  async function undo() {
    const judgement = form();
    if (!judgement) return;
    const answer = await fetch(`${judgement.action}/undo`, { method: "POST", body: new URLSearchParams(), headers: { Accept: "application/json" } });
    const found = await answer.json().catch(() => ({ sentence: "The server gave no answer that can be read." }));
    if (answer.ok) show(judgement, found);
    say(found.sentence);
  }
  document.addEventListener("submit", (event) => {
    const judgement = event.target;
    if (!judgement.classList.contains("judgement")) return;
    event.preventDefault();
    // Enter in a field presses the first button, which stores and decides nothing.
    send(judgement, event.submitter ? event.submitter.value : "");
    if (document.activeElement && document.activeElement.tagName === "INPUT") {
      document.activeElement.blur();
      choose(judgement.closest(".card"));
    }
  });

  // ---- Keys ----

  const keys = one("#keys");
  function help() { keys.open ? keys.close() : keys.showModal(); }
  const follow = (selector) => { const link = one(selector); if (link) location.assign(link.href); };
  function up() {
    const crumbs = all(".crumbs a");
    if (crumbs.length > 1) location.assign(crumbs[crumbs.length - 2].href);
  }
  function edit(name) {
    const judgement = form();
    if (judgement) { judgement.elements[name].focus(); judgement.elements[name].select(); }
  }
  const acts = {
    "?": help, j: () => move(1), k: () => move(-1), ArrowRight: () => move(1), ArrowLeft: () => move(-1),
    ArrowDown: () => move(columns()), ArrowUp: () => move(-columns()),
    h: up, "[": () => follow("a[rel=prev]"), "]": () => follow("a[rel=next]"),
    x: () => { const box = current && one("input[type=checkbox]", current); if (box) box.checked = !box.checked; },
    l: () => { const field = one("input[name=term]"); if (field) field.focus(); },
    a: () => judge("accepted"), r: () => judge("rejected"), n: () => edit("name"), m: () => edit("note"), u: undo, d: draw,
    Enter: () => { if (current && current.dataset.open) location.assign(current.dataset.open); },
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const field = event.target.closest("input, select, textarea");
    if (field) {
      if (event.key === "Escape") { field.blur(); choose(field.closest(".card")); }
      return;
    }
    if (event.key === "Enter" && event.target.closest("a, button, summary")) return;
    if (keys.open && event.key !== "?") return;
    const act = acts[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });
  const button = one("#show-keys");
  button.hidden = false;
  button.addEventListener("click", help);
  document.addEventListener("focusin", (event) => {
    const card = event.target.closest(".card");
    if (card && card !== current) { if (current) current.classList.remove("is-current"); current = card; }
  });
  all(".filters select:not([name=with])").forEach((list) => list.addEventListener("change", () => list.form.requestSubmit()));

  // ---- Size of tiles, attention over a picture ----

  const zoom = one("#zoom");
  if (zoom) {
    const set = () => { document.documentElement.style.setProperty("--tile", `${zoom.value}px`); };
    const kept = sessionStorage.getItem("tile");
    if (kept) zoom.value = kept;
    set();
    zoom.addEventListener("input", () => { sessionStorage.setItem("tile", zoom.value); set(); });
  }
  const opacity = one("#opacity");
  if (opacity) {
    const set = () => all(".attention").forEach((map) => { map.style.opacity = opacity.value / 100; });
    const level = () => {
      const chosen = one("input[name=level]:checked").value;
      all(".attention").forEach((map) => { map.hidden = map.dataset.level !== chosen; });
    };
    opacity.addEventListener("input", set);
    all("input[name=level]").forEach((choice) => choice.addEventListener("change", level));
    set();
    level();
  }

  const enlarge = one("#enlarge");
  if (enlarge) {
    const set = () => document.documentElement.style.setProperty("--enlarge", `${enlarge.value}%`);
    enlarge.addEventListener("input", set);
    set();
  }

  // ---- Drawing boxes around lesions ----

  const drawings = all("form.drawing").map((form) => {
    const section = form.closest(".one-eye");
    const svg = one("svg", section);
    const toggle = one("button.draw", form);
    const fields = ["x0", "y0", "x1", "y1"].map((name) => form.elements[name]);
    const side = Number(one(".layers", section).dataset.side);
    let rect = null;
    let start = null;
    const clamp = (value) => Math.max(0, Math.min(side, value));
    function show(x0, y0, x1, y1) {
      if (!rect) {
        rect = document.createElementNS("http://www.w3.org/2000/svg", "rect");
        rect.classList.add("new");
        svg.append(rect);
      }
      const corners = [x0, y0, x1, y1].map(clamp);
      corners.forEach((value, place) => { fields[place].value = value.toFixed(1); });
      const [left, top] = [Math.min(corners[0], corners[2]), Math.min(corners[1], corners[3])];
      for (const [name, value] of [["x", left], ["y", top], ["width", Math.abs(corners[2] - corners[0])], ["height", Math.abs(corners[3] - corners[1])]]) {
        rect.setAttribute(name, value);
      }
    }
    function place(event) {
      const frame = svg.getBoundingClientRect();
      return [(event.clientX - frame.left) / frame.width * side, (event.clientY - frame.top) / frame.height * side];
    }
    const isOn = () => toggle.getAttribute("aria-pressed") === "true";
    function set(on) {
      toggle.setAttribute("aria-pressed", String(on));
      section.classList.toggle("is-drawing", on);
      if (!on) { start = null; return; }
      svg.tabIndex = 0;
      svg.focus({ preventScroll: true });
      say("Drag around a lesion; or move a box with the arrow keys, size it with Shift and the arrow keys. Enter goes on to its name.");
    }
    svg.addEventListener("pointerdown", (event) => {
      if (!isOn() || event.button !== 0) return;
      event.preventDefault();
      svg.setPointerCapture(event.pointerId);
      start = place(event);
    });
    svg.addEventListener("pointermove", (event) => { if (start) show(...start, ...place(event)); });
    svg.addEventListener("pointerup", (event) => {
      if (!start) return;
      show(...start, ...place(event));
      start = null;
      form.elements.term.focus();
    });
    svg.addEventListener("keydown", (event) => {
      if (!isOn()) return;
      const steps = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
      const step = steps[event.key];
      if (!step && event.key !== "Enter" && event.key !== "Escape") return;
      event.preventDefault();
      event.stopPropagation();
      if (event.key === "Escape") { set(false); return; }
      if (!rect) show(side / 2 - 15, side / 2 - 15, side / 2 + 15, side / 2 + 15);
      if (event.key === "Enter") { form.elements.term.focus(); return; }
      const by = event.ctrlKey ? 1 : 6;
      const [x0, y0, x1, y1] = fields.map((field) => Number(field.value));
      const [dx, dy] = step.map((value) => value * by);
      if (event.shiftKey) show(x0, y0, x1 + dx, y1 + dy);
      else show(x0 + dx, y0 + dy, x1 + dx, y1 + dy);
    });
    fields.forEach((field) => field.addEventListener("input", () => {
      const corners = fields.map((each) => each.value);
      if (corners.every((value) => value !== "")) show(...corners.map(Number));
    }));
    toggle.hidden = false;
    toggle.addEventListener("click", () => set(!isOn()));
    return { isOn, set };
  });
  function draw() {
    if (!drawings.length) return;
    const on = drawings.findIndex((each) => each.isOn());
    drawings.forEach((each) => each.set(false));
    if (on + 1 < drawings.length) drawings[on + 1].set(true);
  }

  // ---- A run that is under way ----

  const seconds = Number(document.body.dataset.refresh);
  if (seconds) {
    setInterval(async () => {
      if (document.hidden) return;
      const answer = await fetch(location.href).catch(() => null);
      if (!answer || !answer.ok) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const open = all("details[open]").length > 0;
      const place = cards().indexOf(current);
      one("main").replaceChildren(...one("main", page).childNodes);
      if (open) all("details").forEach((part) => { part.open = true; });
      if (place >= 0) choose(cards()[place]);
      if (!page.body.dataset.refresh) location.reload();
    }, seconds * 1000);
  }
})();
