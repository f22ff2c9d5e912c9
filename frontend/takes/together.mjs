// @ts-check
/**
 * Two recordings on one clock: they play, rest and jump together. The second one may lie later on
 * the clock than the first, or earlier (its `offset`), so that the same words can be laid side by
 * side. Whoever has to load makes the other one wait; small drift is caught up by speed, so that
 * nothing is heard of it, and what is far off jumps.
 */
import { within } from "freethrow/player/time.mjs";

const FAR_MS = 400;
const NEAR_MS = 45; // about a frame: nobody sees less
const MOST_HASTE = 0.12;
const LAST_MS = 60; // the end of a recording is not waited for
export const MOST_OFFSET_MS = 600_000;

/**
 * @typedef {object} Side one of the two recordings
 * @property {number} ms where it is
 * @property {number} length
 * @property {boolean} playing
 * @property {boolean} ready it could go on right now
 * @property {(ms: number) => void} seek
 * @property {() => void} play
 * @property {() => void} pause
 * @property {(rate: number) => void} speed
 * @property {(on: boolean) => void} sound
 */

/**
 * The clock of both: from the first beginning to the last end.
 * @param {readonly [number, number]} lengths
 * @param {number} offset
 */
export const span = ([first, second], offset) => ({ begin: Math.min(0, offset), end: Math.max(first, second + offset) });

/**
 * Where a recording that lies so far along the clock is at a moment, and whether it plays then.
 * @param {number} clock
 * @param {number} shift
 * @param {number} length
 */
export const place = (clock, shift, length) => ({ ms: within(clock - shift, length), on: clock >= shift && clock - shift < length - LAST_MS });

/**
 * What to do about a recording that is so far behind the other one.
 * @param {number} behind ms; negative: ahead
 * @returns {{jump: boolean, haste: number}}
 */
export function correction(behind) {
  if (Math.abs(behind) > FAR_MS) return { jump: true, haste: 1 };
  if (Math.abs(behind) < NEAR_MS) return { jump: false, haste: 1 };
  return { jump: false, haste: 1 + Math.max(-MOST_HASTE, Math.min(MOST_HASTE, behind / 1500)) };
}

export class Together {
  /**
   * @param {readonly [Side, Side]} sides
   * @param {() => void} [tell] something changed
   */
  constructor(sides, tell = () => {}) {
    this.sides = sides;
    this.tell = tell;
    this.offset = 0;
    this.clock = 0;
    this.rate = 1;
    this.playing = false;
    this.heard = 0;
    this.last = 0;
    this.hear(0);
  }

  get span() {
    return span([this.sides[0].length, this.sides[1].length], this.offset);
  }

  /** @param {number} index of a side */
  shift(index) {
    return index === 0 ? 0 : this.offset;
  }

  /** @param {number} index */
  placeOf(index) {
    return place(this.clock, this.shift(index), this.sides[index]?.length ?? 0);
  }

  play(now = Date.now()) {
    if (this.clock >= this.span.end - LAST_MS) this.seek(this.span.begin);
    this.playing = true;
    this.last = now;
    this.#each((side, at) => at.on && side.play());
    this.tell();
  }

  pause() {
    this.playing = false;
    this.#each((side) => side.pause());
    this.tell();
  }

  toggle(now = Date.now()) {
    if (this.playing) this.pause();
    else this.play(now);
  }

  /** @param {number} clock */
  seek(clock) {
    const { begin, end } = this.span;
    this.clock = Math.round(Math.min(Math.max(clock, begin), end));
    this.#each((side, at) => side.seek(at.ms));
    this.tell();
  }

  /**
   * Somebody moved one of the two on its own timeline: the other follows.
   * @param {number} index
   * @param {number} ms
   */
  seekBy(index, ms) {
    this.seek(ms + this.shift(index));
  }

  /**
   * Lay the second so much later than the first; what stands still stays where it is.
   * @param {number} offset
   */
  setOffset(offset) {
    this.offset = Math.round(Math.max(-MOST_OFFSET_MS, Math.min(MOST_OFFSET_MS, offset)) / 10) * 10;
    this.seek(this.clock);
  }

  /** @param {number} rate */
  speed(rate) {
    this.rate = rate;
    this.#each((side) => side.speed(rate));
    this.tell();
  }

  /** @param {number} index of the one that is heard; the other one is silent */
  hear(index) {
    this.heard = index;
    this.sides.forEach((side, at) => side.sound(at === index));
    this.tell();
  }

  /** One of them was stopped from outside, as by a headset: both rest. */
  stopped() {
    if (this.playing) this.pause();
  }

  /**
   * Keep them together; called some times a second.
   * @param {number} now ms of the wall
   */
  tick(now) {
    const passed = now - this.last;
    this.last = now;
    if (!this.playing) return;
    const on = this.sides.filter((_, index) => this.placeOf(index).on);
    if (on.some((side) => !side.ready)) return on.forEach((side) => side.ready && side.pause());
    this.#advance(passed);
    if (this.clock >= this.span.end - LAST_MS) return this.pause();
    this.#keepUp();
    this.tell();
  }

  /**
   * The first that plays leads; between two that don't touch, time passes by itself.
   * @param {number} passed
   */
  #advance(passed) {
    const leads = this.sides.findIndex((side, index) => side.playing && this.placeOf(index).on);
    const leader = this.sides[leads];
    this.clock = leader ? Math.max(this.clock, leader.ms + this.shift(leads)) : this.clock + passed * this.rate;
    const at = this.placeOf(leads);
    if (leader && !at.on) this.clock = Math.max(this.clock, this.shift(leads) + leader.length);
  }

  #keepUp() {
    this.#each((side, at) => {
      if (!at.on) return side.playing && side.pause();
      const { jump, haste } = correction(at.ms - side.ms);
      if (jump) side.seek(at.ms);
      side.speed(this.rate * haste);
      if (!side.playing) side.play();
    });
  }

  /** @param {(side: Side, at: {ms: number, on: boolean}, index: number) => void} does */
  #each(does) {
    this.sides.forEach((side, index) => does(side, this.placeOf(index), index));
  }
}
