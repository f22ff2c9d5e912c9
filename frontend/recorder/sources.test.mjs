// @ts-check
import assert from "node:assert/strict";
import test from "node:test";
import { FakeTrack } from "freethrow/recorder/fakes.test.mjs";
import { NotShared, Source, modesHere, openSource } from "freethrow/recorder/sources.mjs";

/** @param {FakeTrack[]} tracks @returns {MediaStream} */
function streamOf(...tracks) {
  const ofKind = (/** @type {string} */ kind) => tracks.filter((track) => track.kind === kind);
  return /** @type {any} */ ({ getTracks: () => tracks, getVideoTracks: () => ofKind("video"), getAudioTracks: () => ofKind("audio") });
}

const nothing = { camera: "", microphone: "" };

test("a phone, which can't share its screen, isn't offered it", () => {
  const devices = { getUserMedia: async () => streamOf() };
  assert.deepEqual(modesHere(devices), ["camera", "audio"]);
  assert.deepEqual(modesHere({ ...devices, getDisplayMedia: async () => streamOf() }), ["camera", "audio", "screen"]);
});

test("audio only never touches the camera", async () => {
  /** @type {any[]} */
  const asked = [];
  const getUserMedia = async (/** @type {any} */ wanted) => {
    asked.push(wanted);
    return streamOf(new FakeTrack("audio"));
  };
  const source = await openSource("audio", nothing, { getUserMedia });
  assert.equal(asked[0].video, undefined);
  assert.deepEqual(source.inputs.map(({ what }) => what), ["microphone"]);
});

test("closing the browser's question about what to share is told apart from a refused camera", async () => {
  const devices = { getUserMedia: async () => streamOf(), getDisplayMedia: () => Promise.reject(new Error("NotAllowedError")) };
  await assert.rejects(openSource("screen", nothing, devices), NotShared);
});

test("a refused camera ends the sharing that came before it", async () => {
  const shared = [new FakeTrack("video"), new FakeTrack("audio")];
  const devices = { getDisplayMedia: async () => streamOf(...shared), getUserMedia: () => Promise.reject(new Error("refused")) };
  await assert.rejects(openSource("screen", nothing, devices), /refused/);
  assert.deepEqual(shared.map(({ readyState }) => readyState), ["ended", "ended"]);
});

test("a track that ended without a word is missed", () => {
  const [camera, microphone] = [new FakeTrack("video"), new FakeTrack("audio")];
  const source = new Source("camera", streamOf(camera, microphone));
  assert.equal(source.isAlive, true);
  microphone.stop();
  assert.equal(source.missing, "microphone");
});

test("when the sharing ends, camera and microphone are still there to go on with", () => {
  const [screen, camera, microphone] = [new FakeTrack("video"), new FakeTrack("video"), new FakeTrack("audio")];
  const inputs = [{ track: /** @type {any} */ (screen), what: /** @type {const} */ ("screen") }];
  const source = new Source("screen", streamOf(new FakeTrack("video")), { voice: streamOf(camera, microphone), inputs });
  screen.stop();
  assert.equal(source.missing, "screen");
  const next = source.withoutScreen();
  assert.deepEqual([next.mode, next.isAlive, next.stream], ["camera", true, source.voice]);
});
