// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { areaOf, densities, linesOf, spoken } from "freethrow/player/density.mjs";

test("the strip is highest where comments lie close together", () => {
  const parts = densities([30_000, 30_100, 30_200, 30_300, 50_000], 60_000);
  assert.equal(parts[60], 1);
  assert.equal(parts[100], 1 / 4);
  assert.equal(parts[20], 0);
});

test("a single comment doesn't fill it, and none leaves it empty", () => {
  assert.equal(Math.max(...densities([0], 60_000)), 1 / 3);
  assert.equal(areaOf(densities([], 60_000)), "");
  assert.match(areaOf(densities([60_000], 60_000)), /^M0 10L.*Z$/);
});

test("speech is what is loud enough, over a breath and not over a pause", () => {
  const [loud, soft] = ["a0", "04"];
  const peaks = [loud, loud, soft, loud, ...new Array(12).fill(soft), loud].join("");
  assert.deepEqual(spoken(peaks, 1_700), [[0, 400], [1_600, 1_700]]);
  assert.equal(linesOf([[0, 850]], 1_700), "M0.00 9H50.00");
  assert.deepEqual(spoken("", 1_700), []);
  assert.deepEqual(spoken("0404", 200), [], "a silent recording has no speech");
});
