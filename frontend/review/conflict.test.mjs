// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { words } from "freethrow/review/conflict.mjs";

const criteria = [{ id: "c1", title: "Pain found" }];
const about = (/** @type {string} */ key, /** @type {any} */ body, /** @type {any} */ current, method = "PUT") => words({ key, change: { method, path: "", body }, current, sentence: "" }, criteria);

test("a comment shows both sides", () => {
  const said = about("marker:a", { at_ms: 54_000, until_ms: 75_000, kind: "try", text: "Park it." }, { at_ms: 54_000, kind: "ask", text: "" });
  assert.equal(said.what, "Comment at 0:54");
  assert.equal(said.here, "Try until 1:15: Park it.");
  assert.equal(said.there, "Ask: no words yet");
});

test("a comment deleted elsewhere can be kept as a new one", () => {
  const said = about("marker:a", { at_ms: 1000, kind: "note", text: "Mine." }, null);
  assert.deepEqual([said.there, said.keepHere, said.keepThere], ["Deleted", "Keep it as a new comment", "Leave it deleted"]);
});

test("deleting one that was changed elsewhere is a choice too", () => {
  const said = about("marker:a", undefined, { at_ms: 1000, kind: "note", text: "New." }, "DELETE");
  assert.deepEqual([said.here, said.there, said.keepHere, said.keepThere], ["Deleted", "Note: New.", "Delete it", "Keep the comment"]);
});

test("levels and fields speak in words", () => {
  assert.deepEqual(about("level:c1", { level: 4 }, { level: 2 }).there, "Attempted");
  assert.deepEqual(about("level:c1", { level: 4 }, { level: null }).there, "No level");
  const said = about("summary:focus", { focus_criterion_id: "c1" }, { focus_criterion_id: null }, "PATCH");
  assert.deepEqual([said.what, said.here, said.there], ["What the next take is about", "Pain found", "All of it"]);
  assert.equal(about("summary:decision", { decision: "met" }, { decision: "another_take" }).there, "Another take");
  assert.equal(about("summary:strength", { strength: "" }, { strength: "Calm." }).here, "Nothing");
});
