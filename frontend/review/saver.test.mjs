// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { Saver } from "freethrow/review/saver.mjs";

/** @typedef {import("freethrow/review/saver.mjs").Change} Change */

const change = (/** @type {string} */ path, /** @type {any} */ body = {}) => ({ method: "PUT", path, body });
const problem = (/** @type {number} */ status, message = "") => Object.assign(new Error(message), { status, temporary: status >= 500 });

/** A saver whose server, clock and storage are in the hands of the test. */
function set({ renew = async () => false, kept = /** @type {string | null} */ (null) } = {}) {
  const heard = /** @type {Change[]} */ ([]);
  const answers = /** @type {any[]} */ ([]);
  const later = /** @type {(() => void)[]} */ ([]);
  const told = /** @type {import("freethrow/review/saver.mjs").Status[]} */ ([]);
  const shelf = new Map(kept ? [["review", kept]] : []);
  const saver = new Saver({
    name: "review",
    renew,
    now: () => 1000,
    later: (run) => later.push(run),
    tell: (status) => told.push(status),
    shelf: { getItem: (key) => shelf.get(key) ?? null, setItem: (key, value) => void shelf.set(key, value), removeItem: (key) => void shelf.delete(key) },
    send: async (sent) => {
      heard.push(sent);
      const answer = answers.shift();
      if (answer) throw answer;
    },
  });
  const last = () => /** @type {import("freethrow/review/saver.mjs").Status} */ (told.at(-1));
  return { saver, heard, answers, later, last, shelf };
}

test("a change is sent, and then nothing is kept back", async () => {
  const { saver, heard, last, shelf } = set();
  saver.put("level:a", change("/a", { level: 4 }));
  assert.equal(await saver.flush(), true);
  assert.deepEqual(heard, [change("/a", { level: 4 })]);
  assert.deepEqual(last(), { condition: "saved", sentence: "", savedAt: 1000 });
  assert.equal(shelf.size, 0);
});

test("only the newest of several changes to one thing is sent", async () => {
  const { saver, heard } = set();
  saver.put("first", change("/first"));
  saver.put("level:a", change("/a", { level: 2 }));
  saver.put("level:a", change("/a", { level: 5 }));
  await saver.flush();
  assert.deepEqual(heard.map((sent) => sent.body), [{}, { level: 5 }]);
});

test("a change made while the same thing is being sent goes out after it", async () => {
  const { saver, heard } = set();
  saver.put("summary:strength", change("/s", { strength: "Cal" }));
  saver.put("summary:strength", change("/s", { strength: "Calm" }));
  await saver.flush();
  assert.deepEqual(heard.map((sent) => sent.body.strength), ["Cal", "Calm"]);
});

test("without a connection it says so, keeps the words, and goes on by itself", async () => {
  const { saver, answers, later, last, shelf, heard } = set();
  answers.push(problem(0), problem(503));
  saver.put("marker:a", change("/a", { text: "Park it." }));
  assert.equal(await saver.flush(), false);
  assert.match(last().sentence, /Not saved yet/);
  assert.match(shelf.get("review") ?? "", /Park it/);
  later.shift()?.();
  await new Promise((resolve) => setImmediate(resolve));
  assert.match(last().sentence, /Not saved yet/);
  later.shift()?.();
  assert.equal(await saver.flush(), true);
  assert.equal(heard.length, 3);
  assert.equal(shelf.size, 0);
});

test("after signing in elsewhere it goes on with a new token", async () => {
  let signedIn = false;
  const { saver, answers, later, last, heard } = set({ renew: async () => signedIn });
  answers.push(problem(401));
  saver.put("marker:a", change("/a"));
  assert.equal(await saver.flush(), false);
  assert.match(last().sentence, /Sign in again in another tab; your words are kept here/);
  later.shift()?.();
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(heard.length, 1, "nothing is sent while nobody is signed in");
  signedIn = true;
  later.shift()?.();
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(await saver.flush(), true);
});

test("a stale token is renewed without a word", async () => {
  const { saver, answers, heard } = set({ renew: async () => true });
  answers.push(problem(400));
  saver.put("marker:a", change("/a"));
  assert.equal(await saver.flush(), true);
  assert.equal(heard.length, 2);
});

test("what the server refuses is told in its words and does not block the rest", async () => {
  const { saver, answers, last, heard } = set();
  answers.push(problem(422, "We couldn’t read the time of that comment."));
  saver.put("marker:a", change("/a"));
  saver.put("level:b", change("/b"));
  assert.equal(await saver.flush(), false);
  assert.equal(heard.length, 2);
  assert.deepEqual([last().condition, last().sentence], ["refused", "We couldn’t read the time of that comment."]);
  saver.put("marker:a", change("/a", { at_ms: 1 }));
  assert.equal(await saver.flush(), true, "written anew, it is fine");
});

test("what an earlier visit could not send waits for this one", async () => {
  const kept = JSON.stringify([["marker:a", change("/a", { text: "Kept." })]]);
  const { saver, heard } = set({ kept });
  assert.equal(saver.dirty, true);
  assert.equal(await saver.flush(), true);
  assert.deepEqual(heard[0]?.body, { text: "Kept." });
});

test("a spoiled shelf is no reason to fail", () => {
  const { saver } = set({ kept: "{not json" });
  assert.equal(saver.dirty, false);
});
