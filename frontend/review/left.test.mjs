// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { Left } from "freethrow/review/left.mjs";

/** Two windows' shelves in one browser, and what the page shows of them. */
function room(criteria = /** @type {any} */ (undefined)) {
  const marker = (/** @type {string} */ text) => ({ key: "marker:m1", change: { method: "PUT", path: "/x", body: { text, at_ms: 1000, kind: "try" } }, seen: null, unsure: [] });
  const level = { key: "level:c1", change: { method: "PUT", path: "/x", body: { level: 4 } }, seen: null, unsure: [] };
  const kept = /** @type {Record<string, any>} */ ({ one: [marker("First."), level], two: [marker("Second.")], "two:words": { text: "Half a thou", at: 2000 } });
  const shelves = /** @type {any} */ ({
    read: (/** @type {string} */ name) => kept[name] ?? null,
    write: (/** @type {string} */ name, /** @type {any} */ value) => (value ? (kept[name] = value) : delete kept[name]),
  });
  const page = { texts: /** @type {string[]} */ ([]), discard: /** @type {(at: number) => void} */ (() => {}) };
  const left = new Left(shelves, {
    sentence: "Gone.",
    criteria,
    show: ({ refusals = [] }, { discard }) => {
      page.texts = refusals.map(({ change }) => change.body.text ?? change.body.level);
      page.discard = (at) => discard(refusals[at]?.key ?? "");
    },
  });
  left.take("one");
  left.take("two");
  return { kept, page };
}

test("words of all windows stand on the page; a level without its criterion says nothing", () => {
  assert.deepEqual(room().page.texts, ["First.", "Second.", "Half a thou"]);
  assert.deepEqual(room([{ id: "c1", title: "Opening" }]).page.texts, ["First.", 4, "Second.", "Half a thou"]);
});

test("what is discarded is gone from this browser, and nothing else", () => {
  const { kept, page } = room();
  page.discard(0);
  assert.deepEqual([page.texts, Object.keys(kept)], [["Second.", "Half a thou"], ["two", "two:words"]], "the same comment of another window stays");
  page.discard(1);
  assert.deepEqual([page.texts, Object.keys(kept)], [["Second."], ["two"]]);
  page.discard(0);
  assert.deepEqual([page.texts, Object.keys(kept)], [[], []]);
});

test("in a room that is known, discarding one thing leaves the others to the next visit", () => {
  const { kept, page } = room([]);
  page.discard(0);
  assert.deepEqual(kept.one.map((/** @type {any} */ each) => each.key), ["level:c1"]);
});
