// @ts-check
/** Showing the page anew by itself, when what it tells is over. */

/**
 * Not while a form is on its way: loading would call it back, and its answer shows the page anew anyway.
 * @returns {boolean} whether it is done
 */
export function loadAnew() {
  if (document.querySelector("form[data-sending]")) return false;
  location.reload();
  return true;
}
