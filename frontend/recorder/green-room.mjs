// @ts-check
/**
 * The green room: what is recorded and by which devices, the preview, how well one is seen and heard, a
 * test before it counts, and the way to a phone. What is seldom needed is loaded when it is.
 */
import { goneWords, listed, obstacle, remember, remembered } from "freethrow/recorder/devices.mjs";
import { Framing } from "freethrow/recorder/framing.mjs";
import { HEARD, Hearing, Meter, SilenceWatch, filled } from "freethrow/recorder/meter.mjs";
import { part, write } from "freethrow/recorder/parts.mjs";
import { modesHere, openSource, rememberMode, rememberedMode } from "freethrow/recorder/sources.mjs";
import { measure, speedWords } from "freethrow/recorder/speed.mjs";

/** @typedef {import("freethrow/recorder/recorder.mjs").Recorder} Recorder */
/** @typedef {import("freethrow/recorder/devices.mjs").Explanation} Explanation */
/** @typedef {import("freethrow/recorder/sources.mjs").Mode} Mode */
/** @typedef {import("freethrow/recorder/sources.mjs").Source} Source */
/** @typedef {"camera" | "microphone"} Kind */

const KINDS = /** @type {const} */ (["camera", "microphone"]);
const ASKING = {
  camera: "Your browser will ask to use the camera and the microphone. Nothing is recorded yet.",
  audio: "Your browser will ask to use the microphone. Nothing is recorded yet.",
  screen: "Your browser will ask what to show, and to use the camera and the microphone. Nothing is recorded yet.",
};
const TURN_ON = { camera: "Turn on camera", audio: "Turn on microphone", screen: "Choose a screen" };
const NO_CAMERA = "We found no camera, so only your voice is recorded. Plug one in and it appears here.";
const NOT_KEPT = "This browser keeps no copy on this device (a private window?). Keep this page open until a take is sent.";
const LOOK_EVERY_MS = 1000;
const PROBE_AFTER_MS = 1500;

export class GreenRoom {
  /** @type {Source | null} */
  source = null;
  /** @type {Mode} what is recorded */
  mode = rememberedMode();
  /** The level of the microphone now, in decibels. */
  level = -Infinity;
  #meter = new Meter();
  #silence = new SilenceWatch();
  #hearing = new Hearing();
  #framing = new Framing();
  #looked = 0;
  #opening = 0;
  /** @type {Kind[]} of which the remembered one isn't there */
  #gone = [];
  #probed = false;
  /** Ends the test or the probe that is under way: recording has the devices and the line for itself. */
  #busy = new AbortController();
  /** @type {import("freethrow/recorder/hand-over.mjs").HandOver | null} */
  #handOver = null;

  /** @param {Recorder} root */
  constructor(root) {
    this.root = root;
    root.addEventListener("click", (event) => this.#clicked(event));
    root.addEventListener("change", (event) => void this.#changed(event));
    root.addEventListener("state", () => this.#arrive());
    navigator.mediaDevices?.addEventListener("devicechange", () => void this.#devicesChanged());
    this.#showMode();
  }

  /** What goes to the recorder. */
  get stream() {
    return this.source?.stream ?? null;
  }

  /** Whether the stream can be recorded now. */
  get isAlive() {
    return this.source?.isAlive ?? false;
  }

  /** Turns on what this mode records; it stays on between takes. */
  async open() {
    const turn = ++this.#opening;
    try {
      const source = await openSource(this.mode, remembered());
      if (turn === this.#opening) this.#use(source);
      else source.stop();
    } finally {
      await this.#listDevices();
    }
  }

  close() {
    this.source?.stop();
    this.source = null;
    this.#meter.stop();
  }

  /** The sharing has ended: camera and microphone, which stayed on, are what is recorded now. */
  unshare() {
    const next = this.source?.withoutScreen();
    if (!next) return;
    this.source = null;
    this.mode = next.mode;
    this.#showMode();
    this.#use(next);
  }

  /** Remembers what the pickers say; one that is only unplugged stays remembered. */
  choose() {
    const before = remembered();
    /** @param {Kind} kind */
    const wanted = (kind) => this.#picker(kind).value || (this.#gone.includes(kind) ? before[kind] : "");
    remember({ camera: wanted("camera"), microphone: wanted("microphone") });
  }

  /**
   * Why it could not be opened, for the browser at hand. Offline the explanation may be out of reach.
   * @param {unknown} error
   * @returns {Promise<Explanation>}
   */
  async explain(error) {
    this.close();
    const problem = obstacle();
    if (problem) return problem;
    try {
      const { diagnose } = await import("freethrow/recorder/explaining.mjs");
      return await diagnose(error, this.mode);
    } catch {
      return { title: "The camera didn’t start.", steps: "Check that it is plugged in and allowed for this page, then try again." };
    }
  }

  /** Shows the present level and, before recording, what could be better. */
  listen() {
    const level = (this.level = this.#meter.read());
    const bars = [...this.#part("level").children];
    bars.forEach((bar, at) => bar.classList.toggle("on", filled(level) * bars.length > at + 0.1));
    const now = performance.now();
    if (this.source && this.#silence.hear(level, now)) this.#part("silent").hidden = !this.#silence.silent;
    if (this.source && this.root.machine.state === "ready") this.#judge(level, now);
  }

  /**
   * @param {number} level
   * @param {number} now
   */
  #judge(level, now) {
    say(this.#part("hearing"), HEARD[this.#hearing.hear(level, this.#meter.peak, now)]);
    this.#part("hearing").dataset.verdict = this.#hearing.verdict;
    if (now - this.#looked < LOOK_EVERY_MS) return;
    this.#looked = now;
    say(this.#part("light"), this.#hasPicture && this.mode === "camera" ? this.#framing.look(this.#video("live")) : this.#withoutPicture);
  }

  get #hasPicture() {
    return (this.stream?.getVideoTracks().length ?? 0) > 0;
  }

  get #withoutPicture() {
    return this.mode === "camera" ? NO_CAMERA : "";
  }

  /** @param {Source} source */
  #use(source) {
    this.source?.stop();
    this.source = source;
    this.#video("live").srcObject = source.stream;
    this.#meter.listen(source.voice);
    this.#hearing = new Hearing();
    this.root.classList.toggle("sound-only", source.stream.getVideoTracks().length === 0);
  }

  // ---- what is recorded, and by which devices -----------------------------------------------

  /** @param {Event} event */
  async #changed(event) {
    const { target } = event;
    if (!(target instanceof HTMLInputElement) || target.name !== "mode") return;
    this.mode = /** @type {Mode} */ (target.value);
    rememberMode(this.mode);
    this.#showMode();
    if (this.root.machine.state !== "asking") await this.root.allow();
  }

  #showMode() {
    this.root.dataset.mode = this.mode;
    for (const field of this.root.querySelectorAll('input[name="mode"]')) {
      if (!(field instanceof HTMLInputElement)) continue;
      field.checked = field.value === this.mode;
      /** @type {HTMLElement} */ (field.parentElement).hidden = !modesHere().some((one) => one === field.value);
    }
    this.#part("asking-words").textContent = ASKING[this.mode];
    this.#part("turn-on").textContent = TURN_ON[this.mode];
  }

  async #listDevices() {
    const devices = await navigator.mediaDevices.enumerateDevices();
    this.#gone = KINDS.filter((kind) => !this.#list(kind, listed(devices, kind)));
    const missed = this.#gone.filter((kind) => this.source && (kind === "microphone" || this.mode !== "audio"));
    say(this.#part("gone"), goneWords(missed));
  }

  /**
   * @param {Kind} kind
   * @param {import("freethrow/recorder/devices.mjs").Listed[]} offered
   * @returns {boolean} whether the one that is remembered is there
   */
  #list(kind, offered) {
    const picker = this.#picker(kind);
    const wanted = remembered()[kind];
    picker.replaceChildren(...offered.map(({ value, words }) => new Option(words, value)));
    const there = offered.some(({ value }) => value === wanted);
    picker.value = there ? wanted : "";
    picker.disabled = offered.length < 2;
    return there;
  }

  /** Something was plugged in or out. What was chosen and is back is used again, what is gone gives way. */
  async #devicesChanged() {
    const { state } = this.root.machine;
    if (state !== "ready" && state !== "blocked") return;
    const before = this.#chosen();
    await this.#listDevices();
    if (state === "ready" && (before !== this.#chosen() || !this.isAlive || !this.#hasPicture) && this.mode !== "screen") await this.root.allow();
  }

  #chosen() {
    return KINDS.map((kind) => this.#picker(kind).value).join(" ");
  }

  // ---- before it counts ---------------------------------------------------------------------

  /** @param {Event} event */
  #clicked(event) {
    const button = event.target instanceof Element ? event.target.closest("[data-green]") : null;
    if (!(button instanceof HTMLElement)) return;
    if (button.dataset.green === "test") void this.#test();
    if (button.dataset.green === "phone") void this.#goToPhone();
    if (button.dataset.green === "sound") void this.#soundOnly();
  }

  /** The recorder changed its state: what belongs to the green room ends with it, or begins. */
  #arrive() {
    if (this.root.machine.state !== "ready") return this.#busy.abort();
    if (this.#probed) return;
    this.#probed = true;
    void this.#tellKeeping();
    setTimeout(() => void this.#probe(), PROBE_AFTER_MS);
  }

  async #tellKeeping() {
    const { lasting } = await this.root.spool;
    say(this.#part("keeping"), lasting ? "" : NOT_KEPT);
  }

  /** A connection that can't be measured is none to talk about. */
  async #probe() {
    if (this.root.machine.state !== "ready") return;
    const { signal } = (this.#busy = new AbortController());
    try {
      const rate = await measure(this.root.server, signal);
      const { lasting } = await this.root.spool;
      const targetMs = Number(this.root.dataset.targetMs) || 120_000;
      say(this.#part("speed"), speedWords({ rate, targetMs, video: this.#hasPicture, lasting }));
    } catch {
      say(this.#part("speed"), navigator.onLine ? "" : "You’re offline. You can record; it is sent when you’re back online.");
    }
  }

  async #test() {
    if (this.root.dataset.testing) return this.#busy.abort();
    if (!this.stream || this.root.machine.state !== "ready") return;
    this.#busy.abort();
    const { signal } = (this.#busy = new AbortController());
    try {
      const { testClip } = await import("freethrow/recorder/test-clip.mjs");
      const recorder = this.root.taking.formats.recorder(this.stream);
      await testClip(recorder, this.#video("test"), signal, (stage, left) => this.#telling(stage, left));
      if (!signal.aborted) say(this.#part("tested"), "If you saw and heard yourself well, you’re ready.");
    } catch {
      say(this.#part("tested"), "The test didn’t work here. Recording may still do; try another camera or microphone.");
    }
    this.#telling("", 0);
  }

  /**
   * @param {"recording" | "playing" | ""} stage
   * @param {number} left  seconds
   */
  #telling(stage, left) {
    this.root.dataset.testing = stage;
    this.#video("test").hidden = stage !== "playing";
    const playing = this.#hasPicture ? "This is how you look and sound" : "This is how you sound";
    say(this.#part("testing"), stage === "recording" ? `Test: say something… ${left}` : stage === "playing" ? playing : "");
    this.#part("test-label").textContent = stage ? "Stop the test" : "Test for 3 seconds";
  }

  async #soundOnly() {
    this.mode = "audio";
    this.#showMode();
    await this.root.allow();
  }

  async #goToPhone() {
    const { HandOver } = await import("freethrow/recorder/hand-over.mjs");
    this.#handOver ??= new HandOver(this.root, () => this.#leave());
    await this.#handOver.open();
  }

  /** The phone records now; the camera here goes off unless it is in use. */
  #leave() {
    if (!this.root.machine.send("retry")) return;
    this.close();
    this.#part("asking-words").textContent = "Your phone has taken over. You can also record here.";
  }

  /** @param {string} name */
  #part(name) {
    return part(this.root, name);
  }

  /** @param {string} name */
  #video(name) {
    return /** @type {HTMLVideoElement} */ (this.#part(name));
  }

  /** @param {Kind} kind */
  #picker(kind) {
    return /** @type {HTMLSelectElement} */ (this.#part(kind));
  }
}

/**
 * Says something at a place that hides when there is nothing to say.
 * @param {HTMLElement} place
 * @param {string} words
 */
function say(place, words) {
  write(place, words);
  place.hidden = words === "";
}
