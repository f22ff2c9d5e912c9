// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { isSlow, Line, pick } from "freethrow/player/quality.mjs";

const made = (/** @type {string} */ kind) => ({ url: kind, type: "video/mp4", kind, height: 1, version: kind });

test("the light source is taken when it is wanted and there", () => {
  assert.equal(pick([made("main"), made("low")], true)?.kind, "low");
  assert.equal(pick([made("main"), made("low")], false)?.kind, "main");
  assert.equal(pick([made("playable")], true)?.kind, "playable");
});

test("a line is slow when the browser says so, or when bytes cost", () => {
  assert.equal(isSlow(undefined), false);
  assert.equal(isSlow({ downlink: 1.5, effectiveType: "4g" }), false);
  assert.equal(isSlow({ downlink: 0.9, effectiveType: "4g" }), true);
  assert.equal(isSlow({ effectiveType: "3g" }), true);
  assert.equal(isSlow({ saveData: true, downlink: 10 }), true);
});

test("one long stall or two short ones make it light; single hiccups do not", () => {
  const line = new Line(false);
  line.stalled(200, 0);
  line.stalled(500, 1000);
  line.stalled(500, 90_000);
  assert.equal(line.light, false);
  line.stalled(500, 95_000);
  assert.equal(line.light, true);
  const other = new Line(false);
  other.stalled(2000, 0);
  assert.equal(other.light, true);
});

test("it goes up again when it ran well: sooner at a pause, later after each drop", () => {
  const line = new Line(false);
  line.stalled(3000, 0);
  line.played(15_000);
  assert.equal(line.lift(false), false);
  line.played(6000);
  assert.equal(line.lift(true), false, "playing is left alone");
  assert.equal(line.lift(false), true);
  line.stalled(3000, 60_000);
  line.played(21_000);
  assert.equal(line.lift(false), false, "longer than the first time");
  line.played(20_000);
  assert.equal(line.lift(false), true);
});

test("a stall begins the count anew", () => {
  const line = new Line(true);
  line.played(19_000);
  line.stalled(100, 0);
  line.played(19_000);
  assert.equal(line.lift(false), false);
});
