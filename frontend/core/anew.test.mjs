// @ts-check
import assert from "node:assert/strict";
import test from "node:test";
import { loadAnew } from "freethrow/core/anew.mjs";

test("a page is not loaded anew while a form of it is on its way", () => {
  let [sending, loaded] = [true, 0];
  Object.assign(globalThis, {
    document: { querySelector: (/** @type {string} */ what) => (sending && what === "form[data-sending]" ? {} : null) },
    location: { reload: () => (loaded += 1) },
  });
  assert.deepEqual([loadAnew(), loaded], [false, 0]);
  sending = false;
  assert.deepEqual([loadAnew(), loaded], [true, 1]);
});
