// @ts-check
/** The format of this take on this device: what is supported, runs smoothly, and hasn't failed yet. */
import { bitrateFor, candidates, isApple, recorderOptions } from "freethrow/recorder/codec.mjs";

/** @typedef {{ width: number, height: number, framerate: number }} Picture */
/**
 * @typedef {object} Ports
 * @property {boolean} apple
 * @property {(type: string) => boolean} supported
 * @property {(type: string, picture: Picture) => Promise<boolean>} smooth
 */

/** @type {() => Ports} */
const ofThisBrowser = () => ({ apple: isApple(navigator), supported: (type) => MediaRecorder.isTypeSupported(type), smooth });

export class Formats {
  /** @type {Set<string>} */
  #rough = new Set();
  /** @type {Set<string>} */
  #failed = new Set();
  /** @type {string | null} */
  #chosen = null;

  /** @param {Ports} ports */
  constructor(ports = ofThisBrowser()) {
    this.ports = ports;
  }

  /**
   * Asks the browser which formats it records smoothly; those it doesn't are chosen last.
   * @param {Picture} picture
   */
  async weigh(picture) {
    const types = this.#usable(true);
    const answers = await Promise.all(types.map((type) => this.ports.smooth(type, picture)));
    this.#rough = new Set(types.filter((_, at) => !answers[at]));
  }

  /**
   * The format to record in; null leaves the choice to the browser.
   * @param {boolean} video
   * @returns {string | null}
   */
  choose(video) {
    const usable = this.#usable(video);
    this.#chosen = usable.find((type) => !this.#rough.has(type)) ?? usable[0] ?? null;
    return this.#chosen;
  }

  /**
   * What was chosen last gave nothing here: its encoder isn't tried again while there is another. (By
   * what we asked for: a browser names a format otherwise once it records.)
   */
  giveUp() {
    const type = this.#chosen ?? "";
    const usable = this.#usable(!type.startsWith("audio/"));
    const same = usable.filter((one) => encoderOf(one) === encoderOf(type));
    if (same.length < usable.length) for (const one of same) this.#failed.add(one);
  }

  /** @param {boolean} video */
  #usable(video) {
    const { apple, supported } = this.ports;
    return candidates({ apple, video }).filter((type) => supported(type) && !this.#failed.has(type));
  }

  /** @param {MediaStream} stream */
  recorder(stream) {
    const [picture] = stream.getVideoTracks();
    const type = this.choose(picture !== undefined);
    return new MediaRecorder(stream, type ? recorderOptions(type, picture?.getSettings().height) : {});
  }
}

/** @param {string} type  "video/mp4;codecs=avc1.42E01F,opus" and its like */
const encoderOf = (type) => type.split(/[.,]/, 1)[0];

/**
 * What the browser expects of itself. One that doesn't say is believed to manage.
 * @param {string} type
 * @param {Picture} picture
 */
async function smooth(type, picture) {
  const contentType = type.replace(/,(opus|mp4a[.\w]*)$/, "");
  try {
    const video = { contentType, bitrate: bitrateFor(picture.height), ...picture };
    const { supported, smooth: runs } = await navigator.mediaCapabilities.encodingInfo({ type: "record", video });
    return runs || !supported; // "supported" is stricter than the recorder itself
  } catch {
    return true;
  }
}
