// @ts-check
/**
 * One picture back or forward, by the pictures of the recording itself: cameras keep no steady rate,
 * and no two the same. Where a picture begins is told by the browser as soon as it is shown. The one
 * before ends where that begins; the one after is looked for in growing steps.
 */
import { jump } from "freethrow/player/swap.mjs";

const USUAL_S = 1 / 30; // without pictures, or in a browser that doesn't tell about them
const FIRST_S = 1 / 60; // the shortest that is looked for while the pace is unknown
const LEAST_S = 1 / 250;
const LONGEST_S = 3; // a picture that stands longer than this ends the search
const A_HAIR_S = 0.001;
const PAINT_MS = 150; // a page drawn after this without a new picture: it is the same

export class Frames {
  /** @param {HTMLVideoElement} video */
  constructor(video) {
    this.video = video;
    this.shown = /** @type {number | null} */ (null);
    this.shortest = /** @type {number | null} */ (null);
    this.busy = false;
    this.seen = () => {};
    video.addEventListener("emptied", () => (this.shown = null));
    this.#listen();
  }

  #listen() {
    this.video.requestVideoFrameCallback?.((_, { mediaTime }) => {
      this.#see(mediaTime);
      this.#listen();
    });
  }

  /** @param {number} at */
  #see(at) {
    const apart = this.shown === null || this.video.paused ? 0 : at - this.shown;
    if (apart >= LEAST_S) this.shortest = Math.min(apart, this.shortest ?? apart);
    this.shown = at;
    this.seen();
  }

  /** @param {1 | -1} way */
  async step(way) {
    if (this.busy) return;
    this.busy = true;
    try {
      if (this.shown === null) await this.#look(this.video.currentTime); // it was shown before anybody listened
      if (this.shown === null) await this.#look(this.video.currentTime + way * USUAL_S);
      else await (way < 0 ? this.#back(this.shown) : this.#forward(this.shown));
    } finally {
      this.busy = false;
    }
  }

  /** @param {number} shown */
  async #back(shown) {
    if (shown <= 0) return;
    await this.#look(shown - (this.shortest === null ? A_HAIR_S : this.shortest / 2));
  }

  /** @param {number} shown */
  async #forward(shown) {
    const { duration } = this.video;
    for (let by = (this.shortest ?? FIRST_S) * 1.5; by < LONGEST_S && shown + by < duration; by *= 2) {
      if (await this.#look(shown + by)) return;
    }
  }

  /**
   * Go there; whether another picture is shown then.
   * @param {number} second
   */
  async #look(second) {
    const before = this.shown;
    const painted = new Promise((done) => (this.seen = () => done(true)));
    jump(this.video, Math.max(0, second));
    await arrived(this.video);
    await Promise.race([painted, after(PAINT_MS).then(drawn)]);
    this.seen = () => {};
    return this.shown !== before;
  }
}

/**
 * The jump is over, however long it took, or it was given up for another address.
 * @param {HTMLVideoElement} video
 */
async function arrived(video) {
  const over = new AbortController();
  await new Promise((done) => {
    const look = () => video.seeking || done(true);
    for (const name of ["seeked", "emptied"]) video.addEventListener(name, look, { signal: over.signal });
    look();
  });
  over.abort();
}

/** @param {number} ms */
const after = (ms) => new Promise((done) => setTimeout(done, ms));

/** The page was drawn, with all there was to show: a busy machine takes its time for that. */
const drawn = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
