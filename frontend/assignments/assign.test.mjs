// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";

/** As much of an element as a form with a field needs. */
class Box extends EventTarget {
  /** @type {Record<string, string>} */
  dataset = { people: "/people" };
  value = "";
  /** @type {any[]} */
  children = [];
  /** @type {Record<string, string>} */
  attributes = {};

  /** @param {any[]} more */
  replaceChildren(...more) {
    this.children = more;
  }

  append() {}

  /**
   * @param {string} name
   * @param {string} value
   */
  setAttribute(name, value) {
    this.attributes[name] = value;
  }

  removeAttribute() {}

  /** @param {string} what */
  querySelector(what) {
    return parts[what] ?? null;
  }
}

const [form, reviewer, reviewers] = [new Box(), new Box(), new Box()];
/** @type {Record<string, Box>} */
const parts = { form, "[data-reviewer]": reviewer, "#reviewers": reviewers, "[data-summary]": new Box() };
const asked = /** @type {((names: string[]) => void)[]} */ ([]);
const defined = /** @type {Record<string, any>} */ ({});
Object.assign(globalThis, {
  HTMLElement: Box,
  FormData: class extends Map {
    /** @param {Box} _form */
    constructor(_form) {
      super();
    }
  },
  window: globalThis,
  document: { createElement: () => new Box(), querySelector: () => null },
  customElements: { define: (/** @type {string} */ name, /** @type {any} */ made) => (defined[name] = made) },
  fetch: (/** @type {string} */ url) =>
    new Promise((answer) => {
      const told = (/** @type {string[]} */ names) => answer(Response.json({ people: names.map((name) => ({ name, email: name })) }));
      if (url.startsWith("/people")) asked.push(told);
    }),
});
await import("freethrow/assignments/assign.mjs");

const settled = () => new Promise((done) => setImmediate(done));

test("reviewers are offered for what was typed last, whichever answer comes first", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const assign = new defined["ft-assign"]();
  assign.connectedCallback();
  for (const typed of ["a", "am"]) {
    reviewer.value = typed;
    form.dispatchEvent(Object.defineProperty(new Event("input"), "target", { value: reviewer }));
    t.mock.timers.tick(250);
  }
  asked[1]?.(["Amy"]);
  await settled();
  asked[0]?.(["Zara"]);
  await settled();
  assert.deepEqual(reviewers.children.map((one) => one.attributes.value), ["Amy <Amy>"]);
});
