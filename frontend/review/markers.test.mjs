// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { changeOf, Markers, newId } from "freethrow/review/markers.mjs";

const marker = (/** @type {string} */ id, /** @type {number} */ at_ms, kind = "note", criterion_id = /** @type {string | null} */ (null)) => ({ id, at_ms, until_ms: null, kind, criterion_id, text: "" });

test("markers stand in the order of the timeline, whenever they were made", () => {
  const markers = new Markers([marker("b", 900), marker("a", 100)]);
  markers.put(marker("c", 500));
  assert.deepEqual(markers.all.map((each) => each.id), ["a", "c", "b"]);
});

test("putting one again changes it instead of adding another", () => {
  const markers = new Markers([marker("a", 100)]);
  markers.put(marker("a", 700));
  assert.deepEqual(markers.all.map((each) => each.at_ms), [700]);
});

test("the next and the previous are seen from the open one, else from the moment", () => {
  const markers = new Markers([marker("a", 100), marker("b", 500), marker("c", 900)]);
  assert.equal(markers.beside(1, "a", 0)?.id, "b");
  assert.equal(markers.beside(-1, "a", 0), null);
  assert.equal(markers.beside(1, null, 600)?.id, "c");
  assert.equal(markers.beside(-1, null, 600)?.id, "b");
});

test("evidence is by criterion, and asks are told apart from tells", () => {
  const markers = new Markers([marker("a", 1, "ask", "pain"), marker("b", 2, "try"), marker("c", 3, "try", "pain")]);
  assert.deepEqual(markers.evidence("pain").map((each) => each.id), ["a", "c"]);
  assert.deepEqual(markers.balance, { asks: 1, tells: 2 });
});

test("ids are the browser's own, so that sending twice is harmless", () => {
  const id = newId();
  assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.notEqual(id, newId());
  assert.deepEqual(changeOf(marker(id, 5)), { method: "PUT", path: `/review/markers/${id}`, body: { at_ms: 5, until_ms: null, kind: "note", criterion_id: null, text: "" } });
});
