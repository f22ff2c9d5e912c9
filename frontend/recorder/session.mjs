// @ts-check
/**
 * One recorder session, which is one segment of a recording. Two sessions never share a byte stream.
 *
 * A camera that is unplugged or a microphone that is muted does not stop the browser's recorder: the
 * file silently ends early on one track. So the session watches its tracks, counts the milliseconds of
 * each, and ends itself when one of them is gone; the next session begins when it is back.
 */

import { inputsOf } from "freethrow/recorder/sources.mjs";

/** @typedef {import("freethrow/recorder/sources.mjs").Lost} Lost */
/** @typedef {import("freethrow/recorder/sources.mjs").Input} Input */
/** @typedef {{ onChunk: (blob: Blob, ms: number) => void, onLost: (what: Lost) => void, onFailed?: (reason: string) => void }} Listeners */

/** Milliseconds during which something was recorded. */
export class Stopwatch {
  #total = 0;
  /** @type {number | null} */
  #since = null;

  /** @param {() => number} now */
  constructor(now) {
    this.now = now;
  }

  run() {
    this.#since ??= this.now();
  }

  rest() {
    this.#total = this.ms;
    this.#since = null;
  }

  /** From nothing; goes on running if it ran. */
  reset() {
    this.#total = 0;
    if (this.#since !== null) this.#since = this.now();
  }

  get ms() {
    return Math.round(this.#total + (this.#since === null ? 0 : this.now() - this.#since));
  }
}

export class Session {
  #chunkFrom = 0;
  #ended = false;
  #lacking = false;
  #leaving = new AbortController();

  /**
   * @param {MediaRecorder} recorder
   * @param {Listeners} listeners
   * @param {() => number} now
   * @param {Input[]} inputs  what the stream comes from
   */
  constructor(recorder, listeners, now = () => performance.now(), inputs = inputsOf(recorder.stream)) {
    this.recorder = recorder;
    this.inputs = inputs;
    this.listeners = listeners;
    this.video = new Stopwatch(now);
    this.audio = new Stopwatch(now);
    this.watch = new Stopwatch(now);
    this.#listen();
  }

  /** @returns {string} the format that is really recorded */
  get mimeType() {
    return this.recorder.mimeType;
  }

  get figures() {
    return { video_ms: this.video.ms, audio_ms: this.audio.ms, recorded_ms: this.watch.ms };
  }

  begin() {
    this.recorder.start(1000);
    this.#run();
  }

  pause() {
    if (this.recorder.state === "recording") this.recorder.pause();
    this.#rest();
  }

  resume() {
    if (this.recorder.state === "paused") this.recorder.resume();
    this.#run();
  }

  /** Ends the session; resolves after its last chunk was handed over. */
  end() {
    this.#rest();
    this.#ended = true;
    this.#leaving.abort();
    if (this.recorder.state === "inactive") return Promise.resolve();
    return new Promise((resolve) => {
      this.recorder.addEventListener("stop", () => resolve(undefined), { once: true });
      this.recorder.stop();
    });
  }

  #run() {
    const tracks = this.recorder.stream.getTracks();
    this.watch.run();
    if (tracks.some((track) => track.kind === "video")) this.video.run();
    if (tracks.some((track) => track.kind === "audio")) this.audio.run();
  }

  #rest() {
    for (const watch of this.#watches) watch.rest();
  }

  get #watches() {
    return [this.watch, this.video, this.audio];
  }

  /** Asked to start, a browser may take a while; until then nothing is recorded that could count. */
  #started() {
    if (this.#ended) return;
    for (const watch of this.#watches) watch.reset();
  }

  #listen() {
    this.recorder.addEventListener("start", () => this.#started(), { once: true });
    this.recorder.addEventListener("dataavailable", (event) => this.#handOver(event.data));
    this.recorder.addEventListener("error", (event) => this.#failed(event));
    const { signal } = this.#leaving;
    for (const { track, what } of this.inputs) {
      track.addEventListener("ended", () => this.miss(what), { signal });
      if (what !== "screen") track.addEventListener("mute", () => this.miss(what), { signal });
    }
  }

  /** @param {Blob} blob */
  #handOver(blob) {
    if (blob.size === 0) return;
    const until = this.watch.ms;
    this.listeners.onChunk(blob, until - this.#chunkFrom);
    this.#chunkFrom = until;
  }

  /**
   * One of the inputs is gone; told once, however many see it.
   * @param {Lost} what
   */
  miss(what) {
    if (this.#ended || this.#lacking) return;
    this.#lacking = true;
    (what === "microphone" ? this.audio : this.video).rest();
    this.listeners.onLost(what);
  }

  /** @param {globalThis.Event} event */
  #failed(event) {
    const error = /** @type {{ error?: DOMException }} */ (/** @type {unknown} */ (event)).error;
    this.listeners.onFailed?.(error?.message ?? "");
  }
}
