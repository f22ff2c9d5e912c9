// @ts-check
/**
 * Where picture and sound come from: camera and microphone, the microphone alone, or the screen with the
 * camera in a corner. Opens them as one stream to record and says which of them is gone.
 */
import { acquire } from "freethrow/recorder/devices.mjs";

/** @typedef {"camera" | "audio" | "screen"} Mode */
/** @typedef {"camera" | "microphone" | "screen"} Lost */
/** @typedef {{ track: MediaStreamTrack, what: Lost }} Input */
/** @typedef {import("freethrow/recorder/composing.mjs").Composition} Composition */
/** @typedef {import("freethrow/recorder/devices.mjs").Choice} Choice */
/** @typedef {Pick<MediaDevices, "getUserMedia"> & Partial<Pick<MediaDevices, "getDisplayMedia">>} Devices */

const REMEMBERED = "freethrow-mode";
const SMALLER = { width: 640, height: 360, frameRate: 24 };
/** A shared tab brings its own sound; sharing the recorder itself would show a mirror in a mirror. */
const SHARED = { video: { frameRate: { ideal: 15, max: 30 } }, audio: true, selfBrowserSurface: "exclude" };

/** The person closed the browser's question about what to share. */
export class NotShared extends Error {}

/**
 * The modes that this device can record in; phones can't share their screen.
 * @param {Partial<Devices> | undefined} [devices]
 * @returns {Mode[]}
 */
export function modesHere(devices = navigator.mediaDevices) {
  return devices && "getDisplayMedia" in devices ? ["camera", "audio", "screen"] : ["camera", "audio"];
}

/** @returns {Mode} what was last recorded in on this device */
export function rememberedMode() {
  const mode = readMode();
  return modesHere().find((one) => one === mode) ?? "camera";
}

function readMode() {
  try {
    return localStorage.getItem(REMEMBERED);
  } catch {
    return null;
  }
}

/** @param {Mode} mode */
export function rememberMode(mode) {
  try {
    localStorage.setItem(REMEMBERED, mode);
  } catch {
    // Private windows may refuse; then the choice lasts for this page.
  }
}

/**
 * What is recorded now.
 *
 * `stream` goes to the recorder, `voice` to the level meter. Of the screen with a camera only what the
 * take can't do without is watched: when the small camera goes, the screen goes on.
 */
export class Source {
  /**
   * @param {Mode} mode
   * @param {MediaStream} stream
   * @param {{ voice?: MediaStream, inputs?: Input[], composition?: Composition }} [more]
   */
  constructor(mode, stream, { voice = stream, inputs = inputsOf(stream), composition } = {}) {
    this.mode = mode;
    this.stream = stream;
    this.voice = voice;
    this.inputs = inputs;
    this.composition = composition;
  }

  /** @returns {Lost | null} what is gone, whether or not the browser said so */
  get missing() {
    return this.inputs.find(({ track }) => track.readyState === "ended")?.what ?? null;
  }

  get isAlive() {
    return this.inputs.length > 0 && this.missing === null;
  }

  /** Smaller and slower, for a device whose encoder can't keep up. */
  async ease() {
    if (this.composition) return this.composition.ease();
    await this.stream.getVideoTracks()[0]?.applyConstraints(SMALLER).catch(() => {}); // a camera that can't is kept as it is
  }

  /** The camera and the microphone of a screen whose sharing has ended; they stay on. */
  withoutScreen() {
    this.composition?.stop();
    return new Source("camera", this.voice);
  }

  stop() {
    this.composition?.stop();
    for (const track of [...this.stream.getTracks(), ...this.voice.getTracks()]) track.stop();
  }
}

/**
 * The inputs of a plain stream.
 * @param {MediaStream} stream
 * @returns {Input[]}
 */
export function inputsOf(stream) {
  return stream.getTracks().map((track) => ({ track, what: track.kind === "video" ? "camera" : "microphone" }));
}

/**
 * Opens what this mode records. The screen is asked for first: browsers allow that only right after a
 * tap or a key.
 * @param {Mode} mode
 * @param {Choice} choice
 * @param {Devices} [devices]
 * @returns {Promise<Source>} rejects with NotShared when nothing was chosen, else as getUserMedia does
 */
export async function openSource(mode, choice, devices = navigator.mediaDevices) {
  if (mode !== "screen") return new Source(mode, await acquire(choice, devices, mode));
  const screen = await share(devices);
  try {
    return compose(screen, await acquire(choice, devices));
  } catch (error) {
    for (const track of screen.getTracks()) track.stop();
    throw error;
  }
}

/** @param {Devices} devices */
async function share(devices) {
  try {
    return await /** @type {MediaDevices} */ (devices).getDisplayMedia(SHARED);
  } catch (error) {
    throw new NotShared("Nothing was shared.", { cause: error });
  }
}

/**
 * @param {MediaStream} screen
 * @param {MediaStream} own  camera and microphone, or the microphone alone
 */
async function compose(screen, own) {
  const { Composition } = await import("freethrow/recorder/composing.mjs"); // few record their screen
  const composition = new Composition(screen, own);
  const stream = await composition.begin();
  const [picture] = screen.getVideoTracks();
  const heard = inputsOf(own).filter(({ what }) => what === "microphone");
  const inputs = picture ? [{ track: picture, what: /** @type {const} */ ("screen") }, ...heard] : heard;
  return new Source("screen", stream, { voice: own, inputs, composition });
}
