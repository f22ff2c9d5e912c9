// @ts-check
/**
 * A take while it is made: countdown, begin, pause, prompt, go on, restart, stop; what is lost in the
 * middle, and an encoder that can't keep up.
 */
import { Capture } from "freethrow/recorder/capture.mjs";
import { Formats } from "freethrow/recorder/formats.mjs";
import { Recording, freshKept } from "freethrow/recorder/recording.mjs";
import { BACK, EASED, INTERRUPTED, LOST, WITHOUT_CAMERA } from "freethrow/recorder/telling.mjs";
import { hold } from "freethrow/recorder/writer.mjs";

/** @typedef {import("freethrow/recorder/recorder.mjs").Recorder} Recorder */
/** @typedef {import("freethrow/recorder/sources.mjs").Lost} Lost */

const ASK_BEFORE_RESTART_MS = 10_000;
const MOST_EASINGS = 2;
const START_OVER = { yes: "Start over", no: "Keep this take", more: "What you recorded so far goes away and doesn’t count." };

export class Taking {
  formats = new Formats();
  /** @type {Capture | null} */
  #capture = null;
  #counting = 0;
  /** @type {Lost | null} what went away and was told */
  #lacking = null;
  #easings = 0;
  #changing = false;

  /** @param {Recorder} recorder */
  constructor(recorder) {
    this.recorder = recorder;
    this.machine = recorder.machine;
    navigator.mediaDevices?.addEventListener("devicechange", () => void this.#lookAgain());
  }

  /** Finds out, before the first take, which format runs smoothly here. */
  async weigh() {
    const { width = 1280, height = 720, frameRate = 30 } = this.recorder.room.stream?.getVideoTracks()[0]?.getSettings() ?? {};
    await this.formats.weigh({ width, height, framerate: frameRate });
  }

  /** Milliseconds recorded so far. */
  get ms() {
    return this.#capture?.ms ?? 0;
  }

  async count() {
    const { room } = this.recorder;
    if (!room.isAlive) await this.recorder.allow();
    if (room.isAlive && this.machine.send("record")) await this.#countDown();
  }

  async #countDown() {
    const round = ++this.#counting;
    for (const number of ["3", "2", "1"]) {
      this.recorder.parts.count(number);
      await new Promise((resolve) => setTimeout(resolve, 1000));
      if (!this.#counts(round)) return;
    }
    await this.#begin(round);
  }

  /** @param {number} round */
  #counts(round) {
    return round === this.#counting && this.machine.state === "countdown";
  }

  /** @param {number} round */
  async #begin(round) {
    const { room } = this.recorder;
    const kept = freshKept(this.recorder.occasion(room.mode === "screen" ? "screen" : "camera"));
    const recording = await this.#recordingOf(kept);
    if (!this.#counts(round)) return this.recorder.handing.throwAway(recording); // given up meanwhile
    this.#take(recording);
    if (this.recorder.prompts.length > 0) this.machine.send("prompt");
    else await this.#roll("zero");
  }

  /**
   * Takes over what an earlier page left behind, to go on recording it; its pieces are sent meanwhile.
   * @param {import("freethrow/recorder/spool.mjs").Kept} kept
   */
  async takeOver(kept) {
    const recording = await this.#recordingOf(kept);
    this.#take(recording);
    this.machine.send("kept");
    await recording.resend();
  }

  /** @param {import("freethrow/recorder/spool.mjs").Kept} kept */
  async #recordingOf(kept) {
    const { handing, server, spool } = this.recorder;
    const release = await hold(kept.id);
    if (!release) throw new Error("Another tab is busy with this take.");
    const recording = new Recording(kept, await spool, server);
    handing.use(recording, release);
    return recording;
  }

  /** @param {Recording} recording */
  #take(recording) {
    this.#easings = 0;
    this.#lacking = null;
    this.#capture = new Capture(recording, (stream) => this.formats.recorder(stream), (what) => void this.#lost(what));
  }

  /**
   * Begins, goes on, or begins the next segment where the stream is another one.
   * @param {"zero" | "go" | "resume"} event
   */
  async #roll(event) {
    const { room } = this.recorder;
    if (!room.isAlive) await this.recorder.allow();
    if (!room.source?.isAlive) return;
    try {
      await this.#capture?.resume(room.source.stream, room.source.inputs, () => this.machine.may(event));
      if (!this.machine.send(event)) return;
      this.#lacking = null;
      this.recorder.note("");
    } catch {
      this.machine.send("cancel");
      this.recorder.complain("Recording didn’t start. Try again, or choose another camera or microphone.");
    }
  }

  pause() {
    if (!this.machine.send("pause")) return;
    this.#capture?.pause();
    this.recorder.note("");
  }

  async resume() {
    if (this.machine.may("resume")) await this.#roll("resume");
  }

  /** The recorder rests while a prompt plays. */
  prompt() {
    if (this.machine.state === "recording" && this.machine.send("prompt")) this.#capture?.pause();
  }

  async go() {
    if (this.machine.may("go")) await this.#roll("go");
  }

  async restart() {
    if (!this.machine.may("restart")) return;
    const long = this.ms > ASK_BEFORE_RESTART_MS;
    if (long) this.pause();
    if (long && !(await this.recorder.ask("Start over?", START_OVER))) return;
    const { handing } = this.recorder;
    const dropped = handing.recording;
    if (!this.machine.send("restart")) return;
    void dropped?.uploader.close(); // before the end, whose last piece nobody needs
    await this.#capture?.end();
    await handing.throwAway(dropped);
    await this.#countDown();
  }

  async stop() {
    if (!this.machine.send("stop")) return;
    this.recorder.note("");
    await this.#capture?.end();
    this.machine.send("stopped");
    this.recorder.parts.effort(this.recorder.effort.weigh(this.ms));
    await this.recorder.handing.send();
  }

  forget() {
    this.#capture = null;
  }

  // ---- what is looked after several times a second ----------------------------------------------

  tick() {
    this.#missed();
    if (this.machine.state !== "recording") return;
    this.#endInTime();
    const trouble = this.#capture?.trouble;
    if (trouble && this.#easings < MOST_EASINGS && !this.#changing) void this.#ease(trouble);
  }

  #endInTime() {
    const { recording } = this.recorder.handing;
    const overflowing = recording instanceof Recording && recording.overflowing;
    const full = this.ms >= this.recorder.most;
    if (full || overflowing) void this.stop();
    if (full) this.recorder.say("A take can’t be longer than this, so we stopped here.");
    if (overflowing) this.recorder.complain("This device is full and the connection too slow, so we stopped here. What you recorded is being sent.");
  }

  /** Browsers don't tell of every end of a track. */
  #missed() {
    const { source } = this.recorder.room;
    const missing = source?.missing;
    if (missing && !this.#lacking) {
      this.#capture?.miss(missing);
      if (!this.#lacking && !this.#changing && this.machine.state !== "recording") void this.#lost(missing);
    }
    if (source?.composition?.lostCamera && this.machine.state === "recording" && !this.#lacking) {
      this.#lacking = "camera";
      this.recorder.note(WITHOUT_CAMERA);
    }
  }

  /** @param {Lost} what */
  async #lost(what) {
    if (what === "screen") return this.#withoutScreen();
    this.#lacking = what;
    const told = this.machine.send("interrupted") || ["prompted", "paused"].includes(this.machine.state);
    if (!told) return;
    this.recorder.note(LOST[what]);
    for (const { track } of this.recorder.room.source?.inputs ?? []) {
      track.addEventListener("unmute", () => void this.#lookAgain(), { once: true });
    }
  }

  /** The browser's own bar ended the sharing: camera and microphone go on at once. */
  async #withoutScreen() {
    const { room } = this.recorder;
    if (!room.source?.composition) return;
    room.unshare();
    if (this.machine.state === "recording" && !(await this.#next())) return;
    if (!["sending", "done"].includes(this.machine.state)) this.recorder.note(LOST.screen);
  }

  /** Says that a device is back. Nothing is recorded before the person goes on. */
  async #lookAgain() {
    if (!this.#lacking || !["paused", "prompted"].includes(this.machine.state)) return;
    const kind = this.#lacking === "camera" ? "videoinput" : "audioinput";
    const here = await navigator.mediaDevices.enumerateDevices();
    if (here.some((device) => device.kind === kind)) this.recorder.note(BACK[this.#lacking]);
  }

  /**
   * Goes on smaller; in another format as well when this one gives nothing.
   * @param {import("freethrow/recorder/pace.mjs").Trouble} trouble
   */
  async #ease(trouble) {
    this.#easings += 1;
    if (trouble === "stalled") this.formats.giveUp();
    if (await this.#next(() => this.recorder.room.source?.ease())) this.recorder.note(EASED);
  }

  /**
   * The next segment, at once. Where it can't begin, the take pauses.
   * @param {() => unknown} between  what happens after this segment has ended
   */
  async #next(between = () => {}) {
    this.#changing = true;
    try {
      await this.#capture?.end();
      await between();
      const { source } = this.recorder.room;
      if (source) await this.#capture?.resume(source.stream, source.inputs, () => this.machine.state === "recording");
      return true;
    } catch {
      if (this.machine.send("interrupted")) this.recorder.note(INTERRUPTED);
      return false;
    } finally {
      this.#changing = false;
    }
  }
}
