// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { matching, queryOf } from "freethrow/review/matching.mjs";

const kept = (/** @type {string} */ id, /** @type {string} */ text, criterion_key = /** @type {string | null} */ (null), criterion = "") => ({ id, text, kind: "try", criterion_key, criterion, by: "" });
const ALL = [kept("other", "Say the next step twice", "closing", "Next step"), kept("any", "Pause after the question"), kept("pain", "Ask what it costs them", "pain", "Pain found"), kept("agenda", "Ask for their agenda", "agenda", "Agenda set")];
const HERE = ["pain", "agenda"];
const ids = (/** @type {{query?: string, chosen?: string | null}} */ { query = "", chosen = null }) => matching(ALL, { query, chosen, here: HERE }).map((one) => one.id);

test("a slash at the very beginning asks for saved comments, and only there", () => {
  assert.equal(queryOf("/"), "");
  assert.equal(queryOf("/ask what"), "ask what");
  for (const text of ["", "and/or", "Say it 24/7", "/one\ntwo", `/${"x".repeat(80)}`]) assert.equal(queryOf(text), null, text);
});

test("those for the chosen criterion come first, then those for any, then the rest of this map", () => {
  assert.deepEqual(ids({ chosen: "agenda" }), ["agenda", "any", "pain"]);
  assert.deepEqual(ids({}), ["any", "pain", "agenda"]);
});

test("every word counts, in the text, the criterion or the kind; then other maps are found as well", () => {
  assert.deepEqual(ids({ query: "ASK pain" }), ["pain"]);
  assert.deepEqual(ids({ query: "next" }), ["other"]);
  assert.deepEqual(ids({ query: "try" }), ["any", "pain", "agenda", "other"]);
  assert.deepEqual(ids({ query: "zebra" }), []);
});

test("the list stays short enough to choose from", () => {
  const many = Array.from({ length: 40 }, (_, n) => kept(String(n), `Comment ${n}`));
  assert.equal(matching(many, { query: "", chosen: null, here: [] }).length, 8);
});
