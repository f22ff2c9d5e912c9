// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { nudge } from "freethrow/review/nudge.mjs";

const about = (/** @type {string} */ kind, /** @type {string} */ text) => nudge({ kind, text });

test("praise that names nothing is asked what worked", () => {
  for (const text of ["Great job!", "Really good opening here", "Nice"]) assert.match(about("strength", text), /What exactly worked/, text);
  assert.equal(about("strength", "You waited four seconds after the price, and she told you the reason."), "");
  assert.equal(about("strength", "Great: you repeated her own words before you asked about the budget."), "");
});

test("a try without anything to do is asked for it", () => {
  assert.match(about("try", "Be better"), /One thing to try/);
  assert.match(about("try", "You should really be more confident in this part"), /the words to say, or what to do/);
  assert.equal(about("try", "Be more confident: say the price, then pause for three seconds."), "");
  assert.equal(about("try", "Park the product until you know the pain."), "");
});

test("an ask is a question", () => {
  assert.match(about("ask", "Tell me about her budget"), /as a question/);
  assert.equal(about("ask", "What did you hear when she paused?"), "");
});

test("a comment about the person is turned to the moment, whatever its kind", () => {
  for (const kind of ["strength", "try", "ask", "note"]) assert.match(about(kind, "You never listen to what they say, do you?"), /about the person/, kind);
  assert.match(about("note", "you’re so nervous"), /about the person/);
});

test("nothing is said about nothing, about a saved comment that is looked for, or about a note that says enough", () => {
  assert.equal(about("try", "   "), "");
  assert.equal(about("try", "/pain"), "");
  assert.equal(about("note", "Her boss joins here."), "");
  assert.equal(about("unknown", "Hm"), "");
});
