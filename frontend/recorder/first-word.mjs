// @ts-check
/**
 * When the first word of an answer came, by the level of the microphone alone. A single loud moment is a
 * click or a chair; two of them close together are a word. The quietest moment tells how loud the room is.
 */

const ABOVE_ROOM_DB = 12;
const FAINTEST_DB = -50;
const LOUDEST_DB = -32; // however loud the room is, this is a voice
const TOGETHER_MS = 500;

export class FirstWord {
  #quietest = 0;
  /** @type {number | null} */
  #hit = null;
  /** @type {number | null} */
  #last = null;
  /** @type {number | null} milliseconds from the beginning of the answer; null while nothing was heard */
  ms = null;

  /**
   * How loud the room is, heard while nobody has to speak.
   * @param {number} level  in decibels
   */
  room(level) {
    this.#quietest = Math.min(this.#quietest, level);
  }

  /**
   * @param {number} level  in decibels; the very same number again is the same reading
   * @param {number} ms     of the answer so far
   * @returns {boolean} whether the first word was found just now
   */
  hear(level, ms) {
    if (this.ms !== null || level === this.#last) return false;
    this.#last = level;
    this.room(level);
    if (level < Math.min(LOUDEST_DB, Math.max(FAINTEST_DB, this.#quietest + ABOVE_ROOM_DB))) return false;
    if (this.#hit !== null && ms - this.#hit <= TOGETHER_MS) this.ms = this.#hit;
    this.#hit = ms;
    return this.ms !== null;
  }
}

/**
 * How it is said: "first word after 1.2 s".
 * @param {number | null} ms
 */
export const responseWords = (ms) => (ms === null ? "nothing was heard" : `first word after ${(ms / 1000).toFixed(1)} s`);
