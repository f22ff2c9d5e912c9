// @ts-check
import assert from "node:assert/strict";
import test from "node:test";
import { chapterAt } from "freethrow/player/chapters.mjs";

const chapters = [1000, 5000].map((at_ms) => ({ at_ms, title: "", text: "", response_ms: null }));

test("a moment belongs to the chapter that began last", () => {
  assert.deepEqual([0, 1000, 4999, 5000, 9e9].map((ms) => chapterAt(chapters, ms)), [-1, 0, 0, 1, 1]);
  assert.equal(chapterAt([], 10), -1);
});
