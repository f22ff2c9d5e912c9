// @ts-check
import assert from "node:assert/strict";
import test from "node:test";
import { Effort } from "freethrow/recorder/effort.mjs";
import { refusalOf, typeOf } from "freethrow/recorder/import.mjs";
import { savedWords, sendingWords } from "freethrow/recorder/telling.mjs";
import { clock, length, percent, size } from "freethrow/recorder/words.mjs";

const GIB = 1024 ** 3;
/** @param {Partial<import("freethrow/recorder/uploader.mjs").Status>} status */
const told = (status, spooled = true) => ({
  spooled,
  savedMs: 62_000,
  uploader: { status: { state: /** @type {const} */ ("sending"), sentence: "", sentMs: 0, sentBytes: 0, pendingBytes: 0, ...status } },
});

test("times and sizes read as people read them", () => {
  assert.equal(clock(62_900), "1:02");
  assert.equal(length(58_400), "58 s");
  assert.equal(length(62_000), "1:02");
  assert.equal(size(1_500_000), "1.5 MB");
  assert.equal(percent(999, 1000), 99);
  assert.equal(percent(0, 0), 0);
});

test("while recording the corner says what is saved and what is sent", () => {
  assert.equal(savedWords(told({ sentMs: 58_000 })), "1:02 saved on this device, 58 s sent");
  assert.match(savedWords(told({ sentMs: 4000 }, false)), /Keep this page open/);
  assert.equal(savedWords({ ...told({}), savedMs: 0 }), "");
});

test("after recording it says whether leaving is safe", () => {
  assert.deepEqual(sendingWords(told({ sentBytes: 58, pendingBytes: 42 })), {
    words: "Sending, 58%. Safe to leave: it is saved on this device.",
    percent: 58,
  });
  assert.match(sendingWords(told({}, false)).words, /Keep this page open/);
  assert.match(sendingWords(told({ state: "offline", sentence: "You are offline." })).words, /^You are offline. Safe to leave/);
});

test("a finished take says what it adds", () => {
  const assigned = new Effort({ counted: "1", minimum: "3", countsFrom: "20000" });
  assert.match(assigned.weigh(19_000), /takes count from 20 s on/);
  assert.equal(assigned.weigh(null), "");
  assert.equal(assigned.weigh(20_000), "That makes 2 of 3 takes.");
  assert.match(assigned.weigh(30_000), /as many takes as you were asked for/);
  assert.equal(new Effort({ countsFrom: "20000" }).weigh(20_000), "It counts as practice.");
});

test("a recorded take is here; a file is here too, but not looked at yet", () => {
  assert.match(sendingWords(told({ state: "sent" })).words, /^Your take is here\./);
  assert.match(sendingWords({ ...told({ state: "sent" }), spooled: undefined }).words, /is being checked/);
});

test("files that can't be a take are refused before anything is sent", () => {
  assert.match(refusalOf({ name: "a.mp4", type: "video/mp4", size: 0 }, GIB) ?? "", /empty/);
  assert.match(refusalOf({ name: "a.mp4", type: "video/mp4", size: 2 * GIB }, GIB) ?? "", /at most/);
  assert.match(refusalOf({ name: "a.pdf", type: "application/pdf", size: 9 }, GIB) ?? "", /isn’t a video/);
  assert.match(refusalOf({ name: "Objection.MP3", type: "audio/mpeg", size: 9 }, GIB) ?? "", /Use an M4A/);
  assert.equal(refusalOf({ name: "take.m4a", type: "audio/mp4", size: 9 }, GIB), null);
  assert.equal(refusalOf({ name: "-i.MKV", type: "", size: 9 }, GIB), null);
  assert.equal(typeOf({ type: "" }), "application/octet-stream");
});
