// @ts-check
import assert from "node:assert/strict";
import test from "node:test";
import { nextStep, pause, sparing, steady } from "freethrow/recorder/following.mjs";

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

test("the share never goes back within a phase, and begins anew with the next one", () => {
  const reached = steady("playable", 40);
  assert.equal(reached({ phase: "playable", percent: 55 }), 55);
  assert.equal(reached({ phase: "playable", percent: 3 }), 55);
  assert.equal(reached({ phase: "renditions", percent: 2 }), 2);
});

test("new words are read aloud, but not one right after the other, and none twice", () => {
  const aloud = sparing("Waiting for a free worker");
  assert.equal(aloud("Waiting for a free worker", 0), null);
  assert.equal(aloud("Preparing your video", 100), "Preparing your video");
  assert.equal(aloud("Almost there", 2000), null);
  assert.equal(aloud("Almost there", 11000), "Almost there");
  assert.equal(aloud("Almost there", 40000), null);
});
