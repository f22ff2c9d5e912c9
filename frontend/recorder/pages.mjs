// @ts-check
/** How a teleprompter moves, without a page: speed and size by steps, remembered on this device. */

export const SPEEDS = [60, 80, 100, 120, 130, 140, 150, 160, 180, 200, 240]; // words a minute
export const SIZES = [16, 18, 20, 24, 28, 34, 40, 48]; // px
const SHELF = "prompter";

/** @typedef {{ speed: number, size: number, hidden: boolean }} Taste */

/**
 * @param {Storage | null} shelf
 * @param {boolean} small  the screen is a phone's
 * @returns {Taste} as chosen here before
 */
export function remembered(shelf, small = false) {
  const usual = { speed: 130, size: small ? 20 : 24, hidden: false };
  try {
    const { speed, size, hidden } = JSON.parse(shelf?.getItem(SHELF) ?? "{}");
    return { speed: SPEEDS.includes(speed) ? speed : usual.speed, size: SIZES.includes(size) ? size : usual.size, hidden: hidden === true };
  } catch {
    return usual;
  }
}

/**
 * @param {Storage | null} shelf
 * @param {Taste} taste
 */
export function remember(shelf, taste) {
  try {
    shelf?.setItem(SHELF, JSON.stringify(taste));
  } catch {
    // A private window forgets it, and the page still works.
  }
}

/**
 * The next value in a direction; the last one stays.
 * @param {number[]} values
 * @param {number} now
 * @param {1 | -1} way
 */
export function stepped(values, now, way) {
  const at = values.indexOf(now) + way;
  return values[Math.min(Math.max(at, 0), values.length - 1)] ?? now;
}

/**
 * How far a script moves in a time, so that it takes as long as reading it aloud whatever its size.
 * @param {{ ms: number, speed: number, words: number, height: number }} script  height of all of it
 * @returns {number} px
 */
export function distance({ ms, speed, words, height }) {
  return words > 0 ? (height / words) * (speed / 60_000) * ms : 0;
}

/**
 * Where to stand: between the pixels, or with reduced motion at the beginning of a line.
 * @param {number} at      px from the top
 * @param {number} line    px; 0 where motion is welcome
 */
export const standing = (at, line) => (line > 0 ? Math.floor(at / line) * line : at);

/** @typedef {"faster"|"slower"|"larger"|"smaller"|"still"|"hide"|"next"|"previous"} Command */

/** @type {Record<string, Command>} */
const SCRIPT = { "+": "faster", "=": "faster", "-": "slower", ArrowUp: "faster", ArrowDown: "slower", p: "still" };
/** @type {Record<string, Command>} */
const POINTS = { ArrowUp: "previous", ArrowDown: "next" };
/** @type {Record<string, Command>} */
const BOTH = { "[": "smaller", "]": "larger", t: "hide" };

/**
 * @param {string} key
 * @param {boolean} isScript
 * @returns {Command | null}
 */
export function commandOf(key, isScript) {
  const name = key.length === 1 ? key.toLowerCase() : key;
  const table = { ...BOTH, ...(isScript ? SCRIPT : POINTS) };
  return Object.hasOwn(table, name) ? (table[name] ?? null) : null;
}
