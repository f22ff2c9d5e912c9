// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { Lease, nextMove } from "freethrow/player/address.mjs";

const MINUTE = 60_000;
const old = new Lease(0, 900);
const fresh = new Lease(10 * MINUTE, 900);
const facts = { held: old, hand: old, playing: false, rest: 5 * MINUTE, broken: false, better: false, other: false, urgent: false, awake: true };

/**
 * @param {Partial<import("freethrow/player/address.mjs").Facts>} given
 * @param {number} minutes
 */
const move = (given, minutes) => nextMove({ ...facts, ...given }, minutes * MINUTE);

test("a resting video gets a new address well before the old one ends, if somebody is there", () => {
  assert.equal(move({}, 5), "wait");
  assert.equal(move({}, 10), "ask");
  assert.equal(move({ awake: false }, 10), "wait");
  assert.equal(move({ hand: fresh }, 11), "swap");
});

test("a playing video is left alone as long as its address lasts to the end", () => {
  const playing = { playing: true };
  assert.equal(move(playing, 9.4), "wait");
  assert.equal(move({ ...playing, rest: 8 * MINUTE }, 10), "ask", "it ends too soon");
  assert.equal(move({ ...playing, rest: 8 * MINUTE, hand: fresh }, 10), "wait", "not yet");
  assert.equal(move({ ...playing, rest: 4 * MINUTE, hand: fresh }, 14.7), "swap", "now or never");
});

test("pressing play changes the address first, when it would not last", () => {
  const pressed = { playing: true, urgent: true, rest: 8 * MINUTE };
  assert.equal(move(pressed, 1), "wait");
  assert.equal(move(pressed, 10), "ask");
  assert.equal(move({ ...pressed, hand: fresh }, 10), "swap");
});

test("what is better waits for a pause, what the person chose does not", () => {
  assert.equal(move({ better: true, playing: true }, 1), "wait");
  assert.equal(move({ better: true }, 1), "swap");
  assert.equal(move({ better: true, playing: true, urgent: true }, 1), "wait", "an address was urgent, not this");
  assert.equal(move({ other: true, playing: true }, 1), "wait");
  assert.equal(move({ other: true }, 1), "swap");
  assert.equal(move({ other: true, playing: true, urgent: true }, 1), "swap");
  assert.equal(move({ other: true }, 16), "ask", "not with an address that is over");
  assert.equal(move({ better: true }, 16), "ask");
});

test("a broken video takes the newest address, and never the same one again", () => {
  assert.equal(move({ broken: true, playing: true }, 1), "ask");
  assert.equal(move({ broken: true, playing: true, hand: fresh }, 11), "swap");
  assert.equal(move({ broken: true, hand: fresh }, 26), "ask", "that one is over as well");
});
