// @ts-check
import assert from "node:assert/strict";
import test from "node:test";
import { Awake } from "freethrow/recorder/awake.mjs";

function setUp() {
  const page = Object.assign(new EventTarget(), { visibilityState: "visible" });
  /** @type {{ released: boolean, release: () => Promise<void> }[]} */
  const locks = [];
  const request = async () => {
    const lock = { released: false, release: async () => void (lock.released = true) };
    locks.push(lock);
    return lock;
  };
  const awake = new Awake({ request }, page);
  const turn = async (/** @type {string} */ to) => {
    page.visibilityState = to;
    page.dispatchEvent(new Event("visibilitychange"));
    await new Promise((resolve) => setTimeout(resolve));
  };
  return { awake, locks, turn };
}

test("the screen stays on while wanted, asked for once", async () => {
  const { awake, locks } = setUp();
  await awake.want(true);
  await awake.want(true);
  assert.deepEqual(locks.map(({ released }) => released), [false]);
  await awake.want(false);
  assert.deepEqual(locks.map(({ released }) => released), [true]);
});

test("a page that was hidden loses its lock and asks again when it is back", async () => {
  const { awake, locks, turn } = setUp();
  await awake.want(true);
  /** @type {{ released: boolean }} */ (locks[0]).released = true; // the browser's doing
  await turn("hidden");
  assert.equal(locks.length, 1);
  await turn("visible");
  assert.deepEqual(locks.map(({ released }) => released), [true, false]);
});

test("nothing is asked for after the take", async () => {
  const { awake, locks, turn } = setUp();
  await awake.want(true);
  await awake.want(false);
  await turn("visible");
  assert.equal(locks.length, 1);
});
