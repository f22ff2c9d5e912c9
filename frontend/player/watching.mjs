// @ts-check
/** Counts seconds that were really played; looking at a still picture or jumping is no watching. */

const ENOUGH_S = 2;
const LONGEST_STEP_S = 4; // more between two ticks is a jump, if perhaps after a stall: keys jump five
const FASTEST = 2; // the player's highest speed
const SLACK_MS = 1000; // a player doesn't tell where it is to the millisecond

/**
 * Whether a video can have played on so far in a time, which is long when the page had no time to
 * listen; else there was a jump.
 * @param {number} ms of the video
 * @param {number} passed ms of the clock
 */
export const playedOn = (ms, passed) => ms > 0 && ms <= FASTEST * passed + SLACK_MS;

export class Watching {
  /** @param {() => void} tell called once, after two seconds of play */
  constructor(tell) {
    this.tell = tell;
    this.played = 0;
    this.last = /** @type {number | null} */ (null);
    this.at = 0;
    this.told = false;
  }

  /**
   * @param {number} second where the video is
   * @param {boolean} playing
   * @param {number} [now]
   */
  heard(second, playing, now = performance.now()) {
    const step = this.last === null ? 0 : second - this.last;
    if (playing && step < LONGEST_STEP_S && playedOn(step * 1000, now - this.at)) this.played += step;
    this.last = second;
    this.at = now;
    if (this.told || this.played < ENOUGH_S) return;
    this.told = true;
    this.tell();
  }
}
