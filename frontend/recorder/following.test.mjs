// @ts-check
import assert from "node:assert/strict";
import test from "node:test";
import { isNews, pause } from "freethrow/recorder/following.mjs";

test("a page that waits asks soon at first and more calmly later", () => {
  assert.equal(pause(0), 700);
  assert.ok(pause(3) > pause(2));
  assert.equal(pause(100), 5000);
});

test("it is shown anew when the video is there, and when all is done while nobody watches", () => {
  assert.equal(isNews({ watchable: true, settled: false }, false, false), true);
  assert.equal(isNews({ watchable: true, settled: false }, true, false), false);
  assert.equal(isNews({ watchable: true, settled: true }, true, true), false);
  assert.equal(isNews({ watchable: true, settled: true }, true, false), true);
  assert.equal(isNews({ watchable: false, settled: true }, false, false), true);
});
