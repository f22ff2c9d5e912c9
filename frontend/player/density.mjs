// @ts-check
/** Where comments lie close together, and where there is speech: a strip above the timeline. */
import { share } from "freethrow/player/time.mjs";

const PARTS = 120;
const REACH = 2; // a comment is felt so many parts around
const FULL = 3; // fewer at one place than this don't fill the strip
const HEARD = 0.16; // of the loudest: what is softer is no speech
const LEAST_HEARD = 20; // of 255
const BREATH_MS = 600;

/**
 * How many comments there are around each part of the timeline: 0 to 1.
 * @param {number[]} moments
 * @param {number} length
 */
export function densities(moments, length) {
  const parts = new Array(PARTS).fill(0);
  for (const ms of moments) {
    const at = Math.min(PARTS - 1, Math.floor((share(ms, length) / 100) * PARTS));
    for (let by = -REACH; by <= REACH; by++) if (at + by in parts) parts[at + by] += 1 - Math.abs(by) / (REACH + 1);
  }
  const most = Math.max(FULL, ...parts);
  return parts.map((part) => part / most);
}

/**
 * The densities as an area in a box of 100 by 10; empty without any.
 * @param {number[]} parts
 */
export function areaOf(parts) {
  if (!parts.some(Boolean)) return "";
  const points = parts.map((part, at) => `${(((at + 0.5) / parts.length) * 100).toFixed(2)} ${(10 - part * 10).toFixed(2)}`);
  return `M0 10L${points.join("L")}L100 10Z`;
}

/**
 * From where to where somebody speaks, in milliseconds; a breath ends nothing.
 * @param {string} peaks two hex digits each
 * @param {number} length
 * @returns {[number, number][]}
 */
export function spoken(peaks, length) {
  const values = Array.from({ length: peaks.length >> 1 }, (_, at) => parseInt(peaks.slice(at * 2, at * 2 + 2), 16) || 0);
  const least = Math.max(LEAST_HEARD, values.reduce((high, value) => Math.max(high, value), 0) * HEARD);
  const step = length / values.length;
  /** @type {[number, number][]} */
  const parts = [];
  for (const [at, value] of values.entries()) {
    const last = parts[parts.length - 1];
    if (value < least) continue;
    if (last && at * step - last[1] <= BREATH_MS) last[1] = (at + 1) * step;
    else parts.push([at * step, (at + 1) * step]);
  }
  return parts;
}

/**
 * The same as lines in a box of 100 by 10.
 * @param {[number, number][]} parts
 * @param {number} length
 */
export const linesOf = (parts, length) => parts.map(([from, until]) => `M${share(from, length).toFixed(2)} 9H${share(until, length).toFixed(2)}`).join("");
