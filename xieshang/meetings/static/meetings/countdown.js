// Counts down to data-until, also without a network and whatever the clock of this device says: the page brings the
// time at which it was made (data-now), and only what has passed since then is measured here.
// Without this file the page says until when.

const begun = new WeakMap();

const words = (seconds) => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;

const show = () => {
  for (const timer of document.querySelectorAll("[data-until]")) {
    if (!begun.has(timer)) begun.set(timer, { left: Date.parse(timer.dataset.until) - Date.parse(timer.dataset.now), at: performance.now() });
    const { left, at } = begun.get(timer);
    const seconds = Math.ceil((left - (performance.now() - at)) / 1000);
    const text = seconds >= 0 ? timer.dataset.left : timer.dataset.over;
    timer.textContent = text.replace("{left}", words(Math.abs(seconds)));
    timer.classList.toggle("late", seconds < 0);
  }
};

show();
setInterval(show, 1000);
