// @ts-check
import assert from "node:assert/strict";
import test from "node:test";
import { acquire, browserOf, goneWords, listed } from "freethrow/recorder/devices.mjs";
import { explain, systemOf } from "freethrow/recorder/explaining.mjs";

/** @typedef {import("freethrow/recorder/explaining.mjs").Facts} Facts */

const AGENTS = {
  chromium: "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/150.0 Safari/537.36",
  edge: "Mozilla/5.0 (Windows NT 10.0; Win64) AppleWebKit/537.36 Chrome/150.0 Safari/537.36 Edg/150.0",
  firefox: "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
  "firefox-phone": "Mozilla/5.0 (Android 16; Mobile; rv:150.0) Gecko/150.0 Firefox/150.0",
  safari: "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/18.0 Safari/605.1.15",
  "safari-phone": "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile/15E148 Safari/604.1",
  "iphone-other": "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) CriOS/150.0 Mobile/15E148 Safari/604.1",
  "chromium-phone": "Mozilla/5.0 (Linux; Android 16) AppleWebKit/537.36 Chrome/150.0 Mobile Safari/537.36",
};
const BOTH = { camera: /** @type {const} */ ("denied"), microphone: /** @type {const} */ ("denied") };

/** @param {Partial<Facts>} more */
const refusal = (more) => explain({ name: "NotAllowedError", agent: AGENTS.chromium, allowed: BOTH, ...more });
/** @param {Partial<Facts>} more */
const other = (more) => explain({ name: "NotFoundError", agent: AGENTS.chromium, ...more });

test("every browser is told apart, and each gets steps of its own", () => {
  const steps = new Set();
  for (const [name, agent] of Object.entries(AGENTS)) {
    assert.equal(browserOf(agent), name);
    steps.add(refusal({ agent }).steps);
  }
  assert.equal(steps.size, Object.keys(AGENTS).length);
});

test("a refusal names what was refused: the camera, the microphone, or both", () => {
  assert.match(refusal({}).title, /your camera and microphone/);
  assert.match(refusal({ allowed: {} }).title, /your camera and microphone/);
  const camera = refusal({ allowed: { camera: "denied", microphone: "prompt" } });
  assert.match(camera.title, /use your camera\./);
  assert.equal(camera.sound, true);
  const microphone = refusal({ allowed: { camera: "granted", microphone: "denied" } });
  assert.match(microphone.title, /use your microphone\./);
  assert.equal(microphone.sound, false);
  assert.match(refusal({ mode: "audio" }).title, /use your microphone\./);
});

test("a question that was closed is no refusal", () => {
  const closed = refusal({ message: "Permission dismissed", allowed: { camera: "prompt", microphone: "prompt" } });
  assert.match(closed.title, /was closed/);
  assert.match(closed.steps, /Try again/);
});

test("a block by the system is told apart from one by the browser, for each system", () => {
  const granted = { camera: /** @type {const} */ ("granted"), microphone: /** @type {const} */ ("granted") };
  assert.match(refusal({ allowed: granted, agent: AGENTS.safari }).steps, /System Settings/);
  assert.match(refusal({ message: "Permission denied by system", agent: AGENTS.edge }).steps, /desktop apps/);
  assert.match(refusal({ allowed: granted, agent: AGENTS["chromium-phone"] }).steps, /“Apps”/);
  assert.match(refusal({ allowed: granted, agent: AGENTS["safari-phone"] }).steps, /Settings app/);
  assert.equal(systemOf(AGENTS.firefox), "other");
});

test("what is missing is named, and sound alone is offered where it would work", () => {
  assert.match(other({ there: { camera: false, microphone: false } }).title, /no camera and no microphone/);
  assert.match(other({ there: { camera: true, microphone: false } }).title, /no microphone/);
  assert.match(other({ there: { camera: false, microphone: false }, mode: "audio" }).title, /^We found no microphone/);
  const camera = other({ there: { camera: false, microphone: true } });
  assert.deepEqual([camera.title, camera.sound], ["We found no camera.", true]);
});

test("a device that another program uses is named where the browser tells", () => {
  assert.match(other({ name: "NotReadableError", message: "Could not start video source" }).title, /using your camera\.$/);
  assert.match(other({ name: "NotReadableError", message: "Could not start audio source" }).title, /using your microphone\.$/);
  assert.match(other({ name: "AbortError" }).title, /camera or microphone/);
});

test("a screen that wasn't chosen is told apart from one the system hides", () => {
  assert.equal(other({ name: "NotShared", message: "Permission denied", mode: "screen" }).title, "No screen was chosen.");
  const hidden = other({ name: "NotShared", message: "Permission denied by system", agent: AGENTS.safari });
  assert.match(hidden.steps, /Screen & System Audio Recording/);
});

test("what nobody foresaw still says what to do", () => {
  assert.match(other({ name: "", mode: "audio" }).title, /^The microphone didn’t start/);
  assert.ok(other({ name: "TypeError" }).steps);
});

test("a picker offers the default and what is there, not the browser's stand-ins", () => {
  const one = { kind: /** @type {const} */ ("audioinput"), deviceId: "a", label: "Headset" };
  const devices = [{ ...one, deviceId: "default" }, { ...one, deviceId: "communications" }, one, { ...one, deviceId: "b", label: "" }];
  assert.deepEqual(listed(devices, "microphone").map(({ value, words }) => [value, words]), [
    ["", "This device’s default"], ["a", "Headset"], ["b", "Microphone 2"],
  ]);
  assert.equal(listed(devices, "camera").length, 1);
});

test("what was used last and is gone is named", () => {
  assert.equal(goneWords([]), "");
  assert.match(goneWords(["camera"]), /^The camera you used last isn’t here.*Plug it in/);
  assert.match(goneWords(["camera", "microphone"]), /aren’t here.*Plug them in/);
});

/** @param {(wanted: any) => string | null} refuse  the name of the error, or null when it opens */
const browser = (refuse) => {
  /** @type {any[]} */
  const asked = [];
  const getUserMedia = async (/** @type {any} */ wanted) => {
    asked.push([wanted.video?.deviceId?.exact ?? (wanted.video ? "any" : "none"), wanted.audio?.deviceId?.exact ?? "any"]);
    const name = refuse(wanted);
    if (name) throw Object.assign(new Error(), { name });
    return /** @type {any} */ ({ wanted });
  };
  return { asked, getUserMedia };
};

test("a chosen camera that is gone gives way to the default, and the chosen microphone stays", async () => {
  const devices = browser((wanted) => (wanted.video?.deviceId ? "OverconstrainedError" : null));
  await acquire({ camera: "gone", microphone: "mine" }, devices);
  assert.deepEqual(devices.asked, [["gone", "mine"], ["any", "mine"]]);
});

test("where both chosen devices are gone the defaults are used; a refusal is never asked again", async () => {
  const gone = browser((wanted) => (wanted.video?.deviceId || wanted.audio?.deviceId ? "OverconstrainedError" : null));
  await acquire({ camera: "x", microphone: "y" }, gone);
  assert.deepEqual(gone.asked.at(-1), ["any", "any"]);
  const refusing = browser(() => "NotAllowedError");
  await assert.rejects(acquire({ camera: "x", microphone: "y" }, refusing));
  assert.equal(refusing.asked.length, 1);
});

test("sound alone asks for no camera; without a camera sound is recorded alone", async () => {
  const sound = browser(() => null);
  await acquire({ camera: "x", microphone: "" }, sound, "audio");
  assert.deepEqual(sound.asked, [["none", "any"]]);
  const blind = browser((wanted) => (wanted.video ? "NotFoundError" : null));
  await acquire({ camera: "", microphone: "" }, blind);
  assert.deepEqual(blind.asked, [["any", "any"], ["none", "any"]]);
});
