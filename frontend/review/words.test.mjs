// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { wait } from "freethrow/review/sending.mjs";
import { room, savingWords } from "freethrow/review/words.mjs";

const saved = (/** @type {number | null} */ savedAt) => ({ condition: /** @type {const} */ ("saved"), sentence: "", savedAt });

test("the bar says when it was saved and who sees it", () => {
  assert.equal(savingWords(saved(10_000), "Priya", 13_400), "Saved 3 s ago · Priya sees it only when you send");
  assert.equal(savingWords(saved(10_000), "Priya", 10_500), "Saved just now · Priya sees it only when you send");
  assert.equal(savingWords(saved(0), "Priya", 130_000), "Saved 2 min ago · Priya sees it only when you send");
  assert.equal(savingWords(saved(null), "Priya", 5), "Priya sees it only when you send");
});

test("it never claims to have saved what it has not", () => {
  const status = { condition: /** @type {const} */ ("waiting"), sentence: "Not saved yet: no connection.", savedAt: 1 };
  assert.equal(savingWords(status, "Priya", 5), "Not saved yet: no connection.");
  assert.equal(savingWords({ ...status, condition: "saving", sentence: "" }, "Priya", 5), "Saving…");
  assert.equal(savingWords({ ...status, sentence: "" }, "Priya", 5), "Saving…", "while it is tried again");
});

test("a counter appears only when room gets short", () => {
  assert.equal(room(10, 2000), "");
  assert.equal(room(1850, 2000), "150 left");
  assert.equal(room(2003, 2000), "3 too many");
});

test("the seconds to take it back are counted down", () => {
  assert.equal(wait(8200, "Your feedback goes to Priya"), "Your feedback goes to Priya in 9 s. You can still take it back.");
  assert.equal(wait(-1, "Your feedback goes to Priya"), "Your feedback goes to Priya now.");
});
