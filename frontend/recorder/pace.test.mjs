// @ts-check
import assert from "node:assert/strict";
import test from "node:test";
import { Pace } from "freethrow/recorder/pace.mjs";

/** @param {number[]} chunks  when they came @param {number} now */
function troubleAfter(chunks, now) {
  const pace = new Pace();
  for (const at of chunks) pace.chunk(at);
  return pace.trouble(now);
}

test("chunks about every second are a good pace, one late one is forgiven", () => {
  assert.equal(troubleAfter([1000, 2100, 3000, 4050], 4900), null);
  assert.equal(troubleAfter([1000, 6000, 7000, 8000], 9000), null);
});

test("chunks that keep coming late are too slow", () => {
  assert.equal(troubleAfter([1000, 5500, 10_000], 10_100), "slow");
  assert.equal(troubleAfter([5000, 6000, ...Array.from({ length: 30 }, (_, at) => 7000 + at * 1000), 41_000], 41_100), null);
});

test("no chunk at all is a format that doesn't work here", () => {
  assert.equal(troubleAfter([], 8000), null);
  assert.equal(troubleAfter([], 9500), "stalled");
  assert.equal(troubleAfter([1000, 2000], 11_500), "stalled");
});
