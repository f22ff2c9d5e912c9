// @ts-check
/** The microphone's level, as bars that move, and the sentence for when nothing is heard. */

const FLOOR_DB = -54;
const SILENT_DB = -50;

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

export class Meter {
  /** @type {AudioContext | null} */
  #context = null;
  /** @type {AnalyserNode | null} */
  #ear = null;

  /** @param {MediaStream} stream */
  listen(stream) {
    this.stop();
    if (stream.getAudioTracks().length === 0) return;
    this.#context = new AudioContext();
    this.#ear = this.#context.createAnalyser();
    this.#ear.fftSize = 1024;
    this.#context.createMediaStreamSource(stream).connect(this.#ear);
  }

  /** @returns {number} the present level in decibels */
  read() {
    if (!this.#ear) return -Infinity;
    if (this.#context?.state === "suspended") void this.#context.resume();
    const samples = new Float32Array(this.#ear.fftSize);
    this.#ear.getFloatTimeDomainData(samples);
    return decibels(samples);
  }

  stop() {
    void this.#context?.close();
    this.#context = this.#ear = null;
  }
}
