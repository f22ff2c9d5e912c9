// @ts-check
/** The microphone's level: bars that move, how well we hear somebody, and when nothing is heard. */

const FLOOR_DB = -54;
const SILENT_DB = -50;
const QUIET_DB = -38;
const LOUD_DB = -9;
const CLIPPED = 0.985;
const LISTEN_MS = 3000;
const GOOD_FOR_MS = 12_000;

/**
 * The level of some samples in decibels below full scale.
 * @param {Float32Array} samples  −1 to 1
 */
export function decibels(samples) {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  const rms = Math.sqrt(sum / Math.max(1, samples.length));
  return rms > 0 ? 20 * Math.log10(rms) : -Infinity;
}

/**
 * How much of the meter is filled.
 * @param {number} level  in decibels
 * @returns {number} 0 to 1
 */
export function filled(level) {
  return Math.min(1, Math.max(0, (level - FLOOR_DB) / -FLOOR_DB));
}

/** Tells once when a microphone has given nothing for a while, and again when it is back. */
export class SilenceWatch {
  #since = 0;
  silent = false;

  /** @param {number} patienceMs */
  constructor(patienceMs = 4000) {
    this.patience = patienceMs;
  }

  /**
   * @param {number} level  in decibels
   * @param {number} now    in milliseconds
   * @returns {boolean} whether `silent` changed
   */
  hear(level, now) {
    const before = this.silent;
    if (level > SILENT_DB || this.#since === 0) this.#since = now;
    this.silent = now - this.#since > this.patience;
    return this.silent !== before;
  }
}

/** @typedef {"" | "good" | "quiet" | "loud"} Verdict */

export const HEARD = /** @type {Record<Verdict, string>} */ ({
  "": "Say a few words, and we’ll tell how well we hear you.",
  good: "We hear you.",
  quiet: "Too quiet. Move closer or speak up.",
  loud: "Too loud. Move back a little.",
});

/**
 * How well somebody is heard, by the loudest of the last seconds: people pause between words. What was
 * good stays good for a while, since nobody has to keep talking.
 */
export class Hearing {
  /** @type {{ at: number, level: number, peak: number }[]} */
  #last = [];
  #goodUntil = 0;
  /** @type {Verdict} */
  verdict = "";

  /**
   * @param {number} level  in decibels
   * @param {number} peak   the largest sample, 0 to 1
   * @param {number} now    in milliseconds
   */
  hear(level, peak, now) {
    this.#last = [...this.#last.filter((one) => now - one.at < LISTEN_MS), { at: now, level, peak }];
    const [first] = this.#last;
    const long = first !== undefined && now - first.at > LISTEN_MS / 2;
    this.verdict = this.#judge(now, long);
    return this.verdict;
  }

  /**
   * @param {number} now
   * @param {boolean} long  whether it has been listened long enough to call it quiet
   * @returns {Verdict}
   */
  #judge(now, long) {
    const loudest = Math.max(...this.#last.map((one) => one.level));
    if (loudest > LOUD_DB || this.#last.filter((one) => one.peak > CLIPPED).length > 2) return "loud";
    if (loudest > QUIET_DB) this.#goodUntil = now + GOOD_FOR_MS;
    if (now < this.#goodUntil) return "good";
    return long && loudest > SILENT_DB ? "quiet" : "";
  }
}

export class Meter {
  /** @type {AudioContext | null} */
  #context = null;
  /** @type {AnalyserNode | null} */
  #ear = null;
  #samples = new Float32Array(1024);
  /** The largest sample at the last reading, 0 to 1. */
  peak = 0;

  /** @param {MediaStream} stream */
  listen(stream) {
    this.stop();
    if (stream.getAudioTracks().length === 0) return;
    this.#context = new AudioContext();
    this.#ear = this.#context.createAnalyser();
    this.#ear.fftSize = this.#samples.length;
    this.#context.createMediaStreamSource(stream).connect(this.#ear);
  }

  /** @returns {number} the present level in decibels */
  read() {
    this.peak = 0;
    if (!this.#ear) return -Infinity;
    if (this.#context?.state === "suspended") void this.#context.resume();
    this.#ear.getFloatTimeDomainData(this.#samples);
    for (const sample of this.#samples) this.peak = Math.max(this.peak, Math.abs(sample));
    return decibels(this.#samples);
  }

  stop() {
    void this.#context?.close();
    this.#context = this.#ear = null;
  }
}
