// @ts-check
import assert from "node:assert/strict";
import test from "node:test";
import { SIZES, SPEEDS, commandOf, distance, remember, remembered, standing, stepped } from "freethrow/recorder/pages.mjs";

/** @param {string | null} [held] */
function shelf(held = null) {
  return /** @type {Storage} */ (/** @type {unknown} */ ({ getItem: () => held, setItem: (/** @type {string} */ _, /** @type {string} */ value) => (held = value) }));
}

test("a script takes as long as reading it aloud, whatever the size of its letters", () => {
  for (const height of [400, 1600]) {
    const moved = distance({ ms: 60_000, speed: 130, words: 260, height });
    assert.equal(Math.round(moved), height / 2);
  }
  assert.equal(distance({ ms: 1000, speed: 130, words: 0, height: 400 }), 0);
});

test("with reduced motion it stands at the beginning of a line", () => {
  assert.equal(standing(75.5, 0), 75.5);
  assert.equal(standing(75.5, 30), 60);
});

test("speed and size go by steps and end at the last one", () => {
  assert.equal(stepped(SPEEDS, 130, 1), 140);
  assert.equal(stepped(SPEEDS, 240, 1), 240);
  assert.equal(stepped(SIZES, 16, -1), 16);
});

test("what was chosen is remembered on this device", () => {
  const place = shelf();
  assert.deepEqual(remembered(place), { speed: 130, size: 24, hidden: false });
  remember(place, { speed: 160, size: 40, hidden: true });
  assert.deepEqual(remembered(place), { speed: 160, size: 40, hidden: true });
});

test("nonsense on the shelf, or no shelf, means what is usual", () => {
  for (const held of ["{", "[]", '{"speed": 9e9, "size": "x", "hidden": 1}']) assert.deepEqual(remembered(shelf(held), true), { speed: 130, size: 20, hidden: false });
  assert.deepEqual(remembered(null), { speed: 130, size: 24, hidden: false });
});

test("the same arrows change the speed of a script and step through points", () => {
  assert.deepEqual(["ArrowUp", "+", "-", "P", "]", "T"].map((key) => commandOf(key, true)), ["faster", "faster", "slower", "still", "larger", "hide"]);
  assert.deepEqual(["ArrowDown", "+", "[", "toString"].map((key) => commandOf(key, false)), ["next", null, "smaller", null]);
});
