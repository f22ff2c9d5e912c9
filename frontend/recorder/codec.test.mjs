// @ts-check
import assert from "node:assert/strict";
import test from "node:test";
import { isApple, recorderOptions } from "freethrow/recorder/codec.mjs";
import { Formats } from "freethrow/recorder/formats.mjs";

/** @param {...string} types */
const only = (...types) => (/** @type {string} */ type) => types.includes(type);
const anywhere = { apple: false, video: true };

/** @param {(type: string) => boolean} supported @param {{ apple: boolean, video: boolean }} what */
const chooseType = (supported, { apple, video }) => new Formats({ apple, supported, smooth: async () => true }).choose(video);

test("H.264 in MP4 comes before VP9, and VP9 before VP8", () => {
  const h264 = "video/mp4;codecs=avc1.42E01F,opus";
  const vp9 = "video/webm;codecs=vp9,opus";
  const vp8 = "video/webm;codecs=vp8,opus";
  assert.equal(chooseType(only(vp8, vp9, h264), anywhere), h264);
  assert.equal(chooseType(only(vp8, vp9), anywhere), vp9);
  assert.equal(chooseType(only(vp8), anywhere), vp8);
});

test("a bare MP4 is the last choice where it would mean VP9", () => {
  assert.equal(chooseType(only("video/mp4", "video/webm;codecs=vp9,opus"), anywhere), "video/webm;codecs=vp9,opus");
});

test("Safari records MP4 even where it offers WebM, whose frames it rotates", () => {
  const apple = { apple: isApple({ vendor: "Apple Computer, Inc." }), video: true };
  assert.equal(chooseType(only("video/mp4", "video/webm"), apple), "video/mp4");
});

test("H.264 is never asked for as WebM, which comes out as Matroska", () => {
  /** @type {string[]} */
  const tried = [];
  chooseType((type) => tried.push(type) < 0, anywhere);
  assert.ok(tried.length > 5);
  assert.deepEqual(tried.filter((type) => type.includes("webm") && type.includes("avc1")), []);
});

test("without a camera a sound format is chosen, and a browser that can do nothing gives none", () => {
  assert.equal(chooseType(only("audio/webm;codecs=opus"), { apple: false, video: false }), "audio/webm;codecs=opus");
  assert.equal(chooseType(only(), anywhere), null);
});

test("a keyframe is asked for every second, so that chunks come every second", () => {
  assert.equal(recorderOptions("video/mp4;codecs=avc1.42E01F,opus").videoKeyFrameIntervalDuration, 1000);
  assert.equal(recorderOptions("audio/webm").videoBitsPerSecond, undefined);
});
