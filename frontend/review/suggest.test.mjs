// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { reason, suggested } from "freethrow/review/suggest.mjs";

test("the decision follows the levels once all are there", () => {
  const of = (/** @type {Record<string, number>} */ levels, pass = 4) => suggested(levels, ["a", "b"], pass);
  assert.equal(of({ a: 4 }), null);
  assert.equal(of({ a: 4, b: 5 }), "met");
  assert.equal(of({ a: 4, b: 3 }), "another_take");
  assert.equal(suggested({ a: 5 }, ["a"], null), null);
  assert.equal(suggested({}, [], 3), null);
});

test("it says why, and whose decision it is", () => {
  assert.equal(reason("met", 4), "Chosen by your levels: Good on every criterion, as this assignment asks. You decide.");
  assert.match(reason("another_take", 4), /not yet Good/);
});
