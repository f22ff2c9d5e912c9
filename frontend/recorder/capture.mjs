// @ts-check
/**
 * A take while it is being made: recorder sessions following each other into one recording.
 *
 * Pausing stays inside a session; a lost camera or microphone, or another device, ends it, and going on
 * begins the next segment.
 */
import { Session } from "freethrow/recorder/session.mjs";

/** @typedef {import("freethrow/recorder/recording.mjs").Recording} Recording */
/** @typedef {import("freethrow/recorder/session.mjs").Lost} Lost */

export class Capture {
  /** @type {Session | null} */
  #session = null;
  /** @type {MediaStream | null} */
  #stream = null;
  #before = 0;

  /**
   * @param {Recording} recording
   * @param {(stream: MediaStream) => MediaRecorder} makeRecorder
   * @param {(what: Lost) => void} lost  after what was recorded until then is safe
   * @param {() => number} [now]
   */
  constructor(recording, makeRecorder, lost, now) {
    this.recording = recording;
    this.makeRecorder = makeRecorder;
    this.lost = lost;
    this.now = now;
  }

  /** Milliseconds recorded so far. */
  get ms() {
    return this.#before + (this.#session?.figures.recorded_ms ?? 0);
  }

  /** @param {MediaStream} stream */
  begin(stream) {
    /** @type {Session} */
    const session = new Session(
      this.makeRecorder(stream),
      {
        onChunk: (blob, ms) => this.recording.add(blob, ms, session.figures),
        onLost: (what) => void this.#interrupt(what),
        onFailed: () => void this.#interrupt("camera"),
      },
      this.now,
    );
    this.#session = session;
    this.#stream = stream;
    this.recording.open(session.mimeType);
    session.begin();
  }

  pause() {
    this.#session?.pause();
  }

  /** @param {MediaStream} stream */
  async resume(stream) {
    if (this.#session && stream === this.#stream) return this.#session.resume();
    await this.end();
    this.begin(stream);
  }

  /** Ends the session; resolves when its last chunk is written. */
  async end() {
    const session = this.#session;
    if (!session) return;
    this.#session = null;
    await session.end();
    this.#before += session.figures.recorded_ms;
    await this.recording.close();
  }

  /** @param {Lost} what */
  async #interrupt(what) {
    await this.end();
    this.lost(what);
  }
}
