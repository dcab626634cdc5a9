// A ballot that is not sent yet stays on this device alone: nothing of it goes to the server before it is cast.
// <form data-keep="ballot:7"> keeps and restores what is marked; an element with data-forget removes it again.
// The page works without this file.

const person = document.querySelector("meta[name=person]")?.content ?? "public";
const keyOf = (name) => `draft:${person}:${name}`;
const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");

class Kept {
  constructor(form) {
    this.form = form;
    this.line = form.querySelector(".saved");
    if ("given" in form.dataset) this.keep();
    else this.restore();
    this.count();
    form.addEventListener("input", () => { this.keep(); this.count(); });
    form.addEventListener("submit", (event) => this.submitted(event));
  }

  get key() { return keyOf(this.form.dataset.keep); }

  fields() { return [...new FormData(this.form)].filter(([name]) => name !== "csrfmiddlewaretoken"); }

  keep() {
    try { localStorage.setItem(this.key, JSON.stringify({ at: Date.now(), fields: this.fields() })); } catch { /* full or forbidden: the form itself remains */ }
  }

  restore() {
    let kept;
    try { kept = JSON.parse(localStorage.getItem(this.key)); } catch { return; }
    if (!kept?.fields.some(([, value]) => value)) return;
    for (const input of this.form.elements) {
      const values = kept.fields.filter(([name]) => name === input.name).map(([, value]) => value);
      if (input.type === "radio") input.checked = values.includes(input.value);
      else if (input.tagName === "TEXTAREA" && values.length) input.value = values[0];
    }
    this.line.textContent = this.line.dataset.restored;
  }

  // How many are marked, of how many seats; said when it changes.
  count() {
    const line = this.form.querySelector("[data-marked]");
    if (!line) return;
    const written = this.form.elements.written?.value.split("\n").filter((name) => name.trim()).length ?? 0;
    const n = this.form.querySelectorAll("input[value=for]:checked").length + written;
    const { marked, over, seats } = line.dataset;
    const said = fill(n > Number(seats) ? over : marked, { n, seats });
    if (line.textContent !== said) line.textContent = said;
  }

  submitted(event) {
    this.keep();
    if (navigator.onLine) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    this.line.textContent = this.line.dataset.offline;
    this.line.classList.add("failed");
    this.line.scrollIntoView({ block: "center" });
  }
}

document.querySelectorAll("form[data-keep]").forEach((form) => new Kept(form));
document.querySelectorAll("[data-forget]").forEach((at) => { try { localStorage.removeItem(keyOf(at.dataset.forget)); } catch { /* forbidden: nothing is kept either */ } });
