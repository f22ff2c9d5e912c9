// @ts-check
/** Whether the answers of a drill may together take longer than its recording goes on. */
import { clock } from "freethrow/core/time.mjs";

/**
 * What `1:30` or a bare `90` (seconds) mean; null for anything else.
 * @param {string} text
 */
export function secondsIn(text) {
  const found = /^(?:(\d{1,4}):)?(\d{1,4})$/.exec(text.trim());
  return found ? Number(found[1] ?? 0) * 60 + Number(found[2]) : null;
}

/**
 * @param {object} drill
 * @param {string} drill.order  how its prompts come
 * @param {number[]} drill.answers  the seconds that each answer may take; 0: no limit
 * @param {number} drill.most  the seconds after which recording stops
 * @returns {string} what is wrong with it; empty when nothing is
 */
export function beyondWords({ order, answers, most }) {
  const together = answers.reduce((sum, seconds) => sum + seconds, 0);
  if (order === "together" || together <= most) return "";
  const [long, stop] = [together, most].map((seconds) => clock(seconds * 1000));
  return `The answers may take ${long} together, but recording stops at ${stop}. Whoever uses all their time misses the last prompts: give less time to answer, or let recording go on longer.`;
}
