// @ts-check
import assert from "node:assert/strict";
import test from "node:test";
import { nextStep, pause } from "freethrow/recorder/following.mjs";

test("a page that waits asks soon at first and more calmly later", () => {
  assert.equal(pause(0), 700);
  assert.ok(pause(3) > pause(2));
  assert.equal(pause(100), 5000);
});

test("the page is shown anew when the video is there, or the reason why there is none", () => {
  assert.equal(nextStep({ watchable: true, settled: false }, false), "anew");
  assert.equal(nextStep({ watchable: false, settled: true }, false), "anew");
  assert.equal(nextStep({ watchable: false, settled: false }, false), "look");
});

test("who already watches is left alone", () => {
  assert.equal(nextStep({ watchable: true, settled: false }, true), "look");
  assert.equal(nextStep({ watchable: true, settled: true }, true), "stop");
});
