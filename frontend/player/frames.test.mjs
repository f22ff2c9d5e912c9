// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { Frames } from "freethrow/player/frames.mjs";

/** A video whose machine seeks and paints when the test says so. */
class Film extends EventTarget {
  constructor() {
    super();
    this.place = 0;
    this.apart = 0.02; // a first look goes 0.025 s further
    this.duration = 10;
    this.paused = true;
    this.seeking = false;
    this.seeks = 0;
    this.tell = (/** @type {number} */ _now, /** @type {{mediaTime: number}} */ _picture) => {};
  }

  get currentTime() {
    return this.place;
  }

  set currentTime(second) {
    this.place = second;
    this.seeking = true;
    this.seeks += 1;
  }

  /** @param {typeof Film.prototype.tell} tell */
  requestVideoFrameCallback(tell) {
    this.tell = tell;
  }

  arrive() {
    this.seeking = false;
    this.dispatchEvent(new Event("seeked"));
  }

  paint() {
    this.tell(0, { mediaTime: Math.floor(this.place / this.apart) * this.apart });
  }

  get video() {
    return /** @type {HTMLVideoElement} */ (/** @type {unknown} */ (this));
  }
}

/** @type {(() => void)[]} */
const draws = [];
Object.assign(globalThis, {
  HTMLMediaElement: { HAVE_CURRENT_DATA: 2 },
  requestAnimationFrame: (/** @type {() => void} */ draw) => draws.push(draw),
});

/** The machine gets to draw the page. */
async function draw() {
  for (const each of draws.splice(0)) each();
  await settled();
}

const settled = () => new Promise((done) => setImmediate(done));

/**
 * A film that shows its first picture, and the clock in the hands of the test.
 * @param {import("node:test").TestContext} t
 */
function shown(t) {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const film = new Film();
  const frames = new Frames(film.video);
  film.paint();
  const pass = async (/** @type {number} */ ms) => {
    t.mock.timers.tick(ms);
    await settled();
  };
  return { film, frames, pass };
}

test("on a machine that paints late a step is one picture all the same", async (t) => {
  const { film, frames, pass } = shown(t);
  const step = frames.step(1);
  film.arrive();
  await settled();
  await pass(1000);
  await draw();
  assert.equal(film.seeks, 1, "it was not drawn since it arrived");
  film.paint();
  await step;
  assert.deepEqual([film.seeks, frames.shown], [1, 0.02]);
});

test("a seek that takes long is waited for", async (t) => {
  const { film, frames, pass } = shown(t);
  const step = frames.step(1);
  for (let seconds = 0; seconds < 60; seconds++) {
    await pass(1000);
    await draw();
  }
  assert.equal(film.seeks, 1);
  film.arrive();
  await settled();
  film.paint();
  await step;
  assert.deepEqual([film.seeks, frames.shown], [1, 0.02]);
});

test("while the same picture is shown, the next is looked for further on", async (t) => {
  const { film, frames, pass } = shown(t);
  film.apart = 0.04;
  const step = frames.step(1);
  film.arrive();
  await settled();
  await pass(150);
  await draw();
  await draw();
  film.arrive();
  await settled();
  film.paint();
  await step;
  assert.deepEqual([film.seeks, frames.shown], [2, 0.04]);
});

test("another address in the video ends a step", async (t) => {
  const { film, frames } = shown(t);
  const step = frames.step(1);
  film.seeking = false;
  film.dispatchEvent(new Event("emptied"));
  await settled();
  film.paint();
  await step;
  assert.equal(film.seeks, 1);
});
