// @ts-check
import assert from "node:assert/strict";
import test, { after } from "node:test";
import { openSpool } from "freethrow/recorder/spool.mjs";

// Node ends when nothing but the limit of a signal is left to wait for; a browser stays.
const staying = setInterval(() => {}, 1000);
after(() => clearInterval(staying));

/** What a page that opens the spool has asked of its browser. @type {any[]} */
let asked = [];

/** @param {{ queue?: Promise<void> }} [more]  what the lock waits for */
function browser({ queue = Promise.resolve() } = {}) {
  asked = [];
  const indexedDB = { open: () => asked[asked.push({}) - 1] };
  const locks = {
    /** @param {string} _name @param {{ signal?: AbortSignal }} options @param {() => unknown} does */
    request: (_name, { signal }, does) =>
      new Promise((resolve, reject) => {
        signal?.addEventListener("abort", () => reject(signal.reason));
        void queue.then(() => signal?.aborted || resolve(does()));
      }),
  };
  Object.assign(globalThis, { indexedDB });
  Object.defineProperty(globalThis, "navigator", { value: { userAgent: "Firefox", locks }, configurable: true });
}

/** A database that tells whether it was closed. */
const database = () => ({ closed: false, close() { this.closed = true; } });
const turn = () => new Promise((resolve) => setImmediate(resolve));

test("a device that answers gives the spool that lasts", async () => {
  browser();
  const opening = openSpool(1000);
  await turn();
  asked[0].result = database();
  asked[0].onsuccess();
  assert.equal((await opening).lasting, true);
});

test("a device that never answers keeps nobody waiting, and what opens late is closed", async () => {
  browser();
  assert.equal((await openSpool(5)).lasting, false);
  const late = database();
  asked[0].result = late;
  asked[0].onsuccess();
  assert.equal(late.closed, true);
});

test("behind a page that never finishes opening it, the spool is given up without being asked for", async () => {
  browser({ queue: new Promise(() => {}) });
  assert.equal((await openSpool(5)).lasting, false);
  assert.deepEqual(asked, []);
});

test("without a time the spool is waited for as long as it takes", async () => {
  browser();
  const opening = openSpool();
  const first = await Promise.race([opening, new Promise((resolve) => setTimeout(resolve, 30, "waiting"))]);
  assert.equal(first, "waiting");
  asked[0].result = database();
  asked[0].onsuccess();
  assert.equal((await opening).lasting, true);
});

test("a browser that refuses leaves memory", async () => {
  browser();
  const opening = openSpool();
  await turn();
  asked[0].error = new Error("SecurityError");
  asked[0].onerror();
  assert.equal((await opening).lasting, false);
});
