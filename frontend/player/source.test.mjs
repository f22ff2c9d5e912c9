// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { Source } from "freethrow/player/source.mjs";

const page = new EventTarget();
Object.assign(globalThis, {
  document: Object.assign(new EventTarget(), { visibilityState: "visible" }),
  addEventListener: page.addEventListener.bind(page),
  localStorage: { getItem: () => null },
});
Object.defineProperty(globalThis, "navigator", { value: {}, configurable: true });

class Film extends EventTarget {
  constructor() {
    super();
    this.currentTime = 0;
    this.readyState = 4;
    this.paused = true;
    this.ended = false;
    this.playbackRate = 1;
    this.error = /** @type {object | null} */ (null);
  }

  /** @param {boolean} on */
  go(on) {
    this.paused = !on;
    this.dispatchEvent(new Event(on ? "play" : "pause"));
  }
}

const made = (/** @type {string} */ kind) => ({ url: kind, type: "video/mp4", kind, height: 720, version: `v-${kind}` });
const told = (/** @type {string[]} */ ...kinds) => ({
  sources: kinds.map(made), version: `v-${kinds[0]}`, poster: null, duration_ms: 60_000, expires_in: 30, peaks: "", storyboard: null,
});

/**
 * A player whose server and clock are the test's.
 * @param {import("node:test").TestContext} t
 */
function playing(t) {
  const film = new Film();
  const world = {
    at: performance.timeOrigin,
    state: told("playable"),
    puts: /** @type {string[]} */ ([]),
    going: /** @type {boolean[]} */ ([]), // whether each of them was to play on
    problem: /** @type {{status: number} | null} */ (null),
    shown: Promise.resolve(), // when the picture at a new address is there
    said: "",
  };
  const source = new Source(/** @type {HTMLVideoElement} */ (/** @type {unknown} */ (film)), {
    media: "/media",
    state: world.state,
    say: (sentence) => void (world.said = sentence),
    ask: async () => {
      if (world.problem) throw world.problem;
      return { ...world.state };
    },
    swap: async (_film, url, _at, going) => {
      world.puts.push(url);
      world.going.push(going);
      [film.error, film.paused] = [null, !going];
      await new Promise((done) => setImmediate(done)); // before anything is there, a browser tells that it plays
      if (going) film.dispatchEvent(new Event("play"));
      await world.shown;
    },
    now: () => world.at,
  });
  t.after(() => source.stop());
  /** @param {number} seconds */
  const pass = async (seconds) => {
    for (let i = 0; i < seconds; i++) {
      world.at += 1000;
      source.step();
      await new Promise((done) => setImmediate(done));
    }
  };
  return { film, world, source, pass };
}

test("what plays goes on at new addresses; the better version comes at the pause", async (t) => {
  const { film, world, source, pass } = playing(t);
  film.go(true);
  world.state = told("main", "low", "playable"); // while the answer to pressing play is on its way
  await pass(100);
  assert.ok(world.puts.length >= 3, "renewed on the way");
  assert.deepEqual(new Set(world.puts), new Set(["playable"]));
  film.go(false);
  assert.equal(world.puts.at(-1), "main");
});

test("what was pressed counts before the browser tells of it", async (t) => {
  const { film, world, source, pass } = playing(t);
  film.go(true);
  await pass(1);
  world.state = told("main", "low", "playable");
  await pass(20);
  assert.ok(!world.puts.includes("main"));
  film.paused = true; // its event comes a moment later
  source.step();
  assert.deepEqual([world.puts.at(-1), world.going.at(-1)], ["main", false]);
  film.go(false);
  film.paused = false;
  source.choose("low");
  assert.deepEqual([world.puts.at(-1), world.going.at(-1)], ["low", true]);
});

test("what a browser pauses because it failed plays on", async (t) => {
  const { film, world, source, pass } = playing(t);
  film.go(true);
  await pass(1);
  film.error = { code: 2 };
  film.go(false);
  const puts = world.puts.length;
  film.dispatchEvent(new Event("error"));
  await pass(3);
  assert.ok(world.puts.length > puts);
  assert.equal(world.going.at(-1), true);
});

test("an address that is over while it waits is renewed, and what plays stays the same", async (t) => {
  const { film, world, source, pass } = playing(t);
  film.go(true);
  await pass(1);
  world.state = told("main", "playable");
  await pass(20);
  world.at += 60_000; // a computer that slept
  film.dispatchEvent(new Event("waiting"));
  await pass(2);
  assert.equal(world.puts.at(-1), "playable");
});

test("what failed, and what is not kept any longer, gives way to the better version at once", async (t) => {
  for (const [failed, kinds] of /** @type {const} */ ([[true, ["main", "playable"]], [false, ["main"]]])) {
    const { film, world, source, pass } = playing(t);
    film.go(true);
    await pass(2);
    world.state = told(...kinds);
    if (failed) {
      film.error = { code: 3 };
      film.dispatchEvent(new Event("error"));
    }
    await pass(40);
    assert.equal(world.puts.at(-1), "main");
  }
});

test("what a person chooses comes at once, and brings the newest version", async (t) => {
  const { film, world, source, pass } = playing(t);
  film.go(true);
  world.state = told("main", "low", "playable");
  await pass(20);
  source.choose("low");
  assert.equal(world.puts.at(-1), "low");
  film.go(false);
  const puts = world.puts.length;
  await pass(1);
  assert.equal(world.puts.length, puts, "nothing better is left");
});

test("play that is pressed while a picture is awaited counts, and playing on by itself does not", async (t) => {
  const { film, world, pass } = playing(t);
  world.shown = new Promise(() => {});
  film.go(true);
  await pass(1);
  world.problem = { status: 401 };
  await pass(3);
  film.error = { code: 2 };
  film.go(false);
  film.dispatchEvent(new Event("error"));
  await pass(1);
  assert.match(world.said, /signed out/);
  assert.equal(world.puts.length, 1);
  world.problem = null; // signed in again
  film.go(true);
  await pass(1);
  assert.deepEqual([world.puts.length, world.going.at(-1)], [2, true]);
});

test("a video without anything to play tells of no press: whoever comes back to the page is answered anew", async (t) => {
  const { film, world, pass } = playing(t);
  film.go(true);
  await pass(1);
  world.problem = { status: 401 };
  await pass(3);
  film.error = { code: 4 };
  film.go(false);
  film.dispatchEvent(new Event("error"));
  await pass(1);
  world.problem = null; // signed in again in another tab
  page.dispatchEvent(new Event("focus"));
  await pass(1);
  assert.deepEqual([world.puts.length, world.going.at(-1)], [2, true]);
});
