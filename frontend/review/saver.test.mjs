// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { Saver } from "freethrow/review/saver.mjs";

/** @typedef {import("freethrow/review/saver.mjs").Change} Change */

const change = (/** @type {string} */ path, /** @type {any} */ body = {}) => ({ method: "PUT", path, body });
const problem = (/** @type {number} */ status, message = "") => Object.assign(new Error(message), { status, temporary: status >= 500 });

/** A saver whose server, clock and storage are in the hands of the test. */
function set({ renew = async () => false } = {}) {
  const heard = /** @type {Change[]} */ ([]);
  const answers = /** @type {any[]} */ ([]);
  const later = /** @type {(() => void)[]} */ ([]);
  const waits = /** @type {number[]} */ ([]);
  const told = /** @type {import("freethrow/review/saver.mjs").Status[]} */ ([]);
  const shelf = /** @type {Map<string, string>} */ (new Map());
  const differ = /** @type {import("freethrow/review/saver.mjs").Conflict[][]} */ ([]);
  const refused = /** @type {import("freethrow/review/saver.mjs").Refusal[][]} */ ([]);
  const learned = /** @type {any[]} */ ([]);
  const saver = new Saver({
    name: "review",
    renew,
    now: () => 1000,
    later: (run, ms) => (waits.push(ms), later.push(run)),
    tell: (status) => told.push(status),
    differ: (conflicts, refusals) => (differ.push(conflicts), refused.push(refusals)),
    learn: (...heard) => learned.push(heard),
    shelf: { getItem: (key) => shelf.get(key) ?? null, setItem: (key, value) => void shelf.set(key, value), removeItem: (key) => void shelf.delete(key) },
    send: async (sent) => {
      heard.push(sent);
      const answer = answers.shift();
      if (answer instanceof Error) throw answer;
      return answer;
    },
  });
  const last = () => /** @type {import("freethrow/review/saver.mjs").Status} */ (told.at(-1));
  return { saver, heard, answers, later, waits, last, shelf, differ, refused, learned };
}

test("a change is sent, and then nothing is kept back", async () => {
  const { saver, heard, last, shelf } = set();
  saver.put("level:a", change("/a", { level: 4 }));
  assert.equal(await saver.flush(), true);
  assert.deepEqual(heard, [change("/a", { level: 4, version: 0 })]);
  assert.deepEqual(last(), { condition: "saved", sentence: "", savedAt: 1000 });
  assert.equal(shelf.size, 0);
});

test("only the newest of several changes to one thing is sent", async () => {
  const { saver, heard } = set();
  saver.put("first", change("/first"));
  saver.put("level:a", change("/a", { level: 2 }));
  saver.put("level:a", change("/a", { level: 5 }));
  await saver.flush();
  assert.deepEqual(heard.map((sent) => sent.body.level), [undefined, 5]);
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
  const { saver, answers, later, waits, last, heard } = set({ renew: async () => signedIn });
  answers.push(problem(401));
  saver.put("marker:a", change("/a"));
  assert.equal(await saver.flush(), false);
  assert.match(last().sentence, /Sign in again in another tab; your words are kept here/);
  later.shift()?.();
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(heard.length, 1, "nothing is sent while nobody is signed in");
  for (let looks = 0; looks < 5; looks++) {
    later.shift()?.();
    await new Promise((resolve) => setImmediate(resolve));
  }
  assert.ok(waits.every((ms) => ms <= 2000), "whoever signs in again does not wait long");
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

test("what was refused is kept for the next visit until its words were taken", async () => {
  const first = set();
  first.answers.push(problem(409, "Maya Chen took this take back."));
  first.saver.put("marker:a", change("/a", { text: "My words." }));
  assert.equal(await first.saver.flush(), false);
  const { saver, answers, refused, shelf, last } = set();
  saver.adopt(JSON.parse(first.shelf.get("review") ?? ""));
  answers.push(problem(409, "Maya Chen took this take back."));
  assert.equal(await saver.flush(), false);
  assert.deepEqual(refused.at(-1)?.map(({ change: { body }, sentence }) => [body.text, sentence]), [["My words.", "Maya Chen took this take back."]]);
  saver.discard("marker:a");
  assert.deepEqual([refused.at(-1), last().condition, shelf.size], [[], "saved", 0]);
  assert.equal(await saver.flush(), true);
});

test("a refusal says nothing of what was written since", async () => {
  const { saver, answers, refused } = set();
  answers.push(problem(422, "Too long."));
  saver.put("summary:strength", change("/s", { strength: "Far too long." }));
  saver.put("summary:strength", change("/s", { strength: "Short." }));
  assert.equal(await saver.flush(), true);
  assert.deepEqual(refused.at(-1) ?? [], []);
});

test("what an earlier visit could not send waits for this one", async () => {
  const earlier = set();
  earlier.answers.push(problem(0));
  earlier.saver.seen.set("marker:a", { version: 3, content: { text: "Old." } });
  earlier.saver.put("marker:a", change("/a", { text: "Kept." }));
  await earlier.saver.flush();
  const { saver, heard } = set();
  assert.deepEqual(saver.adopt(JSON.parse(earlier.shelf.get("review") ?? "")), []);
  assert.equal(saver.dirty, true);
  assert.equal(await saver.flush(), true);
  assert.deepEqual(heard[0]?.body, { text: "Kept.", version: 3 });
});

test("what is being written here stays before what another window left of the same thing", async () => {
  const { saver, answers } = set();
  answers.push(problem(0));
  saver.put("summary:strength", change("/s", { strength: "Mine." }));
  await saver.flush();
  const left = { key: "summary:strength", change: change("/s", { strength: "Left." }), seen: null, unsure: [] };
  assert.deepEqual(saver.adopt([left]), [left]);
});

const overtaken = (/** @type {any} */ current) => Object.assign(problem(409, "You changed this in another window."), { body: { current } });

test("each answer brings the version that the next change is written over", async () => {
  const { saver, heard, answers } = set();
  answers.push({ version: 7, stamp: "a1b2" });
  saver.put("level:a", change("/a", { level: 2 }));
  await saver.flush();
  saver.put("level:a", change("/a", { level: 3 }));
  await saver.flush();
  assert.deepEqual(heard.map((sent) => sent.body.version), [0, 7]);
  assert.equal(saver.stamp, "a1b2");
});

test("a deletion says in its address what it was written over", async () => {
  const { saver, heard } = set();
  saver.seen.set("marker:a", { version: 4, content: { text: "Old." } });
  saver.put("marker:a", { method: "DELETE", path: "/review/markers/a" });
  await saver.flush();
  assert.equal(heard[0]?.path, "/review/markers/a?version=4");
});

test("the later writer is told and chooses; until then nothing is sent and the words are kept", async () => {
  const { saver, heard, answers, differ, last, shelf } = set();
  saver.seen.set("marker:a", { version: 1, content: { text: "Old." } });
  answers.push(overtaken({ version: 2, text: "Theirs." }));
  saver.put("marker:a", change("/a", { text: "Mine." }));
  assert.equal(await saver.flush(), false);
  assert.equal(last().condition, "conflict");
  assert.equal(differ.at(-1)?.[0]?.current?.text, "Theirs.");
  assert.match(shelf.get("review") ?? "", /Mine/);
  saver.choose("marker:a", true);
  assert.equal(await saver.flush(), true);
  assert.deepEqual(heard.at(-1)?.body, { text: "Mine.", version: 2 });
  assert.deepEqual(differ.at(-1), []);
});

test("whoever takes the other version sends nothing and sees it", async () => {
  const { saver, heard, answers, learned, shelf } = set();
  answers.push(overtaken({ version: 2, level: 5 }));
  saver.put("level:a", change("/a", { level: 1 }));
  await saver.flush();
  saver.choose("level:a", false);
  assert.equal(await saver.flush(), true);
  assert.equal(heard.length, 1);
  assert.deepEqual(learned, [["level:a", { version: 2, level: 5 }, []]]);
  assert.equal(shelf.size, 0);
});

test("a lost answer is no other writer: what was sent before is known again", async () => {
  const { saver, heard, answers, later, differ } = set();
  answers.push(problem(0));
  saver.put("marker:a", change("/a", { text: "Park" }));
  await saver.flush();
  answers.push(overtaken({ version: 1, text: "Park" }));
  saver.put("marker:a", change("/a", { text: "Park it." }));
  later.shift()?.();
  assert.equal(await saver.flush(), true);
  assert.deepEqual(heard.map((sent) => sent.body), [{ text: "Park", version: 0 }, { text: "Park it.", version: 0 }, { text: "Park it.", version: 1 }]);
  assert.deepEqual(differ, []);
});

test("a lost answer to a deletion does not stop putting it back", async () => {
  const { saver, heard, answers } = set();
  saver.seen.set("marker:a", { version: 1, content: { text: "Park it." } });
  answers.push(problem(0));
  saver.put("marker:a", { method: "DELETE", path: "/a" });
  await saver.flush();
  answers.push(overtaken(null));
  saver.put("marker:a", change("/a", { text: "Park it." }));
  assert.equal(await saver.flush(), true);
  assert.deepEqual(heard.at(-1)?.body, { text: "Park it.", version: 0 });
});

test("another field of the same feedback is no conflict, and comes to the page", async () => {
  const { saver, heard, answers, learned, differ } = set();
  saver.seen.set("summary", { version: 1, content: { strength: "Calm.", next_step: "" } });
  answers.push(overtaken({ version: 2, strength: "Calm.", next_step: "Ask more." }));
  saver.put("summary:strength", change("/s", { strength: "Very calm." }));
  assert.equal(await saver.flush(), true);
  assert.deepEqual(heard.at(-1)?.body, { strength: "Very calm.", version: 2 });
  assert.deepEqual(learned[0]?.[2], ["PUT", "strength"]);
  assert.deepEqual(differ, []);
});

test("deleting what was changed elsewhere is asked about", async () => {
  const { saver, answers, differ } = set();
  saver.seen.set("marker:a", { version: 1, content: { text: "Old." } });
  answers.push(overtaken({ version: 2, text: "New." }));
  saver.put("marker:a", { method: "DELETE", path: "/a" });
  assert.equal(await saver.flush(), false);
  assert.equal(differ.at(-1)?.length, 1);
});
