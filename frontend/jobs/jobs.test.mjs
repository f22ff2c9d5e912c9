// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";

/** A part of the page: `html` is all of it that counts. */
class Part extends EventTarget {
  /** @type {Record<string, string>} */
  dataset = {};
  isConnected = true;
  id = "failed";
  innerHTML = "";
  /** @type {Part | null} */
  stead = null;

  querySelector() {
    return null;
  }

  contains() {
    return false;
  }

  getAttribute() {
    return null;
  }

  /** @param {Part} other */
  replaceWith(other) {
    this.stead = other;
  }
}

/** A page with one part, and another version of it on the server. */
const page = {
  visibilityState: "visible",
  activeElement: null,
  asks: false,
  part: new Part(),
  fresh: Object.assign(new Part(), { innerHTML: "another job failed" }),
  getElementById: () => page.part,
  querySelector: (/** @type {string} */ what) => (what === "dialog:modal" && page.asks ? new Part() : null),
  createElement: () => ({ content: { querySelectorAll: () => [page.fresh] } }),
};
const defined = /** @type {(new () => Part & { connectedCallback: () => void })[]} */ ([]);
Object.assign(globalThis, {
  document: page,
  HTMLElement: Part,
  customElements: { define: (/** @type {string} */ _, /** @type {any} */ made) => defined.push(made) },
  fetch: async () => new Response("<section>"),
});
await import("freethrow/jobs/jobs.mjs");

test("nothing is replaced behind a question; afterwards it is", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const look = async () => {
    t.mock.timers.tick(10_000);
    for (let turns = 0; turns < 5; turns++) await new Promise((done) => setImmediate(done));
  };
  const jobs = new /** @type {typeof defined[0]} */ (defined[0])();
  jobs.connectedCallback();
  page.asks = true;
  await look();
  assert.equal(page.part.stead, null);
  page.asks = false;
  await look();
  assert.equal(page.part.stead, page.fresh);
});
