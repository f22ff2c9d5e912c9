// @ts-check
import assert from "node:assert/strict";
import test, { mock } from "node:test";
import { FakeRecorder, FakeTrack } from "freethrow/recorder/fakes.test.mjs";
import { Machine } from "freethrow/recorder/machine.mjs";
import { freshKept } from "freethrow/recorder/recording.mjs";
import { Source } from "freethrow/recorder/sources.mjs";
import { MemorySpool } from "freethrow/recorder/spool.mjs";
import { Taking } from "freethrow/recorder/taking.mjs";

const PURPOSE = { scenario: "s", target: null, kind: /** @type {const} */ ("camera") };

/** @type {{ type: string, recorder: FakeRecorder }[]} what was made, in order */
let made = [];

class BrowserRecorder extends FakeRecorder {
  /** @param {any} stream @param {{ mimeType: string }} options */
  constructor(stream, { mimeType }) {
    super();
    this.stream = stream;
    this.mimeType = mimeType;
    made.push({ type: mimeType, recorder: this });
  }
  /** @param {string} type */
  static isTypeSupported(type) {
    return type.includes("avc1.42E01F,opus") || type.includes("vp8");
  }
}
Object.assign(globalThis, { MediaRecorder: BrowserRecorder });
Object.defineProperty(globalThis, "navigator", { value: { vendor: "", onLine: true } });

/** @returns {any} */
const track = (/** @type {string} */ kind) => Object.assign(new FakeTrack(kind), { getSettings: () => ({}), applyConstraints: async () => {} });

/** @param {any[]} tracks @returns {any} */
function streamOf(...tracks) {
  const ofKind = (/** @type {string} */ kind) => tracks.filter((one) => one.kind === kind);
  return { getTracks: () => tracks, getVideoTracks: () => ofKind("video"), getAudioTracks: () => ofKind("audio") };
}

/** A server out of reach, so that nothing but the making is looked at. */
const server = /** @type {any} */ ({ begin: () => new Promise(() => {}) });

/** @param {{ prompts?: string[], source?: Source }} [more] */
function setUp({ prompts = [], source = new Source("camera", streamOf(track("video"), track("audio"))) } = {}) {
  made = [];
  const machine = new Machine();
  /** @type {any} */
  const room = {
    source,
    mode: source.mode,
    get isAlive() {
      return this.source.isAlive;
    },
    unshare() {
      this.source = this.source.withoutScreen();
    },
  };
  const recorder = /** @type {any} */ ({
    machine, room, prompts, server, most: 600_000, note: (/** @type {string} */ words) => notes.push(words), complain: () => {}, say: () => {},
    spool: Promise.resolve(new MemorySpool()),
    parts: { count: () => {}, effort: () => {} },
    effort: { weigh: () => "" },
    handing: { recording: null, use(/** @type {any} */ one) { this.recording = one; }, send: async () => {}, throwAway: async () => {} },
    occasion: () => ({ person: "p", title: "Pitch", purpose: PURPOSE }),
    allow: async () => {
      room.source = new Source("camera", streamOf(track("video"), track("audio")));
    },
  });
  /** @type {string[]} */
  const notes = [];
  return { taking: new Taking(recorder), machine, room, recorder, notes };
}

/** @param {ReturnType<typeof setUp>} stage */
async function begin(stage) {
  await (await countedDown(stage)).begun;
}

/** @param {ReturnType<typeof setUp>} stage @returns {Promise<{ begun: Promise<void> }>} */
async function countedDown({ taking, machine }) {
  machine.send("granted");
  mock.timers.enable({ apis: ["setTimeout"] });
  const begun = taking.count();
  for (let second = 0; second < 3; second += 1) {
    await Promise.resolve();
    mock.timers.tick(1000);
    for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
  }
  mock.timers.reset();
  return { begun };
}

const settled = () => new Promise((resolve) => setTimeout(resolve, 5));

test("three, two, one, and the recorder runs", async () => {
  const stage = setUp();
  await begin(stage);
  assert.equal(stage.machine.state, "recording");
  assert.equal(made[0]?.recorder.state, "recording");
});

test("where prompts are played nothing is recorded before the first one has been", async () => {
  const stage = setUp({ prompts: ["one"] });
  await begin(stage);
  assert.deepEqual([stage.machine.state, made.length], ["prompted", 0]);
  await stage.taking.go();
  assert.deepEqual([stage.machine.state, made.length], ["recording", 1]);
  stage.taking.prompt();
  assert.deepEqual([stage.machine.state, made[0]?.recorder.state], ["prompted", "paused"]);
});

test("a microphone that ended without a word is seen by the next look, and going on makes a segment", async () => {
  const stage = setUp();
  await begin(stage);
  stage.room.source.inputs[1].track.stop();
  stage.taking.tick();
  await settled();
  assert.equal(stage.machine.state, "paused");
  assert.match(stage.notes.at(-1) ?? "", /Your microphone stopped/);
  await stage.taking.resume();
  assert.deepEqual([stage.machine.state, made.length], ["recording", 2]);
  assert.equal(stage.recorder.handing.recording.kept.segments.length, 2);
});

test("a device lost while a prompt plays is told at once and mended when the answer begins", async () => {
  const stage = setUp({ prompts: ["one"] });
  await begin(stage);
  stage.room.source.inputs[0].track.stop();
  stage.taking.tick();
  await settled();
  assert.equal(stage.machine.state, "prompted");
  assert.match(stage.notes.at(-1) ?? "", /Your camera stopped/);
  await stage.taking.go();
  assert.deepEqual([stage.machine.state, stage.room.isAlive], ["recording", true]);
});

test("when the sharing ends the camera goes on recording by itself", async () => {
  const screen = track("video");
  const composition = /** @type {any} */ ({ stop: () => screen.stop(), lostCamera: false });
  const own = streamOf(track("video"), track("audio"));
  const source = new Source("screen", streamOf(track("video"), track("audio")), { voice: own, inputs: [{ track: screen, what: "screen" }], composition });
  const stage = setUp({ source });
  await begin(stage);
  screen.stop();
  stage.taking.tick();
  await settled();
  assert.deepEqual([stage.machine.state, made.length], ["recording", 2]);
  assert.equal(made[1]?.recorder.stream, own);
  assert.match(stage.notes.at(-1) ?? "", /Sharing has ended/);
});

test("an encoder that gives nothing makes way for the next one, in a smaller picture", async () => {
  const stage = setUp();
  await begin(stage);
  made[0]?.recorder.dispatchEvent(new Event("error"));
  stage.taking.tick();
  await settled();
  assert.deepEqual(made.map(({ type }) => type), ["video/mp4;codecs=avc1.42E01F,opus", "video/webm;codecs=vp8,opus"]);
  assert.equal(stage.machine.state, "recording");
  assert.match(stage.notes.at(-1) ?? "", /smaller picture/);
});

test("where no recorder can begin the next segment, the take pauses and nothing of it is lost", async () => {
  const stage = setUp();
  await begin(stage);
  made[0]?.recorder.dispatchEvent(new Event("error"));
  stage.taking.formats.recorder = () => {
    throw new Error("no encoder");
  };
  stage.taking.tick();
  await settled();
  assert.equal(stage.machine.state, "paused");
  assert.match(stage.notes.at(-1) ?? "", /Everything up to here is safe/);
});

test("a take kept from earlier begins paused, and what is added is its next segment", async () => {
  const stage = setUp();
  const kept = freshKept({ person: "p", title: "Pitch", purpose: PURPOSE });
  Object.assign(kept, { recorded_ms: 134_000, segments: [{ position: 0, mime_type: "video/mp4", video_ms: 134_000, audio_ms: 134_000 }] });
  await stage.taking.takeOver(kept);
  assert.deepEqual([stage.machine.state, stage.taking.ms], ["paused", 134_000]);
  await stage.taking.resume();
  assert.equal(stage.machine.state, "recording");
  assert.deepEqual(stage.recorder.handing.recording.kept.segments.map((/** @type {any} */ one) => one.position), [0, 1]);
});

test("at the hard cap the take ends by itself", async () => {
  const stage = setUp();
  await begin(stage);
  stage.recorder.most = -1;
  stage.taking.tick();
  await settled();
  assert.equal(stage.machine.state, "sending");
});

/**
 * A take whose segment ends, since its encoder gives nothing, and takes a while over its last chunk.
 * @param {ReturnType<typeof setUp>} stage
 */
async function ending(stage) {
  await begin(stage);
  const recorder = made[0]?.recorder;
  assert.ok(recorder);
  recorder.stop = () => void (recorder.state = "inactive");
  recorder.dispatchEvent(new Event("error"));
  stage.taking.tick();
  return () => FakeRecorder.prototype.stop.call(recorder);
}

test("stopped while a segment is still ending, the take is sent with the end of it", async () => {
  const stage = setUp();
  const handOver = await ending(stage);
  let sent = 0;
  stage.recorder.handing.send = async () => void (sent += 1);
  const stopped = stage.taking.stop();
  await settled();
  assert.equal(sent, 0, "the last chunk is not here yet");
  handOver();
  await stopped;
  await settled();
  assert.deepEqual([sent, made.length, stage.machine.state], [1, 1, "sending"]);
});

test("gone on while a segment is still ending, its last chunk stays its own", async () => {
  const stage = setUp();
  const handOver = await ending(stage);
  stage.taking.pause();
  const resumed = stage.taking.resume();
  await settled();
  assert.equal(made.length, 1, "the next segment waits");
  handOver();
  await resumed;
  await settled();
  const { recording } = stage.recorder.handing;
  assert.deepEqual([stage.machine.state, made.length], ["recording", 2]);
  const places = await (await stage.recorder.spool).places(recording.kept.id);
  assert.deepEqual([...new Set(places.map((/** @type {any} */ place) => place.segment))], [0]);
});

test("stopped while going on waits for the end of a segment, nothing is recorded after the stop", async () => {
  const stage = setUp();
  const handOver = await ending(stage);
  stage.taking.pause();
  const resumed = stage.taking.resume();
  const stopped = stage.taking.stop();
  handOver();
  await Promise.all([resumed, stopped]);
  await settled();
  assert.deepEqual([stage.machine.state, made.length], ["sending", 1]);
});

test("given up while this device makes room for the take, nothing is recorded and nothing is kept", async () => {
  const stage = setUp();
  let makeRoom = (/** @type {any} */ _spool) => {};
  stage.recorder.spool = new Promise((resolve) => (makeRoom = resolve));
  /** @type {any[]} */
  const thrown = [];
  stage.recorder.handing.throwAway = async (/** @type {any} */ one) => void thrown.push(one);
  const { begun } = await countedDown(stage);
  assert.equal(stage.machine.state, "countdown");
  stage.machine.send("cancel");
  makeRoom(new MemorySpool());
  await begun;
  assert.deepEqual([stage.machine.state, made.length, thrown.length], ["ready", 0, 1]);
  assert.equal(stage.taking.ms, 0);
});
