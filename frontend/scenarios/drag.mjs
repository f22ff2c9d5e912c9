// @ts-check
/**
 * Dragging a row by its handle, with a mouse, a pen or a finger. The others make room while it moves;
 * Escape puts it back.
 */

const EDGE_PX = 60;
const SCROLL_PX = 14;

/**
 * Where a row belongs while the pointer is at `y`: past the middle of a neighbor, it changes places.
 * @param {number} y
 * @param {{ top: number, height: number }[]} boxes  of all rows, in order
 * @param {number} at  where it is now
 */
export function placeAt(y, boxes, at) {
  const middle = (/** @type {number} */ one) => (boxes[one]?.top ?? 0) + (boxes[one]?.height ?? 0) / 2;
  let place = at;
  while (place > 0 && y < middle(place - 1)) place -= 1;
  if (place < at) return place;
  while (place < boxes.length - 1 && y > middle(place + 1)) place += 1;
  return place;
}

/**
 * @param {HTMLElement} list
 * @param {(row: HTMLElement) => void} moved  after a row has found another place
 */
export function listenToDrags(list, moved) {
  list.addEventListener("pointerdown", (event) => {
    const handle = event.target instanceof Element ? event.target.closest("[data-handle]") : null;
    const row = handle?.closest("[data-row]");
    if (!(handle instanceof HTMLElement) || !(row instanceof HTMLElement) || event.button !== 0) return;
    drag(list, row, handle, event.pointerId, moved);
  });
}

/**
 * The row itself stays where it is in the document, and so keeps the pointer; the others go around it.
 * @param {HTMLElement} list
 * @param {HTMLElement} row
 * @param {HTMLElement} handle
 * @param {number} pointer
 * @param {(row: HTMLElement) => void} moved
 */
function drag(list, row, handle, pointer, moved) {
  const from = place(list, row);
  const leaving = new AbortController();
  const { signal } = leaving;
  handle.setPointerCapture(pointer);
  row.classList.add("dragging");
  const end = () => {
    leaving.abort();
    row.classList.remove("dragging");
    if (place(list, row) !== from) moved(row);
  };
  const follow = (/** @type {PointerEvent} */ { clientY }) => {
    scrollNear(clientY);
    put(list, row, placeAt(clientY, boxesOf(list), place(list, row)));
  };
  const stop = (/** @type {KeyboardEvent} */ event) => {
    if (event.key !== "Escape") return;
    put(list, row, from);
    end();
  };
  handle.addEventListener("pointermove", follow, { signal });
  for (const name of /** @type {const} */ (["pointerup", "pointercancel", "lostpointercapture"])) handle.addEventListener(name, end, { signal });
  document.addEventListener("keydown", stop, { signal });
}

/**
 * @param {HTMLElement} list
 * @param {HTMLElement} row
 */
function place(list, row) {
  return [...list.children].indexOf(row);
}

/** @param {HTMLElement} list */
function boxesOf(list) {
  return [...list.children].map((one) => one.getBoundingClientRect());
}

/**
 * @param {HTMLElement} list
 * @param {HTMLElement} row
 * @param {number} to
 */
function put(list, row, to) {
  for (let at = place(list, row); at > to; at -= 1) row.previousElementSibling && row.after(row.previousElementSibling);
  for (let at = place(list, row); at < to; at += 1) row.nextElementSibling && row.before(row.nextElementSibling);
}

/** @param {number} y */
function scrollNear(y) {
  if (y < EDGE_PX) scrollBy(0, -SCROLL_PX);
  if (y > innerHeight - EDGE_PX) scrollBy(0, SCROLL_PX);
}
