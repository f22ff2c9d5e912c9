// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { MemorySpool } from "freethrow/recorder/spool.mjs";

/** As much of an element as a list of rows needs. */
class Box extends EventTarget {
  /** @type {(Box | string)[]} */
  children = [];
  /** @type {Record<string, string>} */
  dataset = {};
  hidden = true;
  textContent = "";

  get childElementCount() {
    return this.children.length;
  }

  /** @returns {string} all that it says */
  get words() {
    return this.textContent + this.children.map((one) => (one instanceof Box ? one.words : one)).join(" ");
  }

  /** @param {(Box | string)[]} more */
  append(...more) {
    this.children.push(...more);
  }

  setAttribute() {}
}

/** The locks of a browser whose other tabs are the test's. */
class Locks {
  /** @type {Map<string, Promise<void>>} */
  others = new Map();

  /**
   * @param {string} name
   * @param {object} _options
   * @param {() => any} run
   */
  async request(name, _options, run) {
    await this.others.get(name);
    return run();
  }

  async query() {
    return { held: [...this.others.keys()].map((name) => ({ name })) };
  }

  /** @param {string} id */
  hold(id) {
    const name = `freethrow-recording-${id}`;
    return new Promise((held) => this.others.set(name, new Promise((free) => held(() => (this.others.delete(name), free())))));
  }
}

const locks = new Locks();
const defined = /** @type {(new () => Box & { connectedCallback: () => void })[]} */ ([]);
Object.assign(globalThis, {
  HTMLElement: Box,
  customElements: { define: (/** @type {string} */ _, /** @type {any} */ made) => defined.push(made) },
  document: Object.assign(new EventTarget(), { createElement: () => new Box(), querySelectorAll: () => [] }),
  location: { search: "?kept=goes-on" },
});
Object.defineProperty(globalThis, "navigator", { value: { locks, userAgent: "" }, configurable: true });
await import("freethrow/recorder/kept.mjs");
await import("freethrow/recorder/kept-rows.mjs"); // so that a list of takes has not to wait for it

const settled = () => new Promise((done) => setTimeout(done, 20));

/**
 * The list, on a device that keeps these takes.
 * @param {import("node:test").TestContext} t
 * @param {string[]} ids
 */
async function listed(t, ...ids) {
  const kept = ids.map((id) => ({ id, title: id, recorded_ms: 5000, purpose: { kind: "camera" } }));
  t.mock.method(MemorySpool.prototype, "list", async () => kept);
  t.mock.method(MemorySpool.prototype, "places", async () => [{}]);
  const list = new /** @type {typeof defined[0]} */ (defined[0])();
  list.connectedCallback();
  await settled();
  return { list, kept };
}

test("what an earlier page left is shown, without what this one goes on with", async (t) => {
  const { list } = await listed(t, "left", "goes-on");
  assert.equal(list.children.length, 1);
  assert.match(list.words, /We kept your 0:05 take/);
  assert.equal(list.hidden, false);
});

test("a take is shown as soon as the tab that was busy with it is gone, as that left it", async (t) => {
  const free = await locks.hold("busy");
  const { list, kept } = await listed(t, "busy");
  assert.deepEqual([list.children.length, list.hidden], [0, true]);
  Object.assign(kept[0] ?? {}, { recorded_ms: 65_000 });
  free();
  await settled();
  assert.match(list.words, /We kept your 1:05 take/);
  assert.equal(list.hidden, false);
});

test("a take that the other tab sent is not shown", async (t) => {
  const free = await locks.hold("busy");
  const { list, kept } = await listed(t, "busy");
  kept.splice(0);
  free();
  await settled();
  assert.deepEqual([list.children.length, list.hidden], [0, true]);
});
