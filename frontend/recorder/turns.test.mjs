// @ts-check
import assert from "node:assert/strict";
import test from "node:test";
import { FirstWord, responseWords } from "freethrow/recorder/first-word.mjs";
import { TIME_IS_UP, Turns, readingMs, shuffled } from "freethrow/recorder/turns.mjs";

const QUIET = -62;
const LOUD = -20;

/** A recorder, prompts and a clock that do what a test says. */
class Room {
  clock = 0;
  ms = 0;
  level = QUIET;
  machine = { state: "countdown" };
  /** @type {string[]} */
  log = [];
  /** @type {import("freethrow/recorder/turns.mjs").Chapter[]} */
  chapters = [];
  /** @type {Record<string, Partial<import("freethrow/recorder/turns.mjs").Prompt>>} */
  told = {};
  broken = new Set();
  ended = () => {};
  phases = /** @type {string[]} */ ([]);

  /** @param {string[]} ids */
  constructor(...ids) {
    this.turns = new Turns(ids, {
      recorder: this,
      get: async (id) => {
        if (this.broken.has(id)) throw new Error("We can’t reach the server.");
        return { id, text: `${id}?`, media: null, think_seconds: 5, answer_seconds: null, ...this.told[id] };
      },
      ahead: ([first]) => void this.log.push(`ahead ${first ?? "none"}`),
      play: () => new Promise((resolve) => (this.ended = () => resolve(undefined))),
      hush: () => void this.log.push("hush"),
      show: ({ phase }) => this.phases.at(-1) !== phase && this.phases.push(phase),
      now: () => this.clock,
    });
  }

  /** @param {string} state */
  #to(state) {
    const before = this.machine.state;
    this.machine.state = state;
    this.turns.follow(/** @type {any} */ (state), /** @type {any} */ (before), this.chapters);
  }
  prompt() {
    if (this.machine.state === "recording") this.#to("prompted");
  }
  go() {
    this.#to("recording");
  }
  stop() {
    this.log.push("stop");
    this.#to("stopping");
  }
  /** @param {string} words */
  note(words) {
    this.log.push(words);
  }
  /** @param {import("freethrow/recorder/turns.mjs").Chapter} chapter */
  chapter(chapter) {
    this.chapters = [...this.chapters.filter((one) => one.prompt !== chapter.prompt), chapter];
  }

  async begin() {
    this.#to("prompted");
    await settle();
  }
  pause() {
    this.#to("paused");
  }
  resume() {
    this.#to("recording");
  }
  async restart() {
    this.#to("countdown");
    this.ms = 0;
    await this.begin();
  }

  /**
   * Time passes; it is recorded while the recorder runs.
   * @param {number} seconds
   * @param {number} [level]
   */
  async pass(seconds, level = QUIET) {
    for (let tenth = 0; tenth < seconds * 10; tenth += 1) {
      this.clock += 100;
      if (this.machine.state === "recording") this.ms += 100;
      this.level = level + (tenth % 2) / 100; // no two readings are the very same
      this.turns.tick();
      await settle();
    }
  }
}

const settle = () => new Promise((resolve) => setImmediate(resolve));

test("each prompt is shown at its turn, thought about and answered; the last one stops by itself", async () => {
  const room = new Room("price", "timing");
  await room.begin();
  assert.equal(room.turns.prompt?.text, "price?");
  await room.pass(5.1);
  assert.equal(room.machine.state, "recording");
  await room.pass(3, LOUD);
  room.turns.next();
  assert.equal(room.turns.prompt, null, "the next one stays hidden until it is there");
  assert.equal(room.machine.state, "prompted");
  await settle();
  assert.equal(room.turns.step, 2);
  room.turns.ready();
  await room.pass(1);
  room.turns.next();
  assert.deepEqual([room.machine.state, room.turns.phase], ["stopping", "over"]);
  assert.deepEqual(room.chapters.map((one) => one.prompt), ["price", "timing"]);
});

test("a chapter begins with its answer and keeps how long the first word took", async () => {
  const room = new Room("price", "timing");
  await room.begin();
  await room.pass(5);
  await room.pass(1.2);
  await room.pass(2, LOUD);
  assert.deepEqual(room.chapters[0], { prompt: "price", at_ms: 0, response_ms: 1300 });
  room.turns.next();
  await settle();
  room.turns.ready();
  const begun = room.ms;
  await room.pass(2);
  assert.deepEqual(room.chapters[1], { prompt: "timing", at_ms: begun, response_ms: null });
});

test("an answer has its limit, and ends kindly", async () => {
  const room = new Room("price", "timing");
  room.told.price = { answer_seconds: 3, think_seconds: 1 };
  await room.begin();
  await room.pass(2.5);
  assert.equal(room.turns.secondsLeft, 3);
  await room.pass(3, LOUD);
  assert.deepEqual([room.turns.step, room.machine.state], [2, "prompted"]);
  assert.ok(room.log.includes(TIME_IS_UP));
});

test("a pause inside an answer costs nothing of its time, and nothing is answered meanwhile", async () => {
  const room = new Room("price");
  room.told.price = { answer_seconds: 3 };
  await room.begin();
  room.turns.ready();
  room.pause();
  await room.pass(30, LOUD);
  room.turns.next();
  assert.equal(room.turns.secondsLeft, 3);
  assert.equal(room.chapters[0]?.response_ms, null);
  room.resume();
  assert.deepEqual([room.turns.phase, room.chapters.length], ["answering", 1]);
});

test("a recording is played to its end before the time to think", async () => {
  const room = new Room("price");
  room.told.price = { media: { url: "/x", type: "audio/mp4", duration_ms: 2000, has_video: false, poster: null }, think_seconds: 2 };
  await room.begin();
  assert.equal(room.turns.phase, "playing");
  room.turns.ready();
  assert.equal(room.turns.phase, "playing", "nobody answers what they haven't heard");
  room.ended();
  await settle();
  assert.deepEqual([room.turns.phase, room.turns.secondsLeft], ["waiting", 2]);
});

test("a text without time to think stands for as long as it takes to read", async () => {
  const room = new Room("price");
  room.told.price = { think_seconds: 0, text: "Your competitor is twenty percent cheaper" };
  await room.begin();
  assert.equal(room.turns.phase, "waiting");
  await room.pass(readingMs("Your competitor is twenty percent cheaper") / 1000 + 0.1);
  assert.equal(room.turns.phase, "answering");
});

test("what can’t be fetched says so, is tried again, or is left out", async () => {
  const room = new Room("price", "timing", "need");
  room.broken.add("price").add("timing");
  await room.begin();
  assert.deepEqual([room.turns.phase, room.turns.problem], ["stuck", "We can’t reach the server."]);
  room.broken.delete("price");
  room.turns.ready();
  await settle();
  assert.deepEqual([room.turns.phase, room.turns.problem], ["waiting", ""]);
  room.turns.ready();
  room.turns.next();
  await settle();
  assert.equal(room.turns.phase, "stuck");
  room.turns.next();
  await settle();
  assert.deepEqual([room.turns.step, room.turns.prompt?.id], [3, "need"]);
});

test("starting over begins anew in the same order, and what was still coming is forgotten", async () => {
  const room = new Room("price", "timing");
  room.told.price = { media: { url: "/x", type: "video/mp4", duration_ms: 2000, has_video: true, poster: null } };
  await room.begin();
  const late = room.ended;
  room.chapters = [];
  await room.restart();
  late();
  await settle();
  assert.deepEqual([room.turns.step, room.turns.phase, room.turns.ids], [1, "playing", ["price", "timing"]]);
});

test("a take that goes on after a break asks what was not answered yet", async () => {
  const room = new Room("price", "timing", "need");
  room.chapters = [{ prompt: "timing", at_ms: 0, response_ms: 900 }];
  room.machine.state = "paused";
  room.resume();
  await settle();
  assert.deepEqual([room.turns.step, room.turns.prompt?.id, room.machine.state], [2, "price", "prompted"]);
});

test("no word comes before its answer, however late the browser begins to record", async () => {
  const room = new Room("price");
  await room.begin();
  room.ms = 300; // asked to start, and waited for
  room.turns.ready();
  for (const [ms, level] of [[0, LOUD], [100, LOUD + 1]]) {
    room.ms = ms ?? 0;
    room.level = level ?? 0;
    room.turns.tick();
  }
  assert.equal(room.chapters[0]?.response_ms, 0);
});

test("time to think stands still while something is asked", async () => {
  const room = new Room("price");
  await room.begin();
  room.turns.tick();
  room.clock += 60_000;
  room.turns.tick(true);
  assert.equal(room.turns.secondsLeft, 5);
});

test("the next one is fetched while this one is answered", async () => {
  const room = new Room("price", "timing");
  await room.begin();
  room.turns.ready();
  assert.deepEqual(room.log.filter((one) => one.startsWith("ahead")), ["ahead price", "ahead timing"]);
});

test("one loud moment is no word, two close together are", () => {
  const word = new FirstWord();
  word.room(-60);
  for (const [level, ms] of [[-61, 100], [-20, 200], [-60, 300], [-59, 900]]) word.hear(level ?? 0, ms ?? 0);
  assert.equal(word.ms, null);
  assert.equal(word.hear(-30, 1000), false);
  assert.equal(word.hear(-28, 1200), true);
  assert.equal(word.ms, 1000);
  assert.equal(word.hear(-25, 1400), false, "it is found once");
});

test("a loud room is no answer, and the same reading is not heard twice", () => {
  const word = new FirstWord();
  for (const ms of [0, 100, 200]) word.hear(-42 + ms / 1000, ms);
  assert.equal(word.ms, null);
  word.hear(-22, 300);
  word.hear(-22, 400);
  assert.equal(word.ms, null);
});

test("how long it took is said with a tenth", () => {
  assert.equal(responseWords(1240), "first word after 1.2 s");
  assert.equal(responseWords(null), "nothing was heard");
});

test("another order has the same prompts", () => {
  const draws = [0.9, 0.1, 0.5, 0];
  const list = ["a", "b", "c", "d"];
  const drawn = shuffled(list, () => draws.shift() ?? 0);
  assert.deepEqual(drawn, ["d", "a", "c", "b"]);
  assert.deepEqual(list, ["a", "b", "c", "d"]);
});
