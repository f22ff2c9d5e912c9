// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { playerCommand, reviewCommand } from "freethrow/player/keys.mjs";
import { before, nextSpeed, precise, share, within } from "freethrow/player/time.mjs";
import { Watching } from "freethrow/player/watching.mjs";

test("a time outside the take is moved to its nearest end", () => {
  for (const [given, kept] of [[-1, 0], [NaN, 0], [Infinity, 60000], [1e308, 60000], [1234.6, 1235]]) assert.equal(within(given ?? 0, 60000), kept);
});

test("a comment is played from one and a half seconds before", () => {
  assert.equal(before(12_000), 10_500);
  assert.equal(before(400), 0);
});

test("moments read in tenths of a second", () => {
  assert.equal(precise(74_250), "1:14.2");
  assert.equal(precise(-5), "0:00.0");
});

test("places on the timeline are shares of the server's length", () => {
  assert.equal(share(30_000, 60_000), 50);
  assert.equal(share(90_000, 60_000), 100);
  assert.equal(share(5, 0), 0);
});

test("speeds go step by step and end at the last one", () => {
  assert.equal(nextSpeed(1, 1), 1.25);
  assert.equal(nextSpeed(2, 1), 2);
  assert.equal(nextSpeed(0.5, -1), 0.5);
});

test("two seconds of play are watching; jumps and stills are not", () => {
  let told = 0;
  const watching = new Watching(() => told++);
  watching.heard(0, true);
  for (const second of [10, 40, 5]) watching.heard(second, true);
  for (const second of [5.5, 6, 6.5]) watching.heard(second, false);
  assert.equal(told, 0);
  for (let second = 7; second < 12; second += 0.5) watching.heard(second, true);
  assert.equal(told, 1);
});

test("what is played while the page can't tell is watched; a jump after a stall is not", () => {
  let told = 0;
  const watching = new Watching(() => told++);
  for (const [second, now] of [[0, 0], [10, 20_000]]) watching.heard(second ?? 0, true, now);
  assert.equal(told, 0);
  watching.heard(12.5, true, 21_250);
  assert.equal(told, 1);
});

const key = (/** @type {string} */ name, held = {}) => ({ key: name, ...held });

test("keys of the player act on the page and never while somebody types", () => {
  const commands = { " ": "play", k: "play", K: "play", j: "back10", l: "forward10", ArrowLeft: "back5", ",": "frameBack", ">": "faster" };
  for (const [name, command] of Object.entries(commands)) {
    assert.equal(playerCommand(key(name), "page"), command);
    assert.equal(playerCommand(key(name), "text"), null);
  }
  assert.equal(playerCommand(key(" "), "button"), null, "space presses the button that has the focus");
  assert.equal(playerCommand(key("k"), "button"), "play");
  assert.equal(playerCommand(key("ArrowLeft"), "radio"), null, "arrows choose among radio buttons");
  assert.equal(playerCommand(key("k", { ctrlKey: true }), "page"), null);
});

test("digits drop markers, and in map mode they are levels", () => {
  assert.equal(reviewCommand(key("2"), "page", false), "drop:try");
  assert.equal(reviewCommand(key("5"), "page", false), null);
  assert.equal(reviewCommand(key("5"), "page", true), "level5");
  assert.equal(reviewCommand(key("5"), "text", true), null);
  assert.equal(reviewCommand(key("Escape"), "page", true), "leaveMap");
});

test("posting and sending work from within the text, everything else rests there", () => {
  assert.equal(reviewCommand(key("Enter", { ctrlKey: true }), "text", false), "post");
  assert.equal(reviewCommand(key("Enter", { ctrlKey: true, shiftKey: true }), "text", false), "send");
  assert.equal(reviewCommand(key("Enter", { metaKey: true }), "page", false), null);
  for (const name of ["c", "r", "[", "?", "1"]) assert.equal(reviewCommand(key(name), "text", false), null);
  assert.equal(reviewCommand(key("c", { ctrlKey: true }), "page", false), null, "copying stays copying");
  assert.equal(reviewCommand(key("toString"), "page", false), null);
});
