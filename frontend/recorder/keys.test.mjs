// @ts-check
import assert from "node:assert/strict";
import test from "node:test";
import { actOf } from "freethrow/recorder/keys.mjs";
import { Machine } from "freethrow/recorder/machine.mjs";

/** @param {import("freethrow/recorder/machine.mjs").State} state */
function keysIn(state) {
  const machine = Object.assign(new Machine(), { state });
  return [" ", "Escape", "r"].map((key) => actOf(key, machine));
}

test("space pauses and goes on, escape cancels or stops, R records or starts over", () => {
  assert.deepEqual(keysIn("ready"), [null, null, "record"]);
  assert.deepEqual(keysIn("countdown"), [null, "cancel", null]);
  assert.deepEqual(keysIn("recording"), ["pause", "stop", "restart"]);
  assert.deepEqual(keysIn("paused"), ["resume", "stop", "restart"]);
  assert.deepEqual(keysIn("prompted"), [null, "stop", "restart"]);
});

test("while a take is being sent no key does anything", () => {
  for (const state of /** @type {const} */ (["asking", "blocked", "stopping", "sending", "done"])) {
    assert.deepEqual(keysIn(state), [null, null, null]);
  }
});
