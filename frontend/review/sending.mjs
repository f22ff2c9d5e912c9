// @ts-check
/** Feedback on its way: counts the seconds in which it can still be taken back. */
import { loadAnew } from "freethrow/core/anew.mjs";

/**
 * @param {number} ms until it goes out
 * @param {string} before the words around the seconds
 */
export function wait(ms, before) {
  const seconds = Math.ceil(ms / 1000);
  return seconds > 0 ? `${before} in ${seconds} s. You can still take it back.` : `${before} now.`;
}

/** Start counting, if this page waits for something to go out; then show how it stands. */
export function countDown() {
  const place = document.querySelector("[data-release]");
  if (!(place instanceof HTMLElement)) return;
  const [due, before] = [Date.parse(place.dataset.release ?? ""), place.textContent?.split(" in ")[0] ?? ""];
  place.closest("[role=status]")?.setAttribute("aria-live", "off"); // seconds are not read out
  const timer = setInterval(() => {
    place.textContent = wait(due - Date.now(), before);
    if (Date.now() >= due + 700 && loadAnew()) clearInterval(timer);
  }, 250);
}
