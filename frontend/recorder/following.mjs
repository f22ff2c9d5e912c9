// @ts-check
/** When a page that waits for a recording looks again, and when it has something new to show. */

const FIRST_MS = 700;
const LONGEST_MS = 5000;

/**
 * When to look again: soon at first, more calmly later.
 * @param {number} looks
 */
export function pause(looks) {
  return Math.min(LONGEST_MS, FIRST_MS * 1.25 ** looks);
}

/**
 * Whether the page shows less than there is by now.
 * @param {{ watchable: boolean, settled: boolean }} progress
 * @param {boolean} shown  whether the page already shows the video
 * @param {boolean} playing  nobody is interrupted while watching
 */
export function isNews(progress, shown, playing) {
  return progress.watchable !== shown || (progress.settled && !playing);
}
