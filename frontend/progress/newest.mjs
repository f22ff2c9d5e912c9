// @ts-check
/** A grid of weeks that is wider than its card opens at the newest week, not at the oldest. */

const MARGIN = 10;

/** @param {HTMLElement} cell the head of the newest week */
function show(cell) {
  const frame = cell.closest(".scroll-x");
  if (frame) frame.scrollLeft = cell.offsetLeft + cell.offsetWidth + MARGIN - frame.clientWidth;
}

for (const frame of document.querySelectorAll(".scroll-x")) {
  const cell = frame.querySelector("thead .newest");
  if (cell instanceof HTMLElement) show(cell);
}
