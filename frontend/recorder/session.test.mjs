// @ts-check
import assert from "node:assert/strict";
import test from "node:test";
import { FakeRecorder } from "freethrow/recorder/fakes.test.mjs";
import { Session } from "freethrow/recorder/session.mjs";

function setUp() {
  const clock = { now: 0 };
  const recorder = new FakeRecorder();
  /** @type {number[]} */
  const chunks = [];
  /** @type {string[]} */
  const lost = [];
  const session = new Session(
    recorder.real,
    { onChunk: (_, ms) => chunks.push(ms), onLost: (what) => lost.push(what) },
    () => clock.now,
  );
  return { clock, recorder, session, chunks, lost };
}

test("each track is counted in milliseconds, without the pauses", () => {
  const { clock, session } = setUp();
  session.begin();
  clock.now = 3000;
  session.pause();
  clock.now = 60_000;
  session.resume();
  clock.now = 61_500;
  assert.deepEqual(session.figures, { video_ms: 4500, audio_ms: 4500, recorded_ms: 4500 });
});

test("what a slow browser lets pass before it records counts nowhere", () => {
  const { clock, recorder, session, chunks } = setUp();
  session.begin();
  clock.now = 800;
  recorder.dispatchEvent(new Event("start"));
  clock.now = 1800;
  recorder.give("x");
  assert.deepEqual(chunks, [1000]);
  assert.deepEqual(session.figures, { video_ms: 1000, audio_ms: 1000, recorded_ms: 1000 });
});

test("chunks carry the milliseconds since the one before", () => {
  const { clock, session, recorder, chunks } = setUp();
  session.begin();
  for (const now of [1000, 2100, 3000]) {
    clock.now = now;
    recorder.give("x");
  }
  assert.deepEqual(chunks, [1000, 1100, 900]);
});

test("an unplugged camera is noticed although the recorder goes on, and its count stops", () => {
  const { clock, session, recorder, lost } = setUp();
  session.begin();
  clock.now = 2000;
  recorder.tracks[0]?.dispatchEvent(new Event("ended"));
  clock.now = 5000;
  assert.deepEqual(lost, ["camera"]);
  assert.deepEqual(session.figures, { video_ms: 2000, audio_ms: 5000, recorded_ms: 5000 });
});

test("a muted microphone is noticed", () => {
  const { session, recorder, lost } = setUp();
  session.begin();
  recorder.tracks[1]?.dispatchEvent(new Event("mute"));
  assert.deepEqual(lost, ["microphone"]);
});

test("the end waits for the last chunk, and later device events mean nothing", async () => {
  const { clock, session, recorder, chunks, lost } = setUp();
  session.begin();
  clock.now = 700;
  await session.end();
  recorder.tracks[0]?.dispatchEvent(new Event("ended"));
  assert.deepEqual(chunks, [700]);
  assert.deepEqual(lost, []);
});
