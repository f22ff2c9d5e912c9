// @ts-check
/**
 * Which command a key means. Letters never act while somebody types. Everybody may change the keys, or
 * take single ones away, or switch all of them off; the choice is kept in this browser.
 */

/**
 * @typedef {"player" | "room" | "map"} Where on every player; in the review room; in there while the
 *   map is open
 * @typedef {{does: string, keys: string[], words: string, where: Where}} Entry
 */

/** @type {(where: Where, lines: [string, string[], string][]) => Entry[]} */
const entries = (where, lines) => lines.map(([does, keys, words]) => ({ does, keys, words, where }));

/** The whole table, in the order of the sheet. */
export const KEYS = /** @type {Record<string, Entry[]>} */ ({
  Play: entries("player", [
    ["play", [" ", "k"], "Play or pause"],
    ["back10", ["j"], "Back 10 seconds"],
    ["forward10", ["l"], "Forward 10 seconds"],
    ["back5", ["ArrowLeft"], "Back 5 seconds"],
    ["forward5", ["ArrowRight"], "Forward 5 seconds"],
    ["frameBack", [","], "One picture back"],
    ["frameForward", ["."], "One picture forward"],
    ["slower", ["<"], "Slower"],
    ["faster", [">"], "Faster"],
    ["mute", ["m"], "Sound on or off"],
    ["full", ["f"], "Full screen"],
  ]),
  Range: entries("player", [
    ["rangeStart", ["i"], "A range begins here"],
    ["rangeEnd", ["o"], "The range ends here"],
    ["loop", ["p"], "Play in a loop"],
    ["clearRange", ["x"], "Clear the range"],
  ]),
  Comment: entries("room", [
    ["comment", ["c"], "Write at this moment"],
    ["reuse", ["/"], "Use a saved comment"],
    ["drop:strength", ["1"], "Drop a strength"],
    ["drop:try", ["2"], "Drop a try"],
    ["drop:ask", ["3"], "Drop an ask"],
    ["drop:note", ["4"], "Drop a note"],
    ["previous", ["["], "Comment before"],
    ["next", ["]"], "Comment after"],
  ]),
  "Map and help": [
    ...entries("room", [["map", ["r"], "Map: digits set levels"]]),
    ...entries("map", [
      ["criterionPrevious", ["ArrowUp"], "Criterion before"],
      ["criterionNext", ["ArrowDown"], "Criterion after"],
      ["evidence", ["e"], "The chosen comment is evidence here"],
    ]),
    ...entries("room", [["help", ["?"], "This sheet"]]),
  ],
});

/** What stays as it is, for the sheet. */
export const FIXED = /** @type {Record<string, [string, string][]>} */ ({
  Comment: [["Ctrl Enter", "Post what you wrote"]],
  "Map and help": [
    ["1 – 5", "Level of the marked criterion"],
    ["Esc", "Leave a field, then the map"],
    ["Shift Ctrl Enter", "Send the feedback"],
  ],
});

const NAMES = /** @type {Record<string, string>} */ ({ " ": "Space", ArrowLeft: "←", ArrowRight: "→", ArrowUp: "↑", ArrowDown: "↓" });
const OFF = "shortcuts-off";
const OWN = "shortcuts";
const ALL = Object.values(KEYS).flat();
const CHANGEABLE = /^(?:.|Arrow\w+|Page\w+|Home|End|Insert|F\d+)$/u;

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
  return find(key.key, "player");
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
  if (key.key === "Escape") return place === "text" ? "leaveField" : mapMode ? "leaveMap" : null;
  if (held(key) || place === "text" || (key.key === " " && place !== "page")) return null;
  if (mapMode && /^[1-5]$/.test(key.key)) return `level${key.key}`;
  const marked = mapMode && place !== "radio" ? find(key.key, "map") : null;
  return marked ?? find(key.key, "room");
}

/** @param {Key} key */
const held = (key) => Boolean(key.ctrlKey || key.metaKey || key.altKey || key.isComposing);

/** @param {string} key as the browser names it; a letter is the same with shift */
export const named = (key) => (key.length === 1 ? key.toLowerCase() : key);

/**
 * @param {string} key
 * @param {Where} where
 */
function find(key, where) {
  return ALL.find((entry) => entry.where === where && keysOf(entry.does).includes(named(key)))?.does ?? null;
}

// ---- one's own keys -----------------------------------------------------------------------------

let own = /** @type {Record<string, string[]> | null} */ (null);
const changed = /** @type {Set<() => void>} */ (new Set());

/** @param {() => void} tell called whenever a key was changed, or all were switched on or off */
export const whenChanged = (tell) => changed.add(tell);

/**
 * The keys of a command, one's own where they were changed.
 * @param {string} does
 */
export function keysOf(does) {
  own ??= readOwn();
  return own[does] ?? ALL.find((entry) => entry.does === does)?.keys ?? [];
}

/**
 * Which other command a key already means where this one acts, or null.
 * @param {string} key
 * @param {string} does
 */
export function holderOf(key, does) {
  const where = ALL.find((entry) => entry.does === does)?.where;
  if (where === "map" && /^[1-5]$/.test(key)) return "a level on the map";
  const others = ALL.filter((entry) => entry.does !== does && keysOf(entry.does).includes(key));
  // The map may have arrows of its own, and those of the player wait until it is left.
  return others.find((entry) => (entry.where === "map") === (where === "map"))?.words ?? null;
}

/** @param {string} key whether a command may have it */
export const mayBe = (key) => CHANGEABLE.test(key);

/**
 * @param {string} does
 * @param {string[]} keys none: the command has no key anymore
 */
export function change(does, keys) {
  const usual = ALL.find((entry) => entry.does === does)?.keys ?? [];
  own = { ...readOwn(), [does]: keys };
  if (keys.join("\n") === usual.join("\n")) delete own[does];
  write(OWN, Object.keys(own).length ? JSON.stringify(own) : null);
}

/**
 * What stands on a key.
 * @param {string} key
 */
export const cap = (key) => NAMES[key] ?? (key.length === 1 ? key.toUpperCase() : key);

/**
 * Take a key away from whatever means it where this command acts.
 * @param {string} key
 * @param {string} does
 */
export function free(key, does) {
  const where = ALL.find((entry) => entry.does === does)?.where;
  for (const entry of ALL) {
    const near = (entry.where === "map") === (where === "map");
    if (entry.does !== does && near && keysOf(entry.does).includes(key)) change(entry.does, keysOf(entry.does).filter((one) => one !== key));
  }
}

/** All keys as they came. */
export function backToUsual() {
  own = {};
  write(OWN, null);
}

/** Whether nothing was changed. */
export const areUsual = () => Object.keys((own ??= readOwn())).length === 0;

function readOwn() {
  /** @type {Record<string, string[]>} */
  const kept = {};
  try {
    const told = JSON.parse(localStorage.getItem(OWN) ?? "{}");
    for (const { does } of ALL) {
      const keys = told?.[does];
      if (Array.isArray(keys) && keys.every((key) => typeof key === "string" && mayBe(key))) kept[does] = keys;
    }
  } catch {
    // What can't be read counts as nothing: the usual keys act.
  }
  return kept;
}

// ---- all of them --------------------------------------------------------------------------------

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
  write(OFF, off ? "yes" : null);
}

/**
 * @param {string} name
 * @param {string | null} value
 */
function write(name, value) {
  try {
    if (value !== null) localStorage.setItem(name, value);
    else localStorage.removeItem(name);
  } catch {
    // A browser without storage keeps the choice on this page alone.
  }
  changed.forEach((tell) => tell());
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
