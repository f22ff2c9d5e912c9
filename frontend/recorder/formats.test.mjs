// @ts-check
import assert from "node:assert/strict";
import test from "node:test";
import { bitrateFor } from "freethrow/recorder/codec.mjs";
import { Formats } from "freethrow/recorder/formats.mjs";

const H264 = "video/mp4;codecs=avc1.42E01F,opus";
const VP9 = "video/webm;codecs=vp9,opus";
const VP8 = "video/webm;codecs=vp8,opus";
const HD = { width: 1280, height: 720, framerate: 30 };

/** @param {string[]} types @param {string[]} rough */
function formats(types, rough = []) {
  return new Formats({ apple: false, supported: (type) => types.includes(type), smooth: async (type) => !rough.includes(type) });
}

test("the best format that runs smoothly here is recorded", async () => {
  const here = formats([H264, VP9, VP8], [H264, VP9]);
  assert.equal(here.choose(true), H264);
  await here.weigh(HD);
  assert.equal(here.choose(true), VP8);
});

test("where none runs smoothly, the best is recorded all the same", async () => {
  const here = formats([VP9, VP8], [VP9, VP8]);
  await here.weigh(HD);
  assert.equal(here.choose(true), VP9);
});

test("an encoder that gave nothing is not tried again under any name, but the last one is never given up", () => {
  const here = formats([H264, "video/mp4;codecs=avc1.64001F,opus", VP8]);
  assert.equal(here.choose(true), H264);
  here.giveUp();
  assert.equal(here.choose(true), VP8);
  here.giveUp();
  assert.equal(here.choose(true), VP8);
  assert.equal(formats([]).choose(true), null);
});

test("a small picture needs fewer bits than a large one", () => {
  assert.deepEqual([240, 360, 720, 1080].map(bitrateFor), [900_000, 900_000, 2_500_000, 4_500_000]);
});
