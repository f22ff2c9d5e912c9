// @ts-check
/** Something recorded for a moment: in this page's memory alone, never sent, gone when the page is. */
import { Formats } from "freethrow/recorder/formats.mjs";
import { Meter } from "freethrow/recorder/meter.mjs";

export class Sketch {
  /** @type {Blob[]} */
  #chunks = [];
  /** @type {MediaRecorder | null} */
  #recorder = null;
  #meter = new Meter();
  #total = 0;
  /** @type {number | null} */
  #since = null;

  /** @param {MediaStream | null} stream  none: only the clock runs */
  constructor(stream) {
    this.stream = stream;
    if (!stream) return;
    this.#recorder = new Formats().recorder(stream);
    this.#recorder.addEventListener("dataavailable", ({ data }) => this.#chunks.push(data));
    this.#meter.listen(stream);
  }

  get ms() {
    return this.#total + (this.#since === null ? 0 : performance.now() - this.#since);
  }

  /** The level of the microphone now, in decibels. */
  get level() {
    return this.#meter.read();
  }

  run() {
    this.#since ??= performance.now();
    if (this.#recorder?.state === "inactive") this.#recorder.start();
    else if (this.#recorder?.state === "paused") this.#recorder.resume();
  }

  rest() {
    this.#total = this.ms;
    this.#since = null;
    if (this.#recorder?.state === "recording") this.#recorder.pause();
  }

  /** Ends it and lets go of the devices; answers what was recorded. */
  async end() {
    this.rest();
    const recorder = this.#recorder;
    if (recorder && recorder.state !== "inactive") {
      const stopped = new Promise((resolve) => recorder.addEventListener("stop", resolve, { once: true }));
      recorder.stop();
      await stopped;
    }
    this.#meter.stop();
    for (const track of this.stream?.getTracks() ?? []) track.stop();
    const kept = new Blob(this.#chunks, { type: recorder?.mimeType });
    return kept.size > 0 ? [kept] : []; // stopped at once, a recorder gives a chunk with nothing in it
  }
}
