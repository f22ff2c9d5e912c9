// @ts-check
import assert from "node:assert/strict";
import test from "node:test";
import { placeAt } from "freethrow/scenarios/drag.mjs";

const ROWS = [
  { top: 0, height: 100 },
  { top: 100, height: 40 },
  { top: 140, height: 200 },
];

test("a row changes places past the middle of its neighbor, and not before", () => {
  assert.equal(placeAt(119, ROWS, 0), 0);
  assert.equal(placeAt(121, ROWS, 0), 1);
  assert.equal(placeAt(51, ROWS, 1), 1);
  assert.equal(placeAt(49, ROWS, 1), 0);
});

test("a quick hand passes several rows at once", () => {
  assert.equal(placeAt(1000, ROWS, 0), 2);
  assert.equal(placeAt(-50, ROWS, 2), 0);
});

test("the first and the last stay in the list", () => {
  assert.equal(placeAt(-500, ROWS, 0), 0);
  assert.equal(placeAt(9000, ROWS, 2), 2);
});
