// @ts-check
/** The arithmetic of a timeline. Everything is whole milliseconds of the length the server told. */

export const SPEEDS = [0.5, 0.75, 1, 1.25, 1.5, 1.75, 2];
export const FRAME_MS = 1000 / 30;
export const LEAD_IN_MS = 1500; // a comment is shown in its context: playing starts a little before

/**
 * A time moved to its nearest end when it lies outside, 0 when it is no number.
 * @param {number} ms
 * @param {number} length
 */
export function within(ms, length) {
  if (Number.isNaN(ms)) return 0;
  return Math.round(Math.min(Math.max(ms, 0), Math.max(length, 0)));
}

/**
 * Where to start playing to hear what a comment is about.
 * @param {number} ms
 */
export const before = (ms) => Math.max(0, ms - LEAD_IN_MS);

/**
 * Tenths of a second, for the moment at hand: 1:14.2.
 * @param {number} ms
 */
export function precise(ms) {
  const tenths = Math.floor(Math.max(0, ms) / 100);
  const [minutes, rest] = [Math.floor(tenths / 600), tenths % 600];
  return `${minutes}:${String(Math.floor(rest / 10)).padStart(2, "0")}.${rest % 10}`;
}

/**
 * The share of the timeline that lies before a moment, 0 to 100.
 * @param {number} ms
 * @param {number} length
 */
export const share = (ms, length) => (length > 0 ? (within(ms, length) / length) * 100 : 0);

/**
 * The next speed in a direction; the last one stays.
 * @param {number} now
 * @param {1 | -1} way
 */
export function nextSpeed(now, way) {
  const at = SPEEDS.reduce((best, speed, i) => (Math.abs(speed - now) < Math.abs((SPEEDS[best] ?? 1) - now) ? i : best), 0);
  return SPEEDS[Math.min(Math.max(at + way, 0), SPEEDS.length - 1)] ?? 1;
}
