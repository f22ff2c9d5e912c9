// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { wordsFor } from "freethrow/review/presence.mjs";

test("nothing is said while the review is one's own", () => {
  assert.equal(wordsFor({ others: [], claim: true, gone: false }), "");
});

test("whoever took it over is named", () => {
  assert.match(wordsFor({ others: ["Omar Diaz"], claim: false, gone: false }), /^Omar Diaz took this over/);
});

test("a review that is nobody's to see any longer says that the words are kept", () => {
  assert.match(wordsFor({ others: [], claim: false, gone: true }), /stays on this page/);
});
