// @ts-check
/**
 * A take while it is being made: recorder sessions following each other into one recording.
 *
 * Pausing stays inside a session; a lost camera or microphone, another device, or an encoder that can't
 * keep up ends it, and going on begins the next segment.
 */
import { Pace } from "freethrow/recorder/pace.mjs";
import { Session } from "freethrow/recorder/session.mjs";

/** @typedef {import("freethrow/recorder/recording.mjs").Recording} Recording */
/** @typedef {import("freethrow/recorder/session.mjs").Lost} Lost */
/** @typedef {import("freethrow/recorder/session.mjs").Input} Input */

export class Capture {
  /** @type {Session | null} */
  #session = null;
  /** @type {Session | null} the one that is handing over its last piece */
  #ending = null;
  /** @type {Promise<void>} when no session is handing over anything */
  #over = Promise.resolve();
  /** @type {MediaStream | null} */
  #stream = null;
  #pace = new Pace();
  #failed = false;
  #before;

  /**
   * @param {Recording} recording
   * @param {(stream: MediaStream) => MediaRecorder} makeRecorder
   * @param {(what: Lost) => void} lost  after what was recorded until then is safe
   * @param {() => number} [now]
   */
  constructor(recording, makeRecorder, lost, now) {
    this.recording = recording;
    this.#before = recording.kept.recorded_ms;
    this.makeRecorder = makeRecorder;
    this.lost = lost;
    this.now = now;
  }

  /** Milliseconds recorded so far. */
  get ms() {
    return this.#before + ((this.#session ?? this.#ending)?.figures.recorded_ms ?? 0);
  }

  /** @returns {import("freethrow/recorder/pace.mjs").Trouble | null} when the encoder can't keep up */
  get trouble() {
    if (!this.#session) return null;
    return this.#failed ? "stalled" : this.#pace.trouble(this.#session.figures.recorded_ms);
  }

  /**
   * @param {MediaStream} stream
   * @param {Input[]} [inputs]  what the stream comes from, where that is not its own tracks
   */
  begin(stream, inputs) {
    /** @type {Session} */
    const session = new Session(
      this.makeRecorder(stream),
      {
        onChunk: (blob, ms) => this.#keep(blob, ms, session.figures),
        onLost: (what) => void this.#interrupt(what),
        onFailed: () => (this.#failed = true),
      },
      this.now,
      inputs,
    );
    this.#pace = new Pace();
    this.#failed = false;
    this.#session = session;
    this.#stream = stream;
    this.recording.open(session.mimeType);
    session.begin();
  }

  pause() {
    this.#session?.pause();
  }

  /**
   * Goes on, in the next segment where the stream is another one or none is being recorded. Two may ask
   * while a segment is ending: one session comes of it, or none where it isn't wanted any longer by then.
   * @param {MediaStream} stream
   * @param {Input[]} inputs
   * @param {() => boolean} isWanted
   */
  async resume(stream, inputs, isWanted) {
    await this.#over;
    while (this.#session && stream !== this.#stream) await this.end();
    if (!isWanted()) return;
    if (this.#session) this.#session.resume();
    else this.begin(stream, inputs);
  }

  /**
   * Somebody saw that an input is gone.
   * @param {Lost} what
   */
  miss(what) {
    this.#session?.miss(what);
  }

  /** Ends the session; resolves when its last chunk is written, for whoever asks meanwhile as well. */
  end() {
    if (!this.#session) return this.#over;
    const ending = this.#close(this.#session);
    this.#over = ending.catch(() => {}); // told to the first who asked
    return ending;
  }

  /** @param {Session} session */
  async #close(session) {
    [this.#session, this.#ending] = [null, session];
    await session.end();
    this.#ending = null;
    this.#before += session.figures.recorded_ms;
    await this.recording.close();
  }

  /**
   * @param {Blob} blob
   * @param {number} ms
   * @param {ReturnType<() => Session["figures"]>} figures
   */
  #keep(blob, ms, figures) {
    this.#pace.chunk(figures.recorded_ms);
    this.recording.add(blob, ms, figures);
  }

  /** @param {Lost} what */
  async #interrupt(what) {
    await this.end();
    this.lost(what);
  }
}
