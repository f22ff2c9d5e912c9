// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { Shelves } from "freethrow/review/shelf.mjs";

/** A browser's storage: its keys are its own properties. */
class Stored {
  /** @param {string} key */
  getItem(key) {
    return /** @type {any} */ (this)[key] ?? null;
  }
  /** @param {string} key @param {string} value */
  setItem(key, value) {
    /** @type {any} */ (this)[key] = value;
  }
  /** @param {string} key */
  removeItem(key) {
    delete (/** @type {any} */ (this)[key]);
  }
}

/** Locks as browsers have them: one holder a name, the others wait until it is gone. */
function locks() {
  const held = /** @type {Map<string, Promise<any>>} */ (new Map());
  return {
    request: (/** @type {string} */ name, /** @type {() => any} */ run) => {
      const mine = (held.get(name) ?? Promise.resolve()).then(run);
      held.set(name, mine);
      return mine;
    },
  };
}

const storage = () => /** @type {any} */ (new Stored());
const turn = () => new Promise((resolve) => setImmediate(resolve));

test("what a window left behind is taken over by the next one", async () => {
  const store = storage();
  const gone = new Shelves("review:p:s", store, locks());
  gone.write(gone.own, [1]);
  gone.write(`${gone.own}:words`, { text: "Half a" });
  const next = new Shelves("review:p:s", store, locks());
  const taken = /** @type {string[]} */ ([]);
  next.inherit((name) => taken.push(name));
  await turn();
  assert.deepEqual(taken, [gone.own]);
  assert.deepEqual(next.read(gone.own), [1]);
});

test("what a living window keeps stays its own", async () => {
  const [store, shared] = [storage(), locks()];
  const alive = new Shelves("review:p:s", store, shared);
  alive.write(alive.own, [1]);
  const other = new Shelves("review:p:s", store, shared);
  const taken = /** @type {string[]} */ ([]);
  other.inherit((name) => taken.push(name));
  await turn();
  assert.deepEqual(taken, []);
});

test("other reviews and other people are left alone, and a spoiled shelf is empty", () => {
  const store = storage();
  store.setItem("review:p:t:1", "[1]");
  store.setItem("review:q:s:1", "[1]");
  store.setItem("review:p:s:1", "{not json");
  const mine = new Shelves("review:p:s", store, locks());
  assert.deepEqual(mine.others(), ["review:p:s:1"]);
  assert.equal(mine.read("review:p:s:1"), null);
});

test("without storage nothing fails", () => {
  const mine = new Shelves("review:p:s", null, undefined);
  mine.write(mine.own, [1]);
  assert.deepEqual([mine.others(), mine.read(mine.own)], [[], null]);
});
