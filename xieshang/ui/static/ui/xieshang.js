// What the pages do beyond plain HTML. Every page works without this file.
// Words come from the page (data-* attributes), so that they are in the person's language.

const OLD = 14 * 24 * 3600 * 1000;
const person = document.querySelector("meta[name=person]")?.content ?? "public";

const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
const clockTime = (at = new Date()) => at.toLocaleTimeString("zh-CN", { hour: "2-digit", minute: "2-digit", hour12: false });
const announce = (text) => { const line = document.getElementById("announce"); if (line) line.textContent = text; };

// ---- Autosave -------------------------------------------------------------------------------
// <form data-autosave="/address"> is POSTed two seconds after the last key. The answer is JSON:
// {"saved": "10:32", "values": {name: value}, "address": "/new"}; all but `saved` optional.
// What could not be sent waits on this device and is offered again. A form that comes back with
// what the server did not keep says so with data-unsaved.

class Autosave {
  constructor(form) {
    this.form = form;
    this.line = form.querySelector(".saved") ?? document.querySelector(".saved");
    this.sent = "unsaved" in form.dataset ? "" : this.text();
    this.restore();
    if (this.changed()) this.later();
    form.addEventListener("input", () => this.later());
    form.addEventListener("submit", (event) => this.submitted(event));
    addEventListener("online", () => this.changed() && this.save());
    addEventListener("pagehide", () => this.keep());
    addEventListener("pageshow", () => { this.stopped = false; });
  }

  get key() { return `draft:${person}:${this.form.dataset.autosave}`; }

  fields() {
    return [...new FormData(this.form)].filter(([name, value]) => name !== "csrfmiddlewaretoken" && typeof value === "string");
  }

  text() { return JSON.stringify(this.fields()); }

  changed() { return this.text() !== this.sent; }

  later(wait = 2000) {
    this.keep();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), wait);
  }

  keep() {
    if (this.stopped || !this.form.isConnected || !this.changed()) return;
    try { localStorage.setItem(this.key, JSON.stringify({ at: Date.now(), fields: this.fields() })); } catch { /* full or forbidden: the server copy remains */ }
  }

  async save() {
    if (this.stopped || !this.changed()) return;
    if (this.busy) return this.later();
    this.busy = true;
    const sending = this.text();
    try {
      const answer = await fetch(this.form.dataset.autosave, { method: "POST", body: this.body(), headers: { "X-Autosave": "1", Accept: "application/json" }, signal: AbortSignal.timeout(15000) });
      await this.answered(answer, sending);
    } catch {
      this.failed("");
    } finally {
      this.busy = false;
      this.waiting?.();
    }
  }

  // Without a network nothing is sent. The form bears the version that a save under way will answer, so it waits for that.
  submitted(event) {
    clearTimeout(this.timer);
    if (!navigator.onLine) { event.preventDefault(); return this.failed(""); }
    this.stopped = true;
    if (!this.busy) return;
    event.preventDefault();
    this.waiting = () => { this.waiting = undefined; this.form.requestSubmit(event.submitter); };
  }

  body() {
    const body = new FormData();
    for (const [name, value] of new FormData(this.form)) if (typeof value === "string") body.append(name, value);
    return body;
  }

  async answered(answer, sending) {
    const isJson = (answer.headers.get("Content-Type") ?? "").includes("application/json");
    const said = isJson ? await answer.json() : {};
    if (!answer.ok || !isJson) return this.failed(said.message ?? "", answer.status >= 500 || !isJson);
    this.sent = sending;
    localStorage.removeItem(this.key);
    if (said.address) { this.form.dataset.autosave = said.autosave ?? this.form.dataset.autosave; history.replaceState(history.state, "", said.address); }
    for (const [name, value] of Object.entries(said.values ?? {})) this.take(name, value);
    this.say(fill(this.line?.dataset.saved ?? "", { time: said.saved ?? clockTime() }), false);
    if (this.changed()) this.later();
  }

  take(name, value) {
    const before = new FormData(this.form).get(name);
    for (const input of this.form.elements) if (input.name === name && input.type === "hidden") input.value = value;
    if (before !== value) this.sent = JSON.stringify(JSON.parse(this.sent).map(([key, old]) => [key, key === name ? value : old]));
  }

  failed(reason, again = true) {
    this.keep();
    this.say(fill(this.line?.dataset.failed ?? "", { reason }), true);
    if (again) this.later(15000);
  }

  say(text, bad) {
    if (!this.line) return;
    this.line.textContent = text;
    this.line.classList.toggle("failed", bad);
  }

  restore() {
    const kept = this.kept();
    if (!kept || JSON.stringify(kept.fields) === this.sent) return;
    const before = this.fields();
    this.put(kept.fields);
    this.say(fill(this.line?.dataset.restored ?? "", { time: clockTime(new Date(kept.at)) }), false);
    this.offerUndo(before);
    this.later();
  }

  kept() {
    try {
      const kept = JSON.parse(localStorage.getItem(this.key));
      return kept && Date.now() - kept.at < OLD ? kept : null;
    } catch { return null; }
  }

  // With the key under which it may have arrived already, while the answer was lost.
  put(fields) {
    for (const input of this.form.elements) {
      const belongs = input.type === "hidden" ? input.name === "entry_key" : !["file", "submit", "button"].includes(input.type);
      if (!input.name || !belongs) continue;
      const values = fields.filter(([name]) => name === input.name).map(([, value]) => value);
      if (input.type === "checkbox" || input.type === "radio") input.checked = values.includes(input.value);
      else if (values.length) input.value = values[0];
    }
  }

  offerUndo(before) {
    if (!this.line?.dataset.undo) return;
    const undo = Object.assign(document.createElement("button"), { type: "button", className: "button quiet", textContent: this.line.dataset.undo });
    undo.addEventListener("click", () => { this.put(before); localStorage.removeItem(this.key); clearTimeout(this.timer); this.say("", false); });
    this.line.append(" ", undo);
  }
}

// ---- What was typed into a form without autosave --------------------------------------------------
// <form data-kept>: its text waits on this device until another page of ours has answered it, so that a closed
// tab, a lost connection or a sign-in that had ended takes nothing away.

class Kept extends Autosave {
  get key() { return `draft:${person}:kept:${location.pathname}`; }

  later() { this.keep(); }

  async save() { /* nobody takes it before it is sent */ }

  submitted() {
    this.keep();
    const kept = this.kept();
    if (kept) try { localStorage.setItem(this.key, JSON.stringify({ ...kept, isSent: true })); } catch { /* it stays as typed */ }
    this.stopped = true;
  }
}

// <form data-kept="drawn" data-waits data-back>: its rows are drawn by the server, so what waits is put back by sending it there.

class KeptDrawn extends Kept {
  restore() {
    const kept = this.kept();
    if (!kept || !this.sent || JSON.stringify(kept.fields) === this.sent || !this.line) return;
    const back = Object.assign(document.createElement("button"), { type: "button", className: "button quiet", textContent: this.form.dataset.back });
    back.addEventListener("click", () => this.putBack(kept.fields));
    this.say(fill(this.form.dataset.waits, { time: clockTime(new Date(kept.at)) }), false);
    this.line.append(" ", back);
  }

  putBack(fields) {
    this.stopped = true;
    const form = Object.assign(document.createElement("form"), { method: "post", hidden: true });
    const token = ["csrfmiddlewaretoken", this.form.elements.csrfmiddlewaretoken.value];
    for (const [name, value] of [token, ["do", "show"], ...fields]) form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
    document.body.append(form);
    form.submit();
  }
}

const forgetAnswered = () => {
  if (person === "public" || document.querySelector(".error-page")) return;
  const begins = `draft:${person}:kept:`;
  for (const key of Object.keys(localStorage)) {
    if (!key.startsWith(begins) || key === begins + location.pathname) continue;
    const { isSent, at } = JSON.parse(localStorage.getItem(key));
    if (isSent || Date.now() - at > OLD) localStorage.removeItem(key);
  }
};

// ---- Forms: sent once, counted, first mistake in view ---------------------------------------------

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || event.defaultPrevented || event.submitter?.matches("[data-file]")) return;
  if (form.dataset.sent) return event.preventDefault();
  form.dataset.sent = "1";
  setTimeout(() => form.querySelectorAll("button:not([type=button])").forEach((button) => { button.disabled = true; }));
  if (form.matches("[data-sign-out]")) Object.keys(localStorage).filter((key) => key.startsWith("draft:")).forEach((key) => localStorage.removeItem(key));
});

addEventListener("pageshow", () => {
  document.querySelectorAll("form[data-sent]").forEach((form) => {
    delete form.dataset.sent;
    form.querySelectorAll("button:disabled").forEach((button) => { button.disabled = false; });
  });
});

const countTyped = (area) => {
  let line = area.nextElementSibling;
  if (!line?.matches(".typed")) {
    line = Object.assign(document.createElement("p"), { className: "typed" });
    area.after(line);
  }
  line.textContent = fill(area.dataset.count, { n: [...area.value.replace(/\s/g, "")].length });
};

document.addEventListener("input", (event) => { if (event.target.matches?.("textarea[data-count]")) countTyped(event.target); });

// ---- Lists: up and down between rows, ticking -----------------------------------------------------

const turn = (event, step) => {
  const links = [...document.querySelectorAll("[data-rows] tbody .title a")];
  const at = links.findIndex((link) => link.closest("tr").contains(document.activeElement));
  if (at < 0 || !links[at + step]) return;
  event.preventDefault();
  const next = links[at + step];
  const box = event.target.matches("input[name=chosen]") && next.closest("tr").querySelector("input[name=chosen]");
  (box || next).focus();
};

document.addEventListener("keydown", (event) => {
  if (event.key === "ArrowDown") turn(event, 1);
  if (event.key === "ArrowUp") turn(event, -1);
  if (event.key === "Escape") document.querySelectorAll("details[data-menu][open]").forEach((menu) => { menu.open = false; menu.querySelector("summary").focus(); });
});

document.addEventListener("click", (event) => {
  document.querySelectorAll("details[data-menu][open]").forEach((menu) => { if (!menu.contains(event.target)) menu.open = false; });
});

document.addEventListener("change", (event) => {
  const form = event.target.closest?.("form");
  if (event.target.matches?.("[data-tick-all]")) form.querySelectorAll("input[name=chosen]").forEach((box) => { box.checked = event.target.checked; });
  const line = form?.querySelector("[data-tick-count]");
  if (line) line.textContent = fill(line.dataset.tickCount, { n: form.querySelectorAll("input[name=chosen]:checked").length });
});

document.addEventListener("htmx:afterSettle", (event) => {
  const part = event.target;
  if (part.dataset.announce) announce(part.dataset.announce);
  begin(part);
});

// What stood open in a part that is drawn again stands open still, and what was typed meanwhile is not lost.
document.addEventListener("htmx:beforeSwap", (event) => {
  const part = event.detail.target;
  const open = [...part.querySelectorAll("details[open][id]")].map((one) => one.id);
  const { id, value } = part.contains(document.activeElement) ? document.activeElement : {};
  document.addEventListener("htmx:afterSwap", () => {
    for (const one of open) document.getElementById(one)?.setAttribute("open", "");
    const field = id && document.getElementById(id);
    if (field?.matches("input:not([type=checkbox]), textarea")) field.value = value;
  }, { once: true });
});

// ---- The event stream: counts in the head of the page ---------------------------------------------

const stream = document.querySelector("meta[name=stream]")?.content;
if (stream && "EventSource" in window) {
  const source = new EventSource(stream, { withCredentials: true });
  source.addEventListener("notices", (event) => {
    document.querySelectorAll("[data-stream=notices]").forEach((slot) => { slot.textContent = event.data === "0" ? "" : event.data; });
  });
  addEventListener("pagehide", () => source.close());
}

// ---- Reading aloud, in large type ------------------------------------------------------------------

const reader = document.querySelector("[data-read-aloud]");
if (reader && "speechSynthesis" in window) {
  const word = reader.querySelector("span");
  const start = word.textContent;
  const stop = () => { speechSynthesis.cancel(); word.textContent = start; };
  reader.hidden = false;
  reader.addEventListener("click", () => {
    if (speechSynthesis.speaking) return stop();
    const speech = new SpeechSynthesisUtterance(document.getElementById("main").innerText);
    speech.lang = document.documentElement.lang.startsWith("zh") ? "zh-CN" : "en";
    speech.rate = 0.9;
    speech.onend = stop;
    word.textContent = reader.dataset.stop;
    speechSynthesis.speak(speech);
  });
  addEventListener("pagehide", stop);
}

function begin(root) {
  const anew = (what) => [root, ...root.querySelectorAll(what)].filter((form) => form.matches?.(what) && !form.dataset.begun);
  for (const form of anew("form[data-autosave], form[data-kept]")) {
    form.dataset.begun = "1";
    new ("autosave" in form.dataset ? Autosave : form.dataset.kept === "drawn" ? KeptDrawn : Kept)(form);
  }
  root.querySelectorAll("textarea[data-count]").forEach(countTyped);
  root.querySelector("[data-focus]")?.focus();
}

forgetAnswered();
begin(document);
