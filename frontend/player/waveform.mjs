// @ts-check
/** The loudness of a take as bars, drawn once for a width. Decoration: it says nothing of its own. */

const STEP = 4; // px from bar to bar
const LEAST = 64; // of 255: what is softer than this all along stays small
const SVG = "http://www.w3.org/2000/svg";

/**
 * So many bars, each as high as the loudest moment in it: 0 to 1.
 * @param {string} peaks two hex digits each
 * @param {number} bars
 */
export function heights(peaks, bars) {
  const values = Array.from({ length: peaks.length >> 1 }, (_, at) => parseInt(peaks.slice(at * 2, at * 2 + 2), 16) || 0);
  if (!values.length || bars < 1) return [];
  const most = values.reduce((high, value) => Math.max(high, value), LEAST);
  return Array.from({ length: bars }, (_, bar) => {
    const from = Math.floor((bar * values.length) / bars);
    const part = values.slice(from, Math.max(from + 1, Math.floor(((bar + 1) * values.length) / bars)));
    return (Math.max(...part) / most) ** 0.8;
  });
}

/**
 * @param {number[]} bars
 * @param {number} width
 * @param {number} height
 */
export function path(bars, width, height) {
  const step = width / bars.length;
  return bars.map((bar, at) => `M${((at + 0.5) * step).toFixed(1)} ${((height - half(bar, height)) / 2).toFixed(1)}v${half(bar, height).toFixed(1)}`).join("");
}

/** @param {number} bar @param {number} height */
const half = (bar, height) => Math.max(0.5, bar * (height - 2));

/** Two drawings of the same bars: all of them, and above it the part that was played. */
export class Waveform {
  /** @param {HTMLElement} place */
  constructor(place) {
    this.place = place;
    this.peaks = "";
    this.size = { width: 0, height: 0 };
    this.paths = ["wave", "wave played"].map((name) => {
      const svg = document.createElementNS(SVG, "svg");
      svg.setAttribute("class", name);
      svg.setAttribute("aria-hidden", "true");
      const line = document.createElementNS(SVG, "path");
      svg.append(line);
      place.prepend(svg);
      return line;
    });
    this.paths[0]?.parentElement?.after(/** @type {Node} */ (this.paths[1]?.parentElement));
    new ResizeObserver(([told]) => {
      this.size = told?.contentRect ?? this.size; // asking for it would lay out the page on the spot
      this.draw();
    }).observe(place);
  }

  /** @param {string} peaks */
  set(peaks) {
    this.peaks = peaks;
    this.place.classList.toggle("heard", peaks.length > 0);
    this.draw();
  }

  draw() {
    const { width, height } = this.size;
    if (!width || !this.peaks) return;
    const drawn = path(heights(this.peaks, Math.floor(width / STEP)), width, height);
    for (const line of this.paths) line.setAttribute("d", drawn);
  }
}
