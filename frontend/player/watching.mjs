// @ts-check
/** Counts seconds that were really played; looking at a still picture or jumping is no watching. */

const ENOUGH_S = 2;
const LONGEST_STEP_S = 1.5; // more between two ticks is a jump

export class Watching {
  /** @param {() => void} tell called once, after two seconds of play */
  constructor(tell) {
    this.tell = tell;
    this.played = 0;
    this.last = /** @type {number | null} */ (null);
    this.told = false;
  }

  /**
   * @param {number} second where the video is
   * @param {boolean} playing
   */
  heard(second, playing) {
    const step = this.last === null ? 0 : second - this.last;
    this.last = second;
    if (playing && step > 0 && step < LONGEST_STEP_S) this.played += step;
    if (this.told || this.played < ENOUGH_S) return;
    this.told = true;
    this.tell();
  }
}
