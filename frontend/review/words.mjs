// @ts-check
/** What the action bar says about saving, honestly. */

/**
 * @param {import("freethrow/review/saver.mjs").Status} status
 * @param {string} rep first name of who will read it
 * @param {number} now
 */
export function savingWords({ condition, sentence, savedAt }, rep, now) {
  if (condition === "saving" || (condition === "waiting" && !sentence)) return "Saving…"; // the second: tried again
  if (sentence) return sentence;
  const promise = `${rep} sees it only when you send`;
  return savedAt === null ? promise : `Saved ${ago(now - savedAt)} · ${promise}`;
}

/** @param {number} ms */
function ago(ms) {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  if (seconds < 2) return "just now";
  if (seconds < 60) return `${seconds} s ago`;
  return `${Math.floor(seconds / 60)} min ago`;
}

/**
 * How much of a take was played, never rounded up to all of it.
 * @param {number} ms
 * @param {number} of
 */
export const percentWatched = (ms, of) => (of > 0 ? Math.min(100, Math.floor((100 * ms) / of)) : 100);

/**
 * How much of a text is left, once that matters.
 * @param {number} used
 * @param {number} most
 */
export function room(used, most) {
  const left = most - used;
  if (left < 0) return `${-left} too many`;
  return left <= Math.max(100, most / 10) ? `${left} left` : "";
}
