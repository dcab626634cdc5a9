// The clerk's list: found as one types, signed in by Enter, by card and by camera; without a network, too, where the
// device is registered. Without this script the list is a page of plain forms.

import { Store, isFit } from "./door-store.js";

const desk = document.getElementById("desk");
const at = desk.dataset;
const meeting = Number(at.meeting);
const sitting = Number(at.sitting);
const one = (selector) => desk.querySelector(selector);
const rows = [...desk.querySelectorAll("tr[data-attendee]")];
const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
const find = one("#find");
const card = one("#card");
const PATIENCE = 6000;
const AGAIN = 10000;

let store;
let own;

// ---- What is said, and how the rows stand ------------------------------------------------------

function say(text, bad = false) {
  const line = one("[data-said]");
  line.textContent = text;
  line.classList.toggle("bad", bad);
}

const rowOf = (attendee) => rows.find((row) => Number(row.dataset.attendee) === Number(attendee));
const nameOf = (row) => row?.querySelector("th").textContent ?? "";

function stand(row, there, text) {
  if (!row) return;
  row.toggleAttribute("data-there", there);
  row.querySelector("[data-state]").textContent = text;
}

// A seat, 3-12, is meant whole: not 13-12.
const bears = (words, word) => (/^\d+-\d+$/.test(word) ? words.split(" ") : words).includes(word);

function narrow() {
  const words = find.value.trim().toLowerCase().split(/\s+/);
  for (const row of rows) row.hidden = !words.every((word) => bears(row.dataset.words, word));
}

function clear() {
  find.value = "";
  narrow();
}

// ---- Asking the server -----------------------------------------------------------------------

// Who is no longer signed in is led to the sign-in page, and that is no answer to what was asked.
class Lapsed extends Error {}

async function ask(address, options, patience = PATIENCE) {
  const headers = { Accept: "application/json", ...options.headers };
  const answer = await fetch(address, { ...options, headers, signal: AbortSignal.timeout(patience) });
  one("[data-lapsed]").hidden = !(answer.redirected && own);
  if (answer.redirected) throw new Lapsed();
  return answer;
}

// ---- Signing in and out ----------------------------------------------------------------------

async function note(attendee, body, { leaves = false, card = "" } = {}) {
  try {
    if (!navigator.onLine) throw new TypeError("no network");
    const answer = await ask(leaves ? at.departures : at.arrivals, { method: "POST", body });
    if (!(answer.headers.get("Content-Type") ?? "").includes("json")) throw new TypeError("not an answer of ours");
    const said = await answer.json();
    stand(rowOf(said.attendee), said.there, `${said.state} ${said.at}`);
    say(said.said, !answer.ok);
  } catch (fault) {
    if (own) await hold(attendee, leaves, card);
    else say(fault instanceof Lapsed ? at.lapsedLost : at.lost, true);
  }
}

async function hold(attendee, leaves, card) {
  const row = rowOf(attendee);
  if (!row) return say(at.unknownCard, true);
  if (row.hasAttribute("data-there") !== leaves) return say(fill(leaves ? at.absent : at.already, { name: nameOf(row) }));
  await store.record(own, sitting, Number(attendee), leaves ? "out" : "in", card);
  held(row, leaves);
  say(fill(at.taken, { name: nameOf(row) }));
  await count();
}

function held(row, leaves) {
  row?.toggleAttribute("data-held", true);
  stand(row, !leaves, leaves ? at.keptLeaving : at.kept);
}

one("[data-list]").addEventListener("submit", (event) => {
  const attendee = event.submitter?.value;
  if (!attendee) return;
  event.preventDefault();
  const leaves = event.submitter.classList.contains("leaving");
  note(attendee, bodyOf(event.target, { attendee }), { leaves }).then(() => { clear(); find.focus(); });
});

one("[data-find]").addEventListener("submit", (event) => {
  event.preventDefault();
  const next = rows.find((row) => !row.hidden && !row.hasAttribute("data-there"));
  if (!find.value.trim() || !next) return say(rows.some((row) => !row.hidden) && find.value.trim() ? fill(at.already, { name: nameOf(rows.find((row) => !row.hidden)) }) : at.nobody, true);
  note(next.dataset.attendee, bodyOf(one("[data-list]"), { attendee: next.dataset.attendee })).then(() => { clear(); find.focus(); });
});

find.addEventListener("input", narrow);

one("[data-card]").addEventListener("submit", (event) => {
  event.preventDefault();
  read(card.value);
});

// The line of the roster stands before the point. Whether the card is ours the server knows, at once or when it is sent.
async function read(text) {
  const said = text.trim().split("card=").pop();
  if (!said) return;
  card.value = "";
  await note(said.split(".")[0], bodyOf(one("[data-card]"), { card: said }), { card: said });
  card.focus();
}

function bodyOf(form, values) {
  const body = new FormData();
  body.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  for (const [name, value] of Object.entries(values)) body.append(name, value);
  return body;
}

// ---- The camera ------------------------------------------------------------------------------

const camera = one("[data-camera]");
if ("BarcodeDetector" in window && navigator.mediaDevices) camera.hidden = false;
camera.addEventListener("click", async () => {
  const view = one("[data-view]");
  if (view.srcObject) return stop(view);
  try {
    view.srcObject = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
  } catch { return; }
  view.hidden = false;
  await view.play();
  look(view, new BarcodeDetector({ formats: ["qr_code"] }), "");
});

function stop(view) {
  view.srcObject.getTracks().forEach((track) => track.stop());
  view.srcObject = null;
  view.hidden = true;
}

async function look(view, detector, last) {
  if (!view.srcObject) return;
  const [found] = await detector.detect(view).catch(() => []);
  const text = found?.rawValue ?? "";
  if (text && text !== last) await read(text);
  setTimeout(() => look(view, detector, text || last), 250);
}

// ---- The device: what waits, and sending it ------------------------------------------------------

async function count() {
  const waiting = await store.waiting(meeting);
  const line = one("[data-waiting]");
  line.hidden = !waiting.length;
  line.textContent = fill(line.dataset.words, { n: waiting.length });
  return waiting;
}

// Those among them that are of the half-day on this page.
async function here() {
  return (await store.waiting(meeting)).filter((record) => record.sitting === sitting);
}

let sending = false;

async function send() {
  if (!own || sending || !navigator.onLine) return;
  sending = true;
  try {
    const waiting = await count();
    const fresh = await roster();
    if (waiting.length) await deliver(waiting.slice(0, 500), fresh.token);
    if (waiting.length) await roster();
  } catch { /* sent again in a moment */ } finally {
    sending = false;
    await count();
  }
}

async function roster() {
  const before = Date.now();
  const answer = await ask(at.roster, {});
  if (!answer.ok) throw new TypeError("no roster");
  const said = await answer.json();
  own.ahead = (before + Date.now()) / 2 - Date.parse(said.now);
  await store.put("devices", own);
  const waits = new Set((await here()).map((record) => record.attendee));
  for (const row of said.rows) {
    if (waits.has(row.attendee)) continue;
    const shown = rowOf(row.attendee);
    shown?.removeAttribute("data-held");
    stand(shown, row.there, `${row.state} ${row.at}`);
  }
  document.querySelectorAll("input[name=csrfmiddlewaretoken]").forEach((input) => { input.value = said.token; });
  return said;
}

async function deliver(records, token) {
  const sent = records.map(({ meeting: _, ...record }) => record);
  const headers = { "Content-Type": "application/json", "X-CSRFToken": token };
  const body = JSON.stringify({ records: sent });
  const answer = await ask(`${at.devices}/${own.device}/records`, { method: "POST", headers, body }, 30000);
  const said = await answer.json();
  if (!answer.ok) return say(said.said, true);
  for (const outcome of said.outcomes) tell(outcome);
  await store.remove(said.outcomes.map((outcome) => outcome.key));
}

function tell(outcome) {
  const line = document.createElement("li");
  line.textContent = outcome.said;
  line.classList.toggle("refused-one", outcome.state === "refused");
  one("[data-outcomes]").prepend(line);
}

// ---- Registering -----------------------------------------------------------------------------

async function begin() {
  if (!isFit) return void (one("[data-unfit]").hidden = false);
  store = await Store.open();
  own = await store.device(meeting);
  if (own && Date.now() > Date.parse(own.expires) + 86400000 && !(await count()).length) { await store.forget(meeting); own = undefined; }
  if (!own) return void (one("[data-enrol]").hidden = false);
  await enrolled();
}

async function enrolled() {
  const line = one("[data-enrolled]");
  line.textContent = fill(line.dataset.words, { name: own.name });
  line.hidden = one("[data-forget]").hidden = false;
  one("[data-enrol]").hidden = true;
  await count();
  for (const record of await here()) held(rowOf(record.attendee), record.direction === "out");
  setInterval(send, AGAIN);
  addEventListener("online", send);
  await send();
  if (navigator.onLine) await keepPage().catch(() => { /* kept at the next opening */ });
}

async function keepPage() {
  await navigator.serviceWorker.register(at.worker);
  const ready = await navigator.serviceWorker.ready;
  const files = [...document.querySelectorAll("link[rel=stylesheet], link[rel=icon], script[src]")].map((file) => file.href || file.src);
  const drawings = [...document.querySelectorAll("svg use")].map((use) => new URL(use.getAttribute("href"), location.href).href.split("#")[0]);
  const channel = new MessageChannel();
  const kept = new Promise((done) => { channel.port1.onmessage = done; });
  ready.active.postMessage({ keep: [...new Set([...files, ...drawings])], page: location.pathname + location.search }, [channel.port2]);
  await kept;
  desk.dataset.ready = "1";
}

one("[data-enrol-form]")?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const answer = await fetch(at.devices, { method: "POST", body: new FormData(event.target), headers: { Accept: "application/json" } });
  const said = await answer.json();
  if (!answer.ok) return say(said.said, true);
  await store.enrol(meeting, said, at.ends);
  own = await store.device(meeting);
  await enrolled();
});

one("[data-forget-button]").addEventListener("click", async () => {
  await send();
  if ((await count()).length) return;
  await store.forget(meeting);
  (await navigator.serviceWorker.ready).active.postMessage({ forget: location.pathname });
  location.reload();
});

narrow();
begin();
