// @ts-check
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import test from "node:test";
import { SMALL, Steady, hintOf, lightOf } from "freethrow/recorder/framing.mjs";
import { Hearing, SilenceWatch, decibels, filled } from "freethrow/recorder/meter.mjs";
import { probeBytes, speedWords } from "freethrow/recorder/speed.mjs";

/** @param {(x: number, y: number) => number} brightness  0 to 1 places, 0 to 255 bright */
function frame(brightness) {
  const { width, height } = SMALL;
  const data = new Uint8ClampedArray(width * height * 4);
  for (let at = 0; at < width * height; at += 1) {
    data.fill(brightness((at % width) / width, Math.floor(at / width) / height), at * 4, at * 4 + 3);
  }
  return { data, width, height };
}
const person = (/** @type {number} */ x, /** @type {number} */ y) => x > 0.34 && x < 0.66 && y > 0.2;

test("the meter rises with the level, and silence is noticed after a while, once", () => {
  assert.equal(filled(decibels(new Float32Array(512))), 0);
  assert.ok(filled(decibels(new Float32Array(512).fill(0.2))) > 0.6);
  const watch = new SilenceWatch(4000);
  assert.deepEqual([1, 3000, 4500, 6000].map((now) => watch.hear(-90, now)), [false, false, true, false]);
  assert.equal(watch.hear(-20, 6500), true);
});

/**
 * @param {Hearing} hearing
 * @param {number} level
 * @param {number} from
 * @param {number} to
 */
function listen(hearing, level, from, to, peak = 0.1) {
  for (let now = from; now < to; now += 200) hearing.hear(level, peak, now);
  return hearing.verdict;
}

test("how well somebody is heard is told by the loudest of the last seconds", () => {
  assert.equal(listen(new Hearing(), -70, 0, 4000), "");
  assert.equal(listen(new Hearing(), -25, 0, 400), "good");
  assert.equal(listen(new Hearing(), -44, 0, 1000), "", "too early to call it quiet");
  assert.equal(listen(new Hearing(), -44, 0, 4000), "quiet");
  assert.equal(listen(new Hearing(), -5, 0, 1000), "loud");
  assert.equal(listen(new Hearing(), -20, 0, 1000, 1), "loud", "clipped");
});

test("what was good stays good in a pause, and not forever", () => {
  const hearing = new Hearing();
  listen(hearing, -25, 0, 1000);
  assert.equal(listen(hearing, -80, 1000, 9000), "good");
  assert.equal(listen(hearing, -80, 9000, 20_000), "");
});

test("light is judged by brightness alone: black, dark, glaring, from behind, fine", () => {
  const hint = (/** @type {(x: number, y: number) => number} */ brightness) => hintOf(lightOf(frame(brightness)));
  assert.match(hint(() => 3), /covered/);
  assert.match(hint((x) => 20 + 30 * x), /dark/);
  assert.match(hint(() => 245), /bright/);
  assert.match(hint((x, y) => (person(x, y) ? 60 : 220)), /behind you/);
  assert.equal(hint((x, y) => (person(x, y) ? 140 : 110)), "");
  assert.equal(hint((x, y) => (person(x, y) ? 200 : 60)), "", "somebody before a dark wall");
});

test("a hint shows only when two pictures in a row agree", () => {
  const steady = new Steady();
  assert.deepEqual(["dark", "", "dark", "dark", "", ""].map((hint) => steady.see(hint)), ["", "", "", "dark", "dark", ""]);
});

test("the probe sends the bytes that the server signs", () => {
  const digest = createHash("sha256").update(new Uint8Array(probeBytes(256 * 1024))).digest("hex");
  assert.equal(digest, "7b71d66fe27968bfcfedaf25844ed0a0295ea34e1275cd949a17de7e16af9711");
});

test("a connection is told by what it means for a take", () => {
  const known = { rate: 2_000_000, targetMs: 120_000, video: true, lasting: true };
  assert.equal(speedWords(known), "Good connection: it sends while you record.");
  assert.equal(
    speedWords({ ...known, rate: 131_400 }),
    "Slow connection: a 2-minute take needs about 5 min to send; it’s safe on this device meanwhile.",
  );
  assert.match(speedWords({ ...known, rate: 131_400, lasting: false }), /keep this page open/);
  assert.match(speedWords({ ...known, rate: 131_400, video: false }), /^Good connection/, "sound is small");
  assert.match(speedWords({ ...known, rate: 300_000, targetMs: 45_000 }), /a 45-second take needs about 50 s/);
});
