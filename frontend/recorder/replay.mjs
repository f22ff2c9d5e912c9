// @ts-check
/** Watching what was just recorded, from this device: one segment after the other. */

/** A position far behind any end: seeking there makes a browser find out the real length. */
const BEYOND = 1e7;

export class Replay {
  /** @type {string[]} */
  #urls = [];
  #next = 0;

  /** @param {HTMLVideoElement} video */
  constructor(video) {
    this.video = video;
    video.addEventListener("ended", () => this.#advance());
    video.addEventListener("loadedmetadata", () => this.#measure());
  }

  /** @param {Blob[]} blobs */
  show(blobs) {
    this.clear();
    this.#urls = blobs.map((blob) => URL.createObjectURL(blob));
    this.#next = 0;
    this.#load();
  }

  clear() {
    this.video.removeAttribute("src");
    this.video.load();
    for (const url of this.#urls.splice(0)) URL.revokeObjectURL(url);
  }

  #load() {
    const url = this.#urls[this.#next];
    if (url) this.video.src = url;
  }

  #advance() {
    if (this.video.currentTime >= BEYOND || this.#urls.length < 2) return;
    this.#next = (this.#next + 1) % this.#urls.length;
    this.#load();
    if (this.#next > 0) void this.video.play();
  }

  /** Recordings come without a length; the browser learns it only when it has seen the end. */
  #measure() {
    if (this.video.duration !== Infinity) return;
    const back = () => {
      this.video.currentTime = 0;
    };
    this.video.addEventListener("durationchange", back, { once: true });
    this.video.currentTime = BEYOND;
  }
}
