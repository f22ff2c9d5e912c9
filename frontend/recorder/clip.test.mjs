// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { Making } from "freethrow/recorder/clip-making.mjs";

/** An element whose parts are all of them the same. */
class Box extends EventTarget {
  /** @type {Record<string, string>} */
  dataset = {};
  /** @type {Box[]} */
  children = [];
  isConnected = true;

  querySelector() {
    return new Box();
  }

  querySelectorAll() {
    return [];
  }

  focus() {}
}

const some = () => {};
Object.assign(globalThis, {
  HTMLElement: Box,
  customElements: { define: some },
  document: Object.assign(new EventTarget(), { querySelectorAll: () => [] }),
  window: globalThis,
  isSecureContext: true,
  MediaRecorder: some,
});
Object.defineProperty(globalThis, "navigator", { value: { mediaDevices: { getUserMedia: some } }, configurable: true });
const { Clip } = await import("freethrow/recorder/clip.mjs");

const settled = () => new Promise((done) => setTimeout(done));

/**
 * A clip that waits for the microphone, and the microphone.
 * @param {import("node:test").TestContext} t
 */
function asking(t) {
  const made = { dropped: 0, stream: { getVideoTracks: () => [] }, ms: 0, loudness: 0, drop: async () => void made.dropped++ };
  /** @type {(making: any) => void} */
  let allow = some;
  t.mock.method(Making, "begin", () => new Promise((done) => (allow = done)));
  const clip = /** @type {any} */ (new Clip());
  clip.acts.audio();
  assert.equal(clip.state, "asking");
  const allowed = async () => {
    await settled(); // a person takes their time
    allow(made);
    await settled();
  };
  return { clip, made, allowed };
}

test("an element that was removed while the browser asked lets go of the microphone", async (t) => {
  const { clip, made, allowed } = asking(t);
  clip.isConnected = false;
  clip.disconnectedCallback();
  await allowed();
  assert.deepEqual([made.dropped, clip.state], [1, "empty"]);
});

test("an element that was only moved meanwhile records", async (t) => {
  const { clip, made, allowed } = asking(t);
  clip.disconnectedCallback();
  await allowed();
  assert.deepEqual([made.dropped, clip.state], [0, "recording"]);
  clip.acts.cancel();
});
