// @ts-check
import assert from "node:assert/strict";
import test from "node:test";
import { correction, place, span, Together } from "freethrow/takes/together.mjs";

/** A recording that plays by the clock of the test. */
class Tape {
  /** @param {number} length */
  constructor(length) {
    this.length = length;
    this.ms = 0;
    this.playing = false;
    this.ready = true;
    this.rate = 1;
    this.heard = true;
    this.jumps = 0;
  }

  /** @param {number} ms */
  seek(ms) {
    this.ms = ms;
    this.jumps++;
  }

  play() {
    this.playing = true;
  }

  pause() {
    this.playing = false;
  }

  /** @param {number} rate */
  speed(rate) {
    this.rate = rate;
  }

  /** @param {boolean} on */
  sound(on) {
    this.heard = on;
  }

  /** @param {number} ms of the wall */
  pass(ms) {
    if (this.playing && this.ready) this.ms = Math.min(this.length, this.ms + ms * this.rate);
  }
}

/**
 * @param {number} first
 * @param {number} second
 */
function pair(first, second) {
  const tapes = /** @type {const} */ ([new Tape(first), new Tape(second)]);
  const both = new Together(tapes);
  let now = 1000;
  both.play(now);
  both.pause();
  /** @param {number} ms @param {number} [step] */
  const pass = (ms, step = 100) => {
    for (let left = ms; left > 0; left -= step) {
      now += step;
      for (const tape of tapes) tape.pass(step);
      both.tick(now);
    }
  };
  return { both, a: tapes[0], b: tapes[1], pass, play: () => both.play(now) };
}

test("the clock reaches from the first beginning to the last end", () => {
  assert.deepEqual(span([10_000, 8000], 0), { begin: 0, end: 10_000 });
  assert.deepEqual(span([10_000, 8000], 3000), { begin: 0, end: 11_000 });
  assert.deepEqual(span([10_000, 8000], -2000), { begin: -2000, end: 10_000 });
});

test("before its turn and after its end a recording rests at that end", () => {
  assert.deepEqual(place(1000, 3000, 8000), { ms: 0, on: false });
  assert.deepEqual(place(3500, 3000, 8000), { ms: 500, on: true });
  assert.deepEqual(place(12_000, 3000, 8000), { ms: 8000, on: false });
});

test("a frame is no drift, some is caught up by speed, much by a jump", () => {
  assert.deepEqual(correction(30), { jump: false, haste: 1 });
  assert.deepEqual(correction(-900), { jump: true, haste: 1 });
  assert.ok(correction(150).haste > 1 && !correction(150).jump);
  assert.ok(correction(-150).haste < 1);
});

test("both play, rest and jump together", () => {
  const { both, a, b, pass, play } = pair(10_000, 8000);
  play();
  pass(2000);
  assert.deepEqual([a.ms, b.ms], [2000, 2000]);
  both.pause();
  pass(1000);
  assert.deepEqual([a.ms, b.ms, both.playing], [2000, 2000, false]);
  both.seek(5000);
  assert.deepEqual([a.ms, b.ms], [5000, 5000]);
  both.seekBy(1, 1000);
  assert.deepEqual([a.ms, b.ms], [1000, 1000]);
});

test("the second may lie later or earlier on the clock", () => {
  const { both, a, b, pass, play } = pair(10_000, 8000);
  both.setOffset(3000);
  both.seek(0);
  play();
  pass(2000);
  assert.deepEqual([a.ms, b.ms, b.playing], [2000, 0, false]);
  pass(3000);
  assert.ok(Math.abs(a.ms - b.ms - 3000) <= 50, `${a.ms} ${b.ms}`);
  both.setOffset(-1000);
  assert.ok(Math.abs(b.ms - a.ms - 1000) <= 50, `${a.ms} ${b.ms}`);
  both.seekBy(1, 0);
  assert.deepEqual([both.clock, a.ms, b.ms], [-1000, 0, 0]);
});

test("the longer one plays on alone, and both rest at the end", () => {
  const { both, a, b, pass, play } = pair(5000, 3000);
  play();
  pass(4000);
  assert.deepEqual([a.playing, b.playing], [true, false]);
  pass(2000);
  assert.equal(both.playing, false);
  play();
  assert.equal(both.clock, 0, "from the beginning again");
  const other = pair(3000, 5000);
  other.play();
  other.pass(4000);
  assert.deepEqual([other.a.playing, other.b.playing], [false, true]);
  assert.ok(other.both.clock > 3500);
});

test("where they don’t touch, time passes until the second begins", () => {
  const { both, b, pass, play } = pair(1000, 2000);
  both.setOffset(3000);
  both.seek(0);
  play();
  pass(3600);
  assert.equal(b.playing, true);
  assert.ok(b.ms > 200 && b.ms < 800, String(b.ms));
});

test("whoever has to load makes the other one wait", () => {
  const { both, a, b, pass, play } = pair(10_000, 10_000);
  play();
  pass(1000);
  b.ready = false;
  pass(1000);
  assert.ok(a.ms <= 1200, String(a.ms));
  assert.equal(a.playing, false);
  b.ready = true;
  pass(1000);
  assert.ok(a.ms > 1500 && Math.abs(a.ms - b.ms) < 60, `${a.ms} ${b.ms}`);
  assert.equal(both.playing, true);
});

test("what drifts apart is brought together without a jump", () => {
  const { b, a, pass, play } = pair(60_000, 60_000);
  play();
  b.ms -= 200;
  const jumps = b.jumps;
  pass(4000);
  assert.ok(Math.abs(a.ms - b.ms) < 50, `${a.ms} ${b.ms}`);
  assert.equal(b.jumps, jumps);
});

test("one is heard, the other is silent", () => {
  const { both, a, b } = pair(1000, 1000);
  assert.deepEqual([a.heard, b.heard], [true, false]);
  both.hear(1);
  assert.deepEqual([a.heard, b.heard], [false, true]);
});
