// @ts-check
/** The green room: the stream in use, its preview, the device pickers, the level of the microphone. */
import { remember, remembered } from "freethrow/recorder/devices.mjs";
import { Meter, SilenceWatch, filled } from "freethrow/recorder/meter.mjs";
import { part } from "freethrow/recorder/parts.mjs";
import { openSource, rememberMode, rememberedMode } from "freethrow/recorder/sources.mjs";

/** @typedef {import("freethrow/recorder/sources.mjs").Source} Source */

const KINDS = /** @type {const} */ ([
  ["camera", "videoinput", "video"],
  ["microphone", "audioinput", "audio"],
]);

export class GreenRoom {
  /** @type {Source | null} */
  source = null;
  mode = rememberedMode();
  /** The level of the microphone now, in decibels. */
  level = -Infinity;
  #meter = new Meter();
  #silence = new SilenceWatch();

  /** @param {HTMLElement} root  with the parts live, camera, microphone, level, silent */
  constructor(root) {
    this.root = root;
  }

  /** What is recorded, once it is open. */
  get stream() {
    return this.source?.stream ?? null;
  }

  /** Whether the stream can be recorded now. */
  get isAlive() {
    return this.source?.isAlive ?? false;
  }

  /**
   * Turns on what this mode records; it stays on between takes.
   * @param {import("freethrow/recorder/sources.mjs").Mode} mode
   */
  async open(mode = this.mode) {
    const source = await openSource(mode, remembered());
    this.source?.stop();
    this.use(source);
    rememberMode(mode);
    await this.#listDevices();
  }

  /** Remembers what the pickers say. */
  choose() {
    remember({ camera: this.#picker("camera").value, microphone: this.#picker("microphone").value });
  }

  /** Shows the present level, and says so when nothing has been heard for a while. */
  listen() {
    const level = (this.level = this.#meter.read());
    const bars = [...part(this.root, "level").children];
    bars.forEach((bar, at) => bar.classList.toggle("on", filled(level) * bars.length > at + 0.1));
    if (!this.stream || !this.#silence.hear(level, performance.now())) return;
    part(this.root, "silent").hidden = !this.#silence.silent;
  }

  /** @param {Source} source */
  use(source) {
    this.source = source;
    this.mode = source.mode;
    /** @type {HTMLVideoElement} */ (part(this.root, "live")).srcObject = source.stream;
    this.#meter.listen(source.voice);
    this.root.classList.toggle("sound-only", source.stream.getVideoTracks().length === 0);
    this.root.classList.toggle("sharing", source.mode === "screen");
  }

  async #listDevices() {
    const devices = await navigator.mediaDevices.enumerateDevices();
    for (const [name, kind, trackKind] of KINDS) {
      const picker = this.#picker(name);
      const here = devices.filter((device) => device.kind === kind && device.deviceId !== "");
      picker.replaceChildren(...here.map((device, at) => new Option(device.label || `${name} ${at + 1}`, device.deviceId)));
      const used = this.source?.voice.getTracks().find((track) => track.kind === trackKind);
      picker.value = used?.getSettings().deviceId ?? "";
      picker.disabled = here.length < 2;
    }
  }

  /** @param {string} name */
  #picker(name) {
    return /** @type {HTMLSelectElement} */ (part(this.root, name));
  }
}
