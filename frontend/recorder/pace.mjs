// @ts-check
/**
 * Whether the encoder keeps up, seen from its chunks: one is due every second of recording. Chunks that
 * come late mean that the picture is too large for this device; none at all, that the format is no good
 * here. Times are milliseconds of recording, so that a pause is no delay.
 */

const LATE_MS = 4000;
const STALLED_MS = 9000;
const FORGIVEN_AFTER_MS = 30_000;
const MOST_LATE = 2;

/** @typedef {"slow" | "stalled"} Trouble */

export class Pace {
  #last = 0;
  /** @type {number[]} */
  #late = [];

  /** @param {number} now  when a chunk came */
  chunk(now) {
    if (now - this.#last > LATE_MS) this.#late.push(now);
    this.#late = this.#late.filter((then) => now - then < FORGIVEN_AFTER_MS);
    this.#last = now;
  }

  /**
   * @param {number} now
   * @returns {Trouble | null}
   */
  trouble(now) {
    if (now - this.#last > STALLED_MS) return "stalled";
    return this.#late.length >= MOST_LATE ? "slow" : null;
  }
}
