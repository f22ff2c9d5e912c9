// @ts-check
/** The small stills of a take: which one belongs to a moment. Fetched when first wanted, then kept. */

const AGAIN_MS = 10_000;
const CUE = /^((?:\d+:)?\d+:\d+\.\d+) --> ((?:\d+:)?\d+:\d+\.\d+)\s+(\S+)#xywh=(\d+),(\d+),(\d+),(\d+)$/gm;

/** @typedef {{from: number, until: number, url: string, x: number, y: number, width: number, height: number}} Still */

/** @param {string} text 1:02:03.004 */
const ms = (text) => Math.round(text.split(":").reduce((all, part) => all * 60 + Number(part), 0) * 1000);

/**
 * @param {string} text WebVTT
 * @returns {Still[]}
 */
export function parseStills(text) {
  const found = text.replaceAll("\r\n", "\n").matchAll(CUE);
  return [...found].map(([, from = "", until = "", url = "", ...box]) => {
    const [x = 0, y = 0, width = 0, height = 0] = box.map(Number);
    return { from: ms(from), until: ms(until), url, x, y, width, height };
  });
}

/**
 * @param {Still[]} stills
 * @param {number} moment
 */
export const stillAt = (stills, moment) => stills.find(({ from, until }) => from <= moment && moment < until);

export class Stills {
  /** @param {string | null} url of the WebVTT */
  constructor(url) {
    this.url = url;
    this.stills = /** @type {Still[]} */ ([]);
    this.picture = /** @type {HTMLImageElement | null} */ (null);
    this.triedAt = 0;
  }

  /**
   * Begin to load, if that has not happened yet.
   * @param {() => void} then called when they are there
   */
  async want(then) {
    if (!this.url || this.picture || Date.now() - this.triedAt < AGAIN_MS) return;
    this.triedAt = Date.now();
    try {
      await this.#load(this.url);
      then();
    } catch {
      this.stills = []; // the time alone is shown, and the next look tries again
    }
  }

  /** @param {string} url */
  async #load(url) {
    const answer = await fetch(url, { credentials: "same-origin" });
    this.stills = answer.ok ? parseStills(await answer.text()) : [];
    if (!this.stills[0]) return;
    const picture = new Image();
    picture.src = this.stills[0].url;
    await picture.decode();
    this.picture = picture;
  }

  /**
   * Draw the still of a moment.
   * @param {HTMLCanvasElement} canvas
   * @param {number} moment
   * @returns {boolean} whether there is one
   */
  draw(canvas, moment) {
    const still = this.picture && stillAt(this.stills, moment);
    if (!still || !this.picture) return false;
    const { x, y, width, height } = still;
    if (canvas.width !== width || canvas.height !== height) [canvas.width, canvas.height] = [width, height];
    canvas.getContext("2d")?.drawImage(this.picture, x, y, width, height, 0, 0, width, height);
    return true;
  }
}
