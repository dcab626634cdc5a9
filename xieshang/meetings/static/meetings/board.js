// The hall board: figures that change while one looks. They come by the event stream; where a proxy holds it back,
// at first or later, and on pages without a stream, the same text is asked for every few seconds. Only what stands in
// data-slot is renewed, and only where it differs: no form, no field, no focus is touched.

const EVERY = 3000; // between two questions, as long as no stream is heard
const PATIENCE = 5000; // so long a stream may be silent at first
const SILENCE = 15000; // and so long later: it says at least a beat every ten seconds

class Board {
  constructor(place) {
    this.place = place;
    this.heard = 0;
    if (place.dataset.stream && "EventSource" in window) this.listen();
    this.timer = setInterval(() => this.ask(), EVERY);
    addEventListener("pagehide", () => { clearInterval(this.timer); this.source?.close(); });
  }

  listen() {
    this.source = new EventSource(this.place.dataset.stream, { withCredentials: true });
    for (const event of ["hall", "notices", "beat"]) this.source.addEventListener(event, () => { this.heard = Date.now(); });
    this.source.addEventListener("hall", (event) => this.show(JSON.parse(event.data)));
    this.source.addEventListener("error", () => { this.heard = 0; });
    this.until = Date.now() + PATIENCE;
  }

  async ask() {
    const now = Date.now();
    if (now - this.heard < SILENCE || document.hidden || now < (this.until ?? 0)) return;
    try {
      const answer = await fetch(this.place.dataset.poll, { headers: { Accept: "application/json" }, signal: AbortSignal.timeout(10000) });
      if (answer.ok && !answer.redirected) this.show(await answer.json());
    } catch { /* asked again in a moment */ }
  }

  show(tally) {
    for (const [name, value] of Object.entries(tally)) if (typeof value === "number") put(this.place, name, value);
    const line = this.place.querySelector("[data-quorum]");
    if (line) {
      put(line, "quorum", tally.quorum ? this.place.dataset.reached : this.place.dataset.short);
      line.classList.toggle("reached", tally.quorum);
    }
    for (const sector of tally.sectors) {
      const row = [...document.querySelectorAll("[data-sector]")].find((one) => one.dataset.sector === sector.name);
      for (const name of ["present", "entitled", "leave", "away"]) if (row) put(row, name, sector[name]);
    }
  }
}

function put(place, name, value) {
  const slot = place.querySelector(`[data-slot="${name}"]`);
  if (slot && slot.textContent !== String(value)) slot.textContent = value;
}

document.querySelectorAll("[data-tally]").forEach((place) => new Board(place));
