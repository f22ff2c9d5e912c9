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
 * What to do with the present progress: show the page anew because it lacks the video or the reason
 * why there is none; stop, since all is done and the video is there already; or keep looking.
 * @param {{ watchable: boolean, settled: boolean }} progress
 * @param {boolean} shown  whether the page already shows the video
 * @returns {"anew" | "stop" | "look"}
 */
export function nextStep(progress, shown) {
  if (progress.watchable !== shown) return "anew";
  if (progress.settled) return shown ? "stop" : "anew";
  return "look";
}
