// @ts-check
import assert from "node:assert/strict";
import test from "node:test";
import { Machine, warnsOnLeaving } from "freethrow/recorder/machine.mjs";

/** @param {...import("freethrow/recorder/machine.mjs").Event} events */
function after(...events) {
  const machine = new Machine();
  for (const event of events) machine.send(event);
  return machine;
}

test("a take goes from permission to sent", () => {
  /** @type {string[]} */
  const seen = [];
  const machine = new Machine((state) => seen.push(state));
  for (const event of /** @type {const} */ (["granted", "record", "zero", "pause", "resume", "stop", "stopped", "sent"])) machine.send(event);
  assert.deepEqual(seen, ["ready", "countdown", "recording", "paused", "recording", "stopping", "sending", "done"]);
});

test("a second click on stop, or a pause after it, changes nothing", () => {
  const machine = after("granted", "record", "zero", "stop");
  assert.equal(machine.send("stop"), false);
  assert.equal(machine.send("pause"), false);
  assert.equal(machine.state, "stopping");
});

test("losing the camera pauses, and restarting counts down again", () => {
  assert.equal(after("granted", "record", "zero", "interrupted").state, "paused");
  assert.equal(after("granted", "record", "zero", "restart").state, "countdown");
});

test("another take can begin while the last one is still being sent", () => {
  assert.equal(after("granted", "record", "zero", "stop", "stopped", "another").state, "ready");
});

test("a file can be sent without any camera", () => {
  assert.equal(after("refused", "import").state, "sending");
});

test("leaving is held up while recording and while something is nowhere safe", () => {
  assert.equal(warnsOnLeaving("recording", true), true);
  assert.equal(warnsOnLeaving("sending", true), false);
  assert.equal(warnsOnLeaving("sending", false), true);
});

test("while a prompt plays the recorder rests, and it can still be stopped or restarted", () => {
  assert.equal(after("granted", "record", "prompt").state, "prompted");
  assert.equal(after("granted", "record", "prompt", "go", "prompt", "go").state, "recording");
  assert.equal(after("granted", "record", "prompt", "pause").state, "prompted");
  assert.equal(after("granted", "record", "prompt", "restart").state, "countdown");
  assert.equal(after("granted", "record", "zero", "prompt", "stop").state, "stopping");
});
