// The pages work without this file; it adds keys, judging without leaving the page, and live runs.
"use strict";
(() => {
  let shownAt = Date.now();
  const one = (selector, from = document) => from.querySelector(selector);
  const all = (selector, from = document) => Array.from(from.querySelectorAll(selector));
  const say = (text) => { one("#said").textContent = text; };

  // ---- The current card ----

  let current = null;
  const cards = () => all(".card:not(.is-alone)").filter((card) => !card.closest("details:not([open])"));
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
  // Sends a form; resolves to the answer, with a sentence and whether something was stored. One is sent after the other, so that
  // what was said later is stored later.
  let sending = Promise.resolve();
  function post(address, body) {
    sending = sending.then(async () => {
      try {
        const answer = await fetch(address, { method: "POST", body, keepalive: true, headers: { Accept: "application/json" } });
        return { ...await answer.json(), isStored: answer.ok };
      } catch {
        return { sentence: "Nothing was stored: the server does not answer.", isStored: false };
      }
    });
    return sending;
  }
  // Resolves to whether the judgement was stored.
  async function send(judgement, decision) {
    const body = new URLSearchParams(new FormData(judgement));
    body.set("decision", decision);
    const found = await post(judgement.action, body);
    if (found.isStored) showJudgement(judgement, found, body);
    say(found.sentence);
    return found.isStored;
  }
  // Shows what is stored. A field that was changed since it was sent is left alone.
  function showJudgement(judgement, found, sent) {
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
    for (const field of ["name", "note"]) {
      const input = judgement.elements[field];
      if (!sent || input.value === sent.get(field)) input.value = found[field];
    }
  }
  function judge(decision) {
    const judgement = form();
    if (judgement) send(judgement, decision);
  }
  async function undo() {
    const judgement = form();
    if (!judgement) return;
    const found = await post(`${judgement.action}/undo`, new URLSearchParams());
    if (found.isStored) showJudgement(judgement, found);
    say(found.sentence);
  }
  // Moves the current patch out of the cluster, or takes it back, and goes on to the next.
  async function moveOut() {
    const mover = one("button[formaction]");
    const box = current && one("input[type=checkbox]", current);
    if (!mover || !box) return;
    const patch = current;
    const isOut = patch.classList.contains("is-out") || patch.closest(".out") !== null && !patch.classList.contains("is-back");
    const mark = (out) => { patch.classList.toggle("is-out", out); patch.classList.toggle("is-back", !out); };
    mark(!isOut);
    move(1);
    const found = await post(mover.formAction, new URLSearchParams([["row[]", box.value], ["which", isOut ? "in" : "out"]]));
    if (!found.isStored) mark(isOut);
    say(found.sentence);
  }
  // The page at an address; null if there is none.
  async function load(address) {
    const answer = await fetch(address).catch(() => null);
    return answer && answer.ok ? new DOMParser().parseFromString(await answer.text(), "text/html") : null;
  }
  function show(page) {
    one("main").replaceChildren(...one("main", page).childNodes);
    equip();
  }
  // Shows the page again as the server has it now, at the same place.
  async function refresh() {
    const address = location.href;
    const page = await load(address);
    if (!page || isLeaving || location.href !== address) return null;
    const closed = all("details").map((part) => !part.open);
    const place = cards().indexOf(current);
    const hadFocus = current !== null && document.activeElement === current;
    show(page);
    all("details").forEach((part, index) => { if (index < closed.length) part.open = !closed[index]; });
    current = null;
    const card = cards()[place];
    if (card && hadFocus) choose(card);
    else if (card) { current = card; card.classList.add("is-current"); }
    return page;
  }
  async function label(form, submitter) {
    const action = submitter && submitter.getAttribute("formaction") || form.getAttribute("action");
    const body = new URLSearchParams(new FormData(form));
    body.set("which", submitter && submitter.value || "chosen");
    const found = await post(action, body);
    if (found.isStored) {
      const typed = ["name", "note"].map((field) => one(`form.judgement [name=${field}]`)?.value);
      await refresh();
      ["name", "note"].forEach((field, index) => {
        const input = one(`form.judgement [name=${field}]`);
        if (input && typed[index] !== undefined) input.value = typed[index];
      });
      if (document.activeElement === document.body) { if (current) choose(current); else one("main").focus({ preventScroll: true }); }
    }
    say(found.sentence);
  }
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.classList.contains("labelling")) {
      event.preventDefault();
      label(form, event.submitter);
      return;
    }
    if (!form.classList.contains("judgement")) return;
    event.preventDefault();
    // Enter in a field presses the first button, which stores and decides nothing.
    store(form, event.submitter ? event.submitter.value : "");
  });
  // Sends a judgement and leaves its field.
  function store(judgement, decision) {
    if (judgement.elements.name.value) sessionStorage.setItem("name", judgement.elements.name.value);
    const sent = send(judgement, decision);
    if (document.activeElement && document.activeElement.tagName === "INPUT") {
      document.activeElement.blur();
      choose(judgement.closest(".card:not(.is-alone)"));
    }
    return sent;
  }
  // Gives the name that was given last.
  function repeat() {
    const judgement = form();
    const name = sessionStorage.getItem("name");
    if (!judgement || !name) { say("No name was given yet."); return; }
    judgement.elements.name.value = name;
    store(judgement, "");
  }
  // Accepts what most labels of the patches propose.
  function accept() {
    const proposal = one("form.proposal");
    const judgement = form();
    if (!proposal || !judgement) { say("Most labels of its patches propose no other name."); return; }
    judgement.elements.name.value = proposal.elements.name.value;
    store(judgement, "accepted");
  }

  // ---- Keys ----

  const keys = one("#keys");
  function help() { keys.open ? keys.close() : keys.showModal(); }
  // Pages that keys lead to take the place of this one without a new document, because browsers drop what is typed until a
  // new document is painted. Keys pressed meanwhile wait.
  let isLeaving = false;
  let waiting = [];
  let newest = 0;
  const shownPath = () => `${location.pathname}${location.search}`;
  let shown = shownPath();
  async function go(address, isBack = false) {
    isLeaving = true;
    newest += 1;
    const mine = newest;
    const page = await load(address);
    // The reader has gone elsewhere meanwhile.
    if (mine !== newest) return;
    if (!page) { if (isBack) location.reload(); else location.assign(address); return; }
    if (!isBack) {
      history.replaceState({ scroll: scrollY, card: cards().indexOf(current) }, "");
      history.pushState(null, "", address);
    }
    shown = shownPath();
    document.title = page.title;
    one(".crumbs").replaceChildren(...one(".crumbs", page).childNodes);
    document.body.dataset.refresh = page.body.dataset.refresh || "";
    show(page);
    current = null;
    one("main").focus({ preventScroll: true });
    scrollTo(0, isBack && history.state ? history.state.scroll : 0);
    if (isBack && history.state && history.state.card >= 0) choose(cards()[history.state.card]);
    say("");
    arrive();
    stay();
  }
  // Keys that waited do what they do; one of them may lead on to another page, where the rest belongs.
  function stay() {
    isLeaving = false;
    while (waiting.length && !isLeaving) press(...waiting.shift());
  }
  // A change of the fragment alone is no other page.
  addEventListener("popstate", () => { if (shownPath() !== shown) go(location.href, true); });

  const cluster = () => /^(.*\/clusters\/[^/]+)\/(\d+)$/.exec(location.pathname);
  const slot = (what) => `${what} ${cluster() ? cluster()[1] : location.pathname}`;
  const remembered = (what) => JSON.parse(sessionStorage.getItem(slot(what)) || "null");
  // What a page remembers and where it begins when it is shown for the first time.
  function arrive() {
    // The clusters in the order in which the list shows them, and how it is filtered.
    if (one(".cards .cluster")) {
      sessionStorage.setItem(slot("order"), JSON.stringify(all(".cards .cluster").map((card) => card.dataset.open)));
      sessionStorage.setItem(slot("search"), JSON.stringify(location.search));
    }
    if (/^#(cluster|patch)-\d+$/.test(location.hash)) choose(one(location.hash));
  }
  function beside(step) {
    const order = remembered("order") || [];
    const place = order.indexOf(location.pathname);
    const next = order[place + step];
    if (place >= 0 && next) { go(next); return; }
    const link = place < 0 && one(step > 0 ? "a[rel=next]" : "a[rel=prev]");
    if (link) go(link.href);
    else say(step > 0 ? "This is the last cluster of the list." : "This is the first cluster of the list.");
  }
  function up() {
    const crumbs = all(".crumbs a");
    if (crumbs.length < 2) return;
    const parent = crumbs[crumbs.length - 2].href;
    const patch = /\/patches\/(\d+)$/.exec(location.pathname);
    if (cluster()) go(`${parent}${remembered("search") || ""}#cluster-${cluster()[2]}`);
    else go(patch ? `${parent}#patch-${patch[1]}` : parent);
  }
  function edit(name) {
    const judgement = form();
    if (judgement) { judgement.elements[name].focus(); judgement.elements[name].select(); }
  }
  const acts = {
    "?": help, j: () => move(1), k: () => move(-1), ArrowRight: () => move(1), ArrowLeft: () => move(-1),
    ArrowDown: () => move(columns()), ArrowUp: () => move(-columns()),
    h: up, "[": () => beside(-1), "]": () => beside(1), ".": repeat, y: accept,
    x: () => { const box = current && one("input[type=checkbox]", current); if (box) box.checked = !box.checked; },
    l: () => { const field = one("input[name=term]"); if (field) field.focus(); },
    a: () => judge("accepted"), r: () => judge("rejected"), n: () => edit("name"), m: () => edit("note"), u: undo, d: draw, o: moveOut,
    Enter: () => { if (current && current.dataset.open) go(current.dataset.open); },
  };
  // What a key does, also one that waited.
  function press(key, isControl = false) {
    const field = document.activeElement && document.activeElement.closest("input, select, textarea");
    if (!field) { if (acts[key]) acts[key](); return; }
    const judgement = field.closest("form.judgement");
    if (key === "Enter" && isControl && judgement) {
      isLeaving = true;
      store(judgement, "accepted").then((isStored) => {
        isLeaving = false;
        if (isStored && cluster()) beside(1);
        if (!isLeaving) stay();
      });
    } else if (key === "Enter") field.form.requestSubmit();
    else if (key === "Escape") { field.blur(); choose(field.closest(".card:not(.is-alone)")); }
    else if (key === "Backspace") field.value = field.value.slice(0, -1);
    else if (key.length === 1) field.setRangeText(key, field.selectionStart, field.selectionEnd, "end");
  }
  document.addEventListener("keydown", (event) => {
    if (isLeaving) {
      if (event.altKey || event.metaKey || event.ctrlKey && event.key !== "Enter") return;
      if (event.key.length > 1 && !["Enter", "Escape", "Backspace"].includes(event.key)) return;
      event.preventDefault();
      waiting.push([event.key, event.ctrlKey]);
      return;
    }
    const field = event.target.closest("input, select, textarea");
    if (field) {
      if (event.key === "Escape" || event.key === "Enter" && event.ctrlKey && field.closest("form.judgement")) {
        event.preventDefault();
        press(event.key, event.ctrlKey);
      }
      return;
    }
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key === "Enter" && event.target.closest("a, button, summary")) return;
    if (keys.open && event.key !== "?") return;
    if (!acts[event.key]) return;
    event.preventDefault();
    press(event.key);
  });
  const button = one("#show-keys");
  button.hidden = false;
  button.addEventListener("click", help);
  document.addEventListener("focusin", (event) => {
    const card = event.target.closest(".card:not(.is-alone)");
    if (card && card !== current) { if (current) current.classList.remove("is-current"); current = card; }
  });
  // ---- What elements of the page listen to ----

  let drawings = [];
  function equip() {
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
      const set = () => document.documentElement.style.setProperty("--enlarge", enlarge.value / 100);
      enlarge.addEventListener("input", set);
      set();
    }

    // ---- Drawing boxes around lesions ----

    drawings = all("form.drawing").map((form) => {
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
        if (!on) { start = null; svg.removeAttribute("tabindex"); return; }
        svg.tabIndex = 0;
        svg.focus({ preventScroll: true });
        svg.closest(".scroller").scrollIntoView({ block: "nearest" });
        say("Drag around a lesion; or move a box with the arrow keys, size it with Shift and the arrow keys. Enter goes on to its name.");
      }
      svg.addEventListener("pointerdown", (event) => {
        if (!isOn() || event.button !== 0) return;
        event.preventDefault();
        svg.setPointerCapture(event.pointerId);
        start = place(event);
      });
      svg.addEventListener("pointermove", (event) => { if (start) show(...start, ...place(event)); });
      svg.addEventListener("pointercancel", () => { start = null; });
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
  }
  equip();
  function draw() {
    if (!drawings.length) return;
    const on = drawings.findIndex((each) => each.isOn());
    drawings.forEach((each) => each.set(false));
    if (on + 1 < drawings.length) drawings[on + 1].set(true);
  }

  // ---- A run that is under way ----

  setInterval(async () => {
    const seconds = Number(document.body.dataset.refresh);
    const isInUse = document.activeElement && document.activeElement.closest("main input, main select, main textarea, main button");
    if (!seconds || document.hidden || isLeaving || isInUse || Date.now() < shownAt + 1000 * seconds) return;
    shownAt = Date.now();
    const page = await refresh();
    if (page) document.body.dataset.refresh = page.body.dataset.refresh || "";
  }, 1000);

  arrive();
})();
