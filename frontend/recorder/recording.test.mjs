// @ts-check
import assert from "node:assert/strict";
import test from "node:test";
import { Capture } from "freethrow/recorder/capture.mjs";
import { FakeRecorder } from "freethrow/recorder/fakes.test.mjs";
import { Recording, freshKept } from "freethrow/recorder/recording.mjs";
import { MemorySpool } from "freethrow/recorder/spool.mjs";

const PURPOSE = { scenario: "s", target: null, kind: /** @type {const} */ ("camera") };

/** A server in memory; refuses to answer while `down`. */
class FakeServer {
  down = false;
  /** @type {Map<string, string>} */
  objects = new Map();
  /** @type {any} */
  manifest = null;

  /** @type {number | null} */
  begunAgo = null;

  /** @param {unknown} _purpose @param {string} _name @param {number} msAgo */
  async begin(_purpose, _name, msAgo) {
    this.begunAgo = msAgo;
    return { take: "t", recording: "r", take_url: "/takes/t" };
  }
  /** @param {string} _ @param {any} claim */
  async sign(_, claim) {
    return { url: `${claim.segment}/${claim.piece}`, headers: {}, stored: this.objects.has(`${claim.segment}/${claim.piece}`) };
  }
  /** @param {any} signed @param {ArrayBuffer} bytes */
  async put(signed, bytes) {
    this.objects.set(signed.url, new TextDecoder().decode(bytes));
  }
  /** @param {string} _ @param {any} manifest */
  async finish(_, manifest) {
    this.manifest = manifest;
    return { state: "finished", take_url: "/takes/t" };
  }
  async signedIn() {}
  /** @returns {import("freethrow/recorder/server.mjs").Server} */
  get real() {
    return /** @type {any} */ (this);
  }
}

/** @param {import("freethrow/recorder/spool.mjs").Spool} spool */
function setUp(spool = new MemorySpool()) {
  const server = new FakeServer();
  const recording = new Recording(freshKept({ person: "p", title: "Pitch", purpose: PURPOSE }), spool, server.real);
  return { server, recording, spool };
}

/** @param {Recording} recording @param {string[]} texts */
function record(recording, texts) {
  recording.open("video/webm");
  texts.forEach((text, at) => recording.add(new Blob([text]), 1000, { video_ms: (at + 1) * 1000, audio_ms: (at + 1) * 1000 }));
}

/** @param {() => boolean} there */
async function until(there) {
  while (!there()) await new Promise((resolve) => setTimeout(resolve, 2));
}

test("saved is what the device has stored, not what was recorded", async () => {
  const { recording, spool } = setUp();
  const add = spool.add.bind(spool);
  /** @type {() => void} */
  let store = () => {};
  spool.add = (...given) => new Promise((resolve) => (store = () => resolve(add(...given))));
  record(recording, ["a"]);
  await until(() => recording.kept.recorded_ms === 1000);
  assert.equal(recording.savedMs, 0);
  await until(() => (store(), recording.savedMs === 1000));
});

test("what the recorder made is what the store holds, cut into pieces", async () => {
  const { server, recording } = setUp();
  record(recording, ["a", "b", "c", "d", "e"]);
  await recording.close();
  assert.deepEqual(await recording.finish(), { state: "finished", take_url: "/takes/t" });
  assert.deepEqual([...server.objects].sort(), [["0/0", "abcd"], ["0/1", "e"]]);
  assert.equal(server.manifest.recorded_ms, 5000);
  assert.equal(server.manifest.segments[0].video_ms, 5000);
});

test("the server is told how long ago a recording began, and nothing of the device's clock", async () => {
  const { server, recording } = setUp();
  recording.kept.begun -= 3_600_000;
  record(recording, ["a"]);
  await recording.close();
  await recording.finish();
  assert.equal(Math.round((server.begunAgo ?? 0) / 60_000), 60);
});

test("two recorder sessions never share a byte stream", async () => {
  const { server, recording } = setUp();
  record(recording, ["a"]);
  await recording.close();
  record(recording, ["b"]);
  await recording.close();
  await recording.finish();
  assert.deepEqual([...server.objects].sort(), [["0/0", "a"], ["1/0", "b"]]);
});

test("the copy on the device goes only when the server has the finished recording", async () => {
  const { recording, spool } = setUp();
  record(recording, ["a"]);
  await recording.close();
  assert.equal((await spool.places(recording.kept.id)).length, 1);
  await recording.finish();
  assert.deepEqual(await spool.list("p"), []);
  assert.deepEqual(await spool.places(recording.kept.id), []);
});

test("it is told that the server has it before the copy on the device is cleared away", async () => {
  const { recording, spool } = setUp();
  assert.equal(await recording.isEmpty(), true);
  record(recording, ["a"]);
  await recording.close();
  assert.equal(await recording.isEmpty(), false);
  /** @type {Promise<unknown[]>[]} */
  const kept = [];
  await recording.finish(() => kept.push(spool.places(recording.kept.id)));
  assert.equal((await kept[0])?.length, 1);
  assert.deepEqual(await spool.places(recording.kept.id), []);
});

test("what is being read to watch it is whole although it is sent meanwhile", async () => {
  const { recording } = setUp();
  record(recording, ["a", "b", "c", "d", "e"]);
  await recording.close();
  record(recording, ["f"]);
  await recording.close();
  const reading = recording.blobs();
  await recording.finish();
  assert.deepEqual(await Promise.all((await reading).map((blob) => blob.text())), ["abcde", "f"]);
});

test("a page that died is taken up from the spool with the same pieces", async () => {
  const spool = new MemorySpool();
  const { recording, server } = setUp(spool);
  record(recording, ["a", "b", "c", "d", "e"]);
  await until(() => server.objects.size === 1);
  assert.deepEqual([...server.objects].sort(), [["0/0", "abcd"]]);
  const [kept] = await spool.list("p");
  assert.ok(kept);
  const again = new Recording(kept, spool, server.real);
  await again.resend();
  await again.finish();
  assert.deepEqual([...server.objects].sort(), [["0/0", "abcd"], ["0/1", "e"]]);
  assert.equal(server.manifest.recorded_ms, 5000);
});

test("another person on this device sees nothing of it", async () => {
  const { recording, spool } = setUp();
  record(recording, ["a"]);
  await recording.close();
  assert.deepEqual(await spool.list("somebody else"), []);
});

test("a device that is full keeps the rest in memory, says so, and loses nothing", async () => {
  class FullSpool extends MemorySpool {
    /** @override */
    lasting = true;
    room = 2;
    /** @override @param {string} id @param {any} place @param {ArrayBuffer} bytes */
    async add(id, place, bytes) {
      if (this.room-- <= 0) throw new Error("quota");
      await super.add(id, place, bytes);
    }
  }
  const { server, recording } = setUp(new FullSpool());
  record(recording, ["a", "b", "c", "d", "e"]);
  await recording.close();
  assert.equal(recording.spooled, false);
  assert.equal(await /** @type {Blob} */ ((await recording.blobs())[0]).text(), "abcde");
  await recording.finish();
  assert.deepEqual([...server.objects].sort().map(([, bytes]) => bytes), ["abcd", "e"]);
});

test("a lost camera ends the segment, and going on begins the next", async () => {
  const { recording, server } = setUp();
  const recorders = [new FakeRecorder(), new FakeRecorder()];
  const clock = { now: 0 };
  /** @type {string[]} */
  const lost = [];
  let made = 0;
  const capture = new Capture(
    recording,
    () => /** @type {FakeRecorder} */ (recorders[made++]).real,
    (what) => lost.push(what),
    () => clock.now,
  );
  const first = /** @type {FakeRecorder} */ (recorders[0]);
  capture.begin(first.stream);
  clock.now = 2000;
  first.tracks[0]?.dispatchEvent(new Event("ended"));
  await until(() => lost.length > 0);
  assert.deepEqual(lost, ["camera"]);
  clock.now = 9000;
  await capture.resume(/** @type {FakeRecorder} */ (recorders[1]).stream, [], () => true);
  clock.now = 10_000;
  await capture.end();
  assert.equal(capture.ms, 3000);
  await recording.finish();
  assert.deepEqual([...server.objects.keys()].sort(), ["0/0", "1/0"]);
});

test("a take is as long as before while its last piece is handed over", async () => {
  const { recording } = setUp();
  const [recorder, clock] = [new FakeRecorder(), { now: 0 }];
  const capture = new Capture(recording, () => recorder.real, () => {}, () => clock.now);
  capture.begin(recorder.stream);
  clock.now = 2000;
  const ended = capture.end();
  assert.equal(capture.ms, 2000);
  await ended;
  assert.equal(capture.ms, 2000);
});
