// @ts-check
import assert from "node:assert/strict";
import test from "node:test";
import { beyondWords, secondsIn } from "freethrow/scenarios/beyond.mjs";

test("lengths are read as the editor's form reads them", () => {
  assert.deepEqual(["1:30", " 90 ", "0:15", "20:00"].map(secondsIn), [90, 90, 15, 1200]);
  assert.deepEqual(["", "soon", "1:2:3", "-5"].map(secondsIn), [null, null, null, null]);
});

test("answers that fit into the recording need no word", () => {
  assert.equal(beyondWords({ order: "random", answers: [45, 45], most: 90 }), "");
  assert.equal(beyondWords({ order: "random", answers: [0, 0, 0], most: 15 }), "");
});

test("answers that together go beyond it are told with both lengths", () => {
  const words = beyondWords({ order: "in_order", answers: [60, 60, 45], most: 150 });
  assert.match(words, /may take 2:45 together, but recording stops at 2:30/);
});

test("prompts that are answered in one go have no time of their own", () => {
  assert.equal(beyondWords({ order: "together", answers: [600, 600], most: 60 }), "");
});
