// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { backTo, begunAt, endedAt } from "freethrow/player/range.mjs";

test("a range begins and ends where somebody says", () => {
  assert.deepEqual(begunAt(null, 4_000), { from: 4_000, until: null });
  assert.deepEqual(endedAt({ from: 4_000, until: null }, 9_000), { from: 4_000, until: 9_000 });
  assert.deepEqual(begunAt({ from: 4_000, until: 9_000 }, 6_000), { from: 6_000, until: 9_000 });
});

test("an end without a beginning counts from the start, a beginning after the end opens it", () => {
  assert.deepEqual(endedAt(null, 9_000), { from: 0, until: 9_000 });
  assert.deepEqual(endedAt({ from: 9_000, until: null }, 4_000), { from: 0, until: 4_000 });
  assert.deepEqual(begunAt({ from: 1_000, until: 4_000 }, 5_000), { from: 5_000, until: null });
  assert.equal(endedAt(null, 50), null, "nothing ends where it begins");
});

test("a loop goes back when playing goes over its end, and lets a jump out of it be", () => {
  const range = { from: 4_000, until: 9_000 };
  assert.equal(backTo(range, 8_990, 9_010, 60_000), 4_000);
  assert.equal(backTo(range, 8_000, 8_500, 60_000), null);
  assert.equal(backTo(range, 20_000, 20_100, 60_000), null);
  assert.equal(backTo(null, 59_990, 60_000, 60_000), 0, "without a range the whole take");
});
