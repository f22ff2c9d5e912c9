// @ts-check
/** What a take adds to one's practice, said as soon as it is recorded. */
import { length } from "freethrow/recorder/words.mjs";

/**
 * What the take adds to one's practice.
 * @param {{ long: boolean, before: number | null, minimum: number, countsFrom: number }} effort  before: counted takes of the assignment, if there is one
 */
export function effortWords({ long, before, minimum, countsFrom }) {
  if (!long) return `Too short to count as practice: takes count from ${length(countsFrom)} on. You can still submit it.`;
  if (before === null) return "It counts as practice.";
  if (before + 1 < minimum) return `That makes ${before + 1} of ${minimum} takes.`;
  return "That makes as many takes as you were asked for. Submit the best one.";
}

/** Counts along on the recording page; the server's count has the last word. */
export class Effort {
  #made = 0;

  /** @param {DOMStringMap} known  counted, minimum (of the assignment, if there is one), countsFrom */
  constructor(known) {
    this.known = known;
  }

  /**
   * @param {number | null} ms  recorded; null for a file, whose length only the server finds out
   * @returns {string}
   */
  weigh(ms) {
    if (ms === null) return "";
    const { counted, minimum, countsFrom } = this.known;
    const long = ms >= Number(countsFrom);
    const before = counted === undefined ? null : Number(counted) + this.#made;
    if (long) this.#made += 1;
    return effortWords({ long, before, minimum: Number(minimum), countsFrom: Number(countsFrom) });
  }
}
