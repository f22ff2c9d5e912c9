// @ts-check
/** The arithmetic of a range and of playing it in a loop. Pure; milliseconds. */

export const LEAST_MS = 200; // what is shorter is a slip of the finger

/** @typedef {{from: number, until: number | null}} Range a beginning, and an end once that is set */

/**
 * A range that begins now; an end that was set stays when it lies later.
 * @param {Range | null} range
 * @param {number} now
 * @returns {Range}
 */
export function begunAt(range, now) {
  const until = range?.until ?? null;
  return { from: now, until: until !== null && until - now >= LEAST_MS ? until : null };
}

/**
 * A range that ends now: from where it began, else from the beginning of the take.
 * @param {Range | null} range
 * @param {number} now
 * @returns {Range | null}
 */
export function endedAt(range, now) {
  if (now < LEAST_MS) return range;
  const from = range?.from ?? 0;
  return { from: now - from >= LEAST_MS ? from : 0, until: now };
}

/**
 * Where a loop goes back to, when playing went over its end since the last look; null while it plays
 * on. Whoever jumps out of it is left alone.
 * @param {Range | null} range without one, the whole take
 * @param {number} before
 * @param {number} now
 * @param {number} length
 */
export function backTo(range, before, now, length) {
  const until = range?.until ?? length;
  return before < until && now >= until ? (range?.from ?? 0) : null;
}
