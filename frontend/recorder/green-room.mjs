// @ts-check
/** The green room: the stream in use, its preview, the device pickers, the level of the microphone. */
import { acquire, remember, remembered } from "freethrow/recorder/devices.mjs";
import { Meter, SilenceWatch, filled } from "freethrow/recorder/meter.mjs";
import { part } from "freethrow/recorder/parts.mjs";

const KINDS = /** @type {const} */ ([
  ["camera", "videoinput", "video"],
  ["microphone", "audioinput", "audio"],
]);

export class GreenRoom {
  /** @type {MediaStream | null} */
  stream = null;
  /** @type {"camera" | "audio" | "screen"} what is recorded */
  mode = "camera";
  /** The level of the microphone now, in decibels. */
  level = -Infinity;
  #meter = new Meter();
  #silence = new SilenceWatch();

  /** @param {HTMLElement} root  with the parts live, camera, microphone, level, silent */
  constructor(root) {
    this.root = root;
  }

  /** Whether the stream can be recorded now. */
  get isAlive() {
    const tracks = this.stream?.getTracks() ?? [];
    return tracks.length > 0 && tracks.every((track) => track.readyState === "live");
  }

  /** Turns camera and microphone on; they stay on between takes. */
  async open() {
    this.#use(await acquire(remembered()));
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

  /** @param {MediaStream} stream */
  #use(stream) {
    for (const track of this.stream?.getTracks() ?? []) track.stop();
    this.stream = stream;
    /** @type {HTMLVideoElement} */ (part(this.root, "live")).srcObject = stream;
    this.#meter.listen(stream);
    this.root.classList.toggle("sound-only", stream.getVideoTracks().length === 0);
  }

  async #listDevices() {
    const devices = await navigator.mediaDevices.enumerateDevices();
    for (const [name, kind, trackKind] of KINDS) {
      const picker = this.#picker(name);
      const here = devices.filter((device) => device.kind === kind && device.deviceId !== "");
      picker.replaceChildren(...here.map((device, at) => new Option(device.label || `${name} ${at + 1}`, device.deviceId)));
      const used = this.stream?.getTracks().find((track) => track.kind === trackKind);
      picker.value = used?.getSettings().deviceId ?? "";
      picker.disabled = here.length < 2;
    }
  }

  /** @param {string} name */
  #picker(name) {
    return /** @type {HTMLSelectElement} */ (part(this.root, name));
  }
}
