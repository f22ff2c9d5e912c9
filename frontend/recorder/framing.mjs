// @ts-check
/**
 * What can be said about the light of a picture from a small copy of it: brightness and contrast, nothing
 * else. Where somebody is in the picture they judge by the outline over it; we look for no face.
 */

/** @typedef {{ data: Uint8ClampedArray | number[], width: number, height: number }} Frame  red, green, blue, alpha */

export const SMALL = { width: 48, height: 27 };
const BLACK = 14;
const DARK = 48;
const GLARING = 236;
const FLAT = 7;
const BRIGHT_BEHIND = 150;
const MUCH_BRIGHTER = 70;

/**
 * @param {Frame} frame
 * @returns {{ mean: number, spread: number, middle: number, around: number }} 0 to 255: how bright it is,
 *   how much that varies, how bright where head and shoulders should be, and beside and above them
 */
export function lightOf({ data, width, height }) {
  const sums = { all: 0, squares: 0, middle: 0, middles: 0, around: 0, arounds: 0 };
  for (let at = 0; at < width * height; at += 1) {
    const [red = 0, green = 0, blue = 0] = [data[at * 4], data[at * 4 + 1], data[at * 4 + 2]];
    const bright = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    sums.all += bright;
    sums.squares += bright * bright;
    const [x, y] = [(at % width) / width, Math.floor(at / width) / height];
    if (x > 0.34 && x < 0.66 && y > 0.2 && y < 0.95) {
      sums.middle += bright;
      sums.middles += 1;
    } else if (y < 0.6 && (x < 0.24 || x > 0.76 || y < 0.08)) {
      sums.around += bright;
      sums.arounds += 1;
    }
  }
  const count = Math.max(1, width * height);
  const mean = sums.all / count;
  const spread = Math.sqrt(Math.max(0, sums.squares / count - mean * mean));
  return { mean, spread, middle: sums.middle / Math.max(1, sums.middles), around: sums.around / Math.max(1, sums.arounds) };
}

/**
 * One hint, or none when the light is fine.
 * @param {ReturnType<typeof lightOf>} light
 */
export function hintOf({ mean, spread, middle, around }) {
  if (mean < BLACK && spread < FLAT) return "The picture is black. Is the camera covered?";
  if (around > BRIGHT_BEHIND && around - middle > MUCH_BRIGHTER) return "The light is behind you. Turn around, or close the blinds.";
  if (mean < DARK) return "It’s rather dark. A light in front of you helps.";
  if (mean > GLARING) return "It’s very bright. Less light helps.";
  return "";
}

/** A hint that stays a moment before it changes: light flickers, and cameras take time to adapt. */
export class Steady {
  #next = "";
  hint = "";

  /**
   * @param {string} hint  of the newest picture
   * @returns {string} to show: the same as shown unless the newest two agree
   */
  see(hint) {
    if (hint === this.#next) this.hint = hint;
    this.#next = hint;
    return this.hint;
  }
}

export class Framing {
  #steady = new Steady();
  #canvas = document.createElement("canvas");

  constructor() {
    Object.assign(this.#canvas, SMALL);
  }

  /**
   * @param {HTMLVideoElement} video  the preview
   * @returns {string} the hint to show now
   */
  look(video) {
    const pen = this.#canvas.getContext("2d", { willReadFrequently: true });
    if (!pen || video.videoWidth === 0) return "";
    pen.drawImage(video, 0, 0, SMALL.width, SMALL.height);
    return this.#steady.see(hintOf(lightOf(pen.getImageData(0, 0, SMALL.width, SMALL.height))));
  }
}
