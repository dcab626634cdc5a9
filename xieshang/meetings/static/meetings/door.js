// Signing in by position: the browser is asked only after the member pressed the button.

document.querySelectorAll("form[data-position]").forEach((form) => {
  if (!navigator.geolocation) return;
  form.hidden = false;
  const said = form.querySelector("[data-said]");
  form.addEventListener("submit", (event) => {
    if (form.elements.latitude.value) return;
    event.preventDefault();
    event.stopPropagation();
    said.textContent = form.dataset.asking;
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        for (const name of ["latitude", "longitude", "accuracy"]) form.elements[name].value = coords[name];
        form.requestSubmit();
      },
      () => { said.textContent = form.dataset.denied; },
      { enableHighAccuracy: true, timeout: 15000, maximumAge: 0 },
    );
  }, { capture: true });
});
