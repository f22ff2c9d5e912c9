// @ts-check
/**
 * Which command a key means. Letters never act while somebody types, and the whole table can be
 * switched off (the choice is kept in this browser).
 */

const PLAYER = /** @type {const} */ ({
  " ": "play",
  k: "play",
  j: "back10",
  l: "forward10",
  ArrowLeft: "back5",
  ArrowRight: "forward5",
  ",": "frameBack",
  ".": "frameForward",
  "<": "slower",
  ">": "faster",
  m: "mute",
  f: "full",
});

const REVIEW = /** @type {const} */ ({
  "[": "previous",
  "]": "next",
  c: "comment",
  i: "rangeStart",
  o: "rangeEnd",
  r: "map",
  "?": "help",
});

const KINDS = ["strength", "try", "ask", "note"];
const OFF = "shortcuts-off";

/**
 * @typedef {{key: string, ctrlKey?: boolean, metaKey?: boolean, altKey?: boolean, shiftKey?: boolean, isComposing?: boolean}} Key
 * @typedef {"text" | "button" | "radio" | "dialog" | "page"} Place where the focus is
 */

/**
 * The command for the player alone, or null.
 * @param {Key} key
 * @param {Place} place
 * @returns {string | null}
 */
export function playerCommand(key, place) {
  if (held(key) || place === "text" || place === "dialog") return null;
  if (key.key === " " && place !== "page") return null;
  if (place === "radio" && key.key.startsWith("Arrow")) return null;
  return find(PLAYER, key.key);
}

/**
 * The command in the review room, or null. In map mode digits are levels, else kinds of markers.
 * @param {Key} key
 * @param {Place} place
 * @param {boolean} mapMode
 * @returns {string | null}
 */
export function reviewCommand(key, place, mapMode) {
  if (place === "dialog") return null;
  if ((key.ctrlKey || key.metaKey) && key.key === "Enter") return key.shiftKey ? "send" : place === "text" ? "post" : null;
  if (key.key === "Escape") return mapMode ? "leaveMap" : null;
  if (held(key) || place === "text") return null;
  if (/^[1-5]$/.test(key.key)) return mapMode ? `level${key.key}` : kindCommand(Number(key.key));
  if (mapMode && place !== "radio" && key.key === "ArrowDown") return "criterionNext";
  if (mapMode && place !== "radio" && key.key === "ArrowUp") return "criterionPrevious";
  return find(REVIEW, key.key);
}

/** @param {number} digit */
function kindCommand(digit) {
  const kind = KINDS[digit - 1];
  return kind ? `drop:${kind}` : null;
}

/** @param {Key} key */
const held = (key) => Boolean(key.ctrlKey || key.metaKey || key.altKey || key.isComposing);

/**
 * @param {Readonly<Record<string, string>>} table
 * @param {string} key
 */
function find(table, key) {
  const name = key.length === 1 ? key.toLowerCase() : key;
  return Object.hasOwn(table, name) ? (table[name] ?? null) : null;
}

/**
 * What kind of element has the focus, as far as keys are concerned.
 * @param {Element | null} element
 * @returns {Place}
 */
export function placeOf(element) {
  if (!element) return "page";
  if (element.closest("dialog[open], [popover]:popover-open")) return "dialog";
  if (element instanceof HTMLInputElement && ["radio", "checkbox"].includes(element.type)) return "radio";
  if (element.closest("input, textarea, select, [contenteditable]")) return "text";
  return element.closest("button, a[href], summary") ? "button" : "page";
}

/** Whether the person has switched the single keys off. */
export function areOff() {
  try {
    return localStorage.getItem(OFF) === "yes";
  } catch {
    return false;
  }
}

/** @param {boolean} off */
export function switchOff(off) {
  try {
    if (off) localStorage.setItem(OFF, "yes");
    else localStorage.removeItem(OFF);
  } catch {
    // A browser without storage keeps the keys on.
  }
}
