// @ts-check
import assert from "node:assert/strict";
import test from "node:test";

import { isBusy, mediaIn, prepared, readyWords } from "freethrow/recorder/clip-words.mjs";

test("a clip is ready as soon as it can be watched, and broken when it never will be", () => {
  const begun = { watchable: false, settled: false, stage: "", sentence: "" };
  assert.deepEqual(prepared(begun), { state: "preparing", words: "Preparing…" });
  assert.equal(prepared({ ...begun, stage: "Waiting for a free worker" }).words, "Preparing: Waiting for a free worker");
  assert.equal(prepared({ ...begun, watchable: true }).state, "ready");
  const broken = prepared({ ...begun, settled: true });
  assert.equal(broken.state, "broken");
  assert.match(broken.words, /Record it again/);
  assert.equal(prepared({ ...begun, settled: true, sentence: "It is empty." }).words, "It is empty.");
});

test("only what would be lost holds up saving", () => {
  assert.deepEqual(["asking", "recording", "sending"].map((one) => isBusy(/** @type {any} */ (one))), [true, true, true]);
  assert.deepEqual(["empty", "stuck", "preparing", "ready", "broken"].map((one) => isBusy(/** @type {any} */ (one))), Array(5).fill(false));
});

test("what plays is found in a prompt as well as by itself", () => {
  const media = { url: "/x", type: "audio/mp4", duration_ms: 7400, has_video: false };
  assert.equal(mediaIn(media), media);
  assert.equal(mediaIn({ text: "Why?", media }), media);
  assert.equal(mediaIn({ text: "Why?", media: null }), null);
  assert.equal(mediaIn(null), null);
  assert.equal(readyWords(media), "Ready · audio, 0:07");
});
