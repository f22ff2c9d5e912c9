// @ts-check
/**
 * When a page that waits for a recording looks again, when it has something new to show, and what it
 * says meanwhile.
 */

const FIRST_MS = 700;
const LONGEST_MS = 5000;
const SILENCE_MS = 10000;

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

/**
 * A percentage that never goes back: while the same phase lasts, the highest that was reached, even
 * when another worker has to begin it anew.
 * @param {string} phase
 * @param {number} percent
 */
export function steady(phase, percent) {
  let highest = percent;
  return (/** @type {{ phase: string, percent: number }} */ progress) => {
    highest = progress.phase === phase ? Math.max(highest, progress.percent) : progress.percent;
    phase = progress.phase;
    return highest;
  };
}

/**
 * Lets new words through, but never one right after the other: what is read aloud must not nag.
 * @param {string} said  what was read with the page
 */
export function sparing(said) {
  let quietUntil = 0;
  return (/** @type {string} */ words, /** @type {number} */ now) => {
    if (!words || words === said || now < quietUntil) return null;
    [said, quietUntil] = [words, now + SILENCE_MS];
    return words;
  };
}
