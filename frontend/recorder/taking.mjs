// @ts-check
/**
 * A take while it is made: countdown, begin, pause, prompt, go on, restart, stop, and a device that is
 * lost in the middle.
 */
import { Capture } from "freethrow/recorder/capture.mjs";
import { chooseType, isApple, recorderOptions } from "freethrow/recorder/codec.mjs";
import { Recording, freshKept } from "freethrow/recorder/recording.mjs";
import { LOST } from "freethrow/recorder/telling.mjs";
import { hold } from "freethrow/recorder/writer.mjs";

/** @typedef {import("freethrow/recorder/recorder.mjs").Recorder} Recorder */
/** @typedef {import("freethrow/recorder/session.mjs").Lost} Lost */

const ASK_BEFORE_RESTART_MS = 10_000;
const START_OVER = { yes: "Start over", no: "Keep this take", more: "What you recorded so far goes away and doesn’t count." };

export class Taking {
  /** @type {Capture | null} */
  #capture = null;
  #counting = 0;

  /** @param {Recorder} recorder */
  constructor(recorder) {
    this.recorder = recorder;
    this.machine = recorder.machine;
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
      if (round !== this.#counting || this.machine.state !== "countdown") return;
    }
    await this.#begin();
  }

  async #begin() {
    const recording = await this.#newRecording();
    this.#capture = new Capture(recording, makeRecorder, (what) => this.#lost(what));
    if (this.recorder.prompts.length > 0) return void this.machine.send("prompt");
    await this.#roll("zero");
  }

  async #newRecording() {
    const { handing, server } = this.recorder;
    const kept = freshKept(this.recorder.occasion(this.recorder.room.mode === "screen" ? "screen" : "camera"));
    const release = await hold(kept.id);
    const recording = new Recording(kept, await this.recorder.spool, server);
    handing.use(recording, release);
    return recording;
  }

  /**
   * Begins, goes on, or begins the next segment where the stream is another one.
   * @param {"zero" | "go" | "resume"} event
   */
  async #roll(event) {
    const { room } = this.recorder;
    if (!room.isAlive) await this.recorder.allow();
    if (!room.stream || !room.isAlive) return;
    try {
      await this.#capture?.resume(room.stream);
      this.machine.send(event);
      this.recorder.note("");
      await stayAwake();
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
    if (this.machine.state === "countdown" || !this.machine.send("prompt")) return;
    this.#capture?.pause();
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
    this.machine.send("restart");
    void dropped?.uploader.close(); // before the end, whose last piece nobody needs
    await this.#capture?.end();
    await handing.throwAway(dropped);
    await this.#countDown();
  }

  async stop() {
    if (!this.machine.send("stop")) return;
    await this.#capture?.end();
    this.machine.send("stopped");
    this.recorder.parts.effort(this.recorder.effort.weigh(this.ms));
    await this.recorder.handing.send();
  }

  forget() {
    this.#capture = null;
  }

  /** Looks after the limits of a take; called several times a second. */
  tick() {
    if (this.machine.state !== "recording") return;
    const { recording } = this.recorder.handing;
    const overflowing = recording instanceof Recording && recording.overflowing;
    const full = this.ms >= this.recorder.most;
    if (full || overflowing) void this.stop();
    if (full) this.recorder.say("A take can’t be longer than this, so we stopped here.");
    if (overflowing) this.recorder.complain("This device is full and the connection too slow, so we stopped here. What you recorded is being sent.");
  }

  /** @param {Lost} what */
  #lost(what) {
    if (this.machine.send("interrupted") || this.machine.state === "prompted") this.recorder.note(LOST[what]);
  }
}

/** @param {MediaStream} stream */
function makeRecorder(stream) {
  const video = stream.getVideoTracks().length > 0;
  const type = chooseType((one) => MediaRecorder.isTypeSupported(one), { apple: isApple(navigator), video });
  return new MediaRecorder(stream, type ? recorderOptions(type) : {});
}

async function stayAwake() {
  await navigator.wakeLock?.request("screen").catch(() => null);
}
