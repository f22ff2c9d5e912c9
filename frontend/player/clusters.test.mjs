// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { APART_PX, called, clustered, mostly, nextOf } from "freethrow/player/clusters.mjs";

/** @param {number} at_ms @param {string} kind */
const mark = (at_ms, kind = "try", text = "") => ({ id: `${at_ms}-${kind}`, at_ms, until_ms: null, kind, text });
const MINUTE = 60_000;

test("comments that lie apart keep a tick each, those on each other share one", () => {
  const groups = clustered([mark(30_000), mark(0), mark(500), mark(1_000)], MINUTE, 600);
  assert.deepEqual(groups.map((group) => group.map(({ at_ms }) => at_ms)), [[0, 500, 1_000], [30_000]]);
});

test("no two ticks lie nearer than a target is wide, and none is lost", () => {
  const marks = Array.from({ length: 500 }, (_, n) => mark((n * 7919) % 180_000));
  const groups = clustered(marks, 180_000, 800);
  const places = groups.map(([first]) => ((first?.at_ms ?? 0) / 180_000) * 800);
  for (const [n, place] of places.slice(1).entries()) assert.ok(place - (places[n] ?? 0) >= APART_PX);
  assert.equal(groups.flat().length, 500);
  assert.ok(groups.length <= 800 / APART_PX + 1);
});

test("a wider timeline parts what a narrow one joins", () => {
  const marks = [mark(0), mark(2_000)];
  assert.equal(clustered(marks, MINUTE, 300).length, 1);
  assert.equal(clustered(marks, MINUTE, 1_200).length, 2);
});

test("a cluster leads from one comment to the next and around", () => {
  const group = [mark(1), mark(2), mark(3)];
  assert.equal(nextOf(group, null)?.at_ms, 1);
  assert.equal(nextOf(group, group[0]?.id ?? "")?.at_ms, 2);
  assert.equal(nextOf(group, group[2]?.id ?? "")?.at_ms, 1);
  assert.equal(nextOf(group, "elsewhere")?.at_ms, 1);
});

test("a tick says its moment and words, a cluster how many of which kind", () => {
  assert.equal(called([mark(74_000, "ask", "What did you hear?")]), "1:14 ask: What did you hear?");
  const group = [mark(54_000, "ask"), mark(55_000, "try"), mark(62_000, "try")];
  assert.equal(called(group), "0:54 to 1:02, 3 comments: 1 ask, 2 try");
  assert.equal(mostly(group), "try");
});
