// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { clock, relative } from "freethrow/core/time.mjs";

const NOW = Date.UTC(2026, 10, 18, 16);
const ago = (/** @type {number} */ seconds) => relative(NOW - seconds * 1000, NOW);

test("what has just happened is not counted in seconds", () => {
  assert.equal(ago(3), "just now");
  assert.equal(ago(-3), "in a moment");
});

test("time is told in the largest unit that is full", () => {
  assert.deepEqual([60, 119, 3599, 3600, 7300].map(ago), [
    "1 minute ago",
    "1 minute ago",
    "59 minutes ago",
    "1 hour ago",
    "2 hours ago",
  ]);
  assert.equal(ago(86400), "yesterday");
  assert.equal(ago(-2 * 86400), "in 2 days");
});

test("a week away the date says more", () => {
  assert.equal(ago(7 * 86400), null);
});

test("a position reads as on a player", () => {
  assert.deepEqual([0, 74200, 3723000, -1, NaN, Infinity].map(clock), ["0:00", "1:14", "1:02:03", "0:00", "0:00", "0:00"]);
});
