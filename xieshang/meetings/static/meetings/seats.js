// Seats are swapped on the drawing: one is dragged onto another, or pressed and then the other. Both fill in the form
// above it, which does the same without this script.

let picked = null;

const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
const announce = (text) => { document.getElementById("announce").textContent = text; };
const form = () => document.getElementById("swap");
const spots = () => document.querySelectorAll("#seating [data-spot]");
const spotOf = (target) => target.closest?.("#seating [data-spot]");
const isSeat = (spot) => spot.classList.contains("seat");

function pick(spot) {
  picked?.classList.remove("picked");
  picked = spot;
  form().elements.who.value = spot?.dataset.spot ?? "";
  if (!spot) return announce("");
  spot.classList.add("picked");
  announce(fill(form().dataset.picked, { name: spot.dataset.name }));
}

async function swap(one, other) {
  if (one === other || !isSeat(other)) return;
  form().elements.who.value = one.dataset.spot;
  form().elements.to.value = other.dataset.spot;
  const touched = [one.id, other.id].filter(Boolean);
  try {
    const answer = await fetch(form().action, { method: "POST", body: new FormData(form()) });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.getElementById("seating");
    if (!fresh) throw new TypeError("not the page of the plan");
    const { scrollLeft } = document.querySelector(".hall-scroll");
    document.getElementById("seating").replaceWith(fresh);
    document.querySelector(".hall-scroll").scrollLeft = scrollLeft;
    if (answer.ok) for (const id of touched) document.getElementById(id)?.classList.add("moved");
    begin(answer.ok);
  } catch {
    form().submit();
  }
}

function begin(wasDone = null) {
  picked = null;
  form().querySelector("[data-hint]").hidden = false;
  for (const spot of spots()) {
    spot.toggleAttribute("data-ready", true);
    if (spot.dataset.name) spot.draggable = true;
  }
  if (wasDone) announce(form().dataset.done);
  if (wasDone === false) form().querySelector("[data-focus]")?.focus();
}

document.addEventListener("click", (event) => {
  const spot = spotOf(event.target);
  if (!spot) return;
  if (spot === picked) pick(null);
  else if (picked && isSeat(spot)) swap(picked, spot);
  else if (spot.dataset.name) pick(spot);
});
document.addEventListener("keydown", (event) => { if (event.key === "Escape" && picked) pick(null); });

document.addEventListener("dragstart", (event) => {
  const spot = spotOf(event.target);
  if (!spot) return;
  event.dataTransfer.setData("text/plain", spot.dataset.name);
  event.dataTransfer.effectAllowed = "move";
  pick(spot);
});
document.addEventListener("dragover", (event) => {
  const spot = spotOf(event.target);
  for (const other of document.querySelectorAll(".over")) if (other !== spot) other.classList.remove("over");
  if (!picked || !spot || !isSeat(spot) || spot === picked) return;
  event.preventDefault();
  spot.classList.add("over");
});
document.addEventListener("drop", (event) => {
  const spot = spotOf(event.target);
  if (!picked || !spot) return;
  event.preventDefault();
  swap(picked, spot);
});
document.addEventListener("dragend", () => {
  for (const other of document.querySelectorAll(".over")) other.classList.remove("over");
});

const hall = document.querySelector(".hall-scroll");
hall.scrollLeft = (hall.scrollWidth - hall.clientWidth) / 2;
begin();
