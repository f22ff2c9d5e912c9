// @ts-check
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { areUsual, backToUsual, change, free, holderOf, KEYS, keysOf, mayBe, playerCommand, reviewCommand } from "freethrow/player/keys.mjs";

const shelf = new Map();
Object.assign(globalThis, {
  localStorage: {
    getItem: (/** @type {string} */ name) => shelf.get(name) ?? null,
    setItem: (/** @type {string} */ name, /** @type {string} */ value) => shelf.set(name, value),
    removeItem: (/** @type {string} */ name) => shelf.delete(name),
  },
});
beforeEach(() => backToUsual());

/** @param {string} key */
const pressed = (key) => playerCommand({ key }, "page") ?? reviewCommand({ key }, "page", false);

test("no key of the table means two things at once", () => {
  for (const { does } of Object.values(KEYS).flat()) for (const key of keysOf(does)) assert.equal(holderOf(key, does), null, `${does}: ${key}`);
});

test("a key can be changed, and the old one does nothing anymore", () => {
  change("back10", ["h"]);
  assert.equal(pressed("h"), "back10");
  assert.equal(pressed("H"), "back10");
  assert.equal(pressed("j"), null);
  assert.equal(shelf.get("shortcuts"), '{"back10":["h"]}');
});

test("a key can be taken away, and all of them come back", () => {
  change("drop:ask", []);
  assert.equal(pressed("3"), null);
  assert.equal(areUsual(), false);
  backToUsual();
  assert.equal(pressed("3"), "drop:ask");
  assert.equal(areUsual(), true);
  assert.equal(shelf.has("shortcuts"), false);
});

test("a key that is taken says by what, and can be freed for another", () => {
  assert.equal(holderOf("c", "loop"), "Write at this moment");
  assert.equal(holderOf("p", "loop"), null);
  assert.equal(holderOf("z", "loop"), null);
  free("c", "loop");
  change("loop", ["c"]);
  assert.equal(pressed("c"), "loop");
  assert.deepEqual(keysOf("comment"), []);
});

test("on the map digits stay levels, and its arrows are its own", () => {
  assert.equal(holderOf("3", "criterionNext"), "a level on the map");
  change("criterionNext", ["n"]);
  assert.equal(reviewCommand({ key: "n" }, "page", true), "criterionNext");
  assert.equal(reviewCommand({ key: "n" }, "page", false), null);
  assert.equal(reviewCommand({ key: "3" }, "page", true), "level3");
});

test("space presses the button that has the focus, whatever it means elsewhere", () => {
  change("comment", [" "]);
  assert.equal(reviewCommand({ key: " " }, "button", false), null);
  assert.equal(reviewCommand({ key: " " }, "page", false), "comment");
});

test("keys that the browser or a form needs are no choice", () => {
  for (const key of ["Enter", "Tab", "Escape", "Shift", "Process"]) assert.equal(mayBe(key), false, key);
  for (const key of ["a", "ä", "7", "/", " ", "ArrowUp", "F2"]) assert.equal(mayBe(key), true, key);
});

test("the range belongs to the player alone", () => {
  assert.equal(playerCommand({ key: "i" }, "page"), "rangeStart");
  assert.equal(reviewCommand({ key: "i" }, "page", false), null);
});

test("Escape leaves what one writes in first, then the map", () => {
  assert.equal(reviewCommand({ key: "Escape" }, "text", true), "leaveField");
  assert.equal(reviewCommand({ key: "Escape" }, "page", true), "leaveMap");
  assert.equal(reviewCommand({ key: "Escape" }, "page", false), null);
});
