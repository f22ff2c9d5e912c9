// @ts-check
/** A file that is dropped on the page. Beside the place it is dropped on, nothing happens. */

/**
 * @param {HTMLElement} place
 * @param {(file: File) => void} take
 */
export function takeDrops(place, take) {
  const stop = (/** @type {Event} */ event) => event.preventDefault();
  for (const name of ["dragover", "drop"]) document.addEventListener(name, stop);
  place.addEventListener("dragover", () => place.classList.add("dropping"));
  place.addEventListener("dragleave", () => place.classList.remove("dropping"));
  place.addEventListener("drop", (event) => {
    place.classList.remove("dropping");
    const file = event.dataTransfer?.files[0];
    if (file) take(file);
  });
}
