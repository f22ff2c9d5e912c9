// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { exchange, jump } from "freethrow/player/swap.mjs";

const HERE = "https://example.test/";

/** A video without a browser: it loads and paints when the test says so. */
class Film extends EventTarget {
  constructor() {
    super();
    this.readyState = 4;
    this.videoWidth = 640;
    this.videoHeight = 360;
    this.seeking = false;
    this.poster = "";
    this.place = 0;
    this.picture = "0";
    this.loads = /** @type {string[]} */ ([]);
    this.textTracks = [];
    this.played = { length: 1 };
    this.stage = /** @type {any[]} */ ([]);
    this.parentElement = { querySelector: () => this.stage[0] ?? null };
  }

  get currentTime() {
    return this.place;
  }

  set currentTime(second) {
    this.place = second;
    this.seeking = true;
    this.readyState = Math.min(this.readyState, 1);
  }

  get src() {
    return new URL(this.loads.at(-1) ?? "old", HERE).href;
  }

  set src(url) {
    this.loads.push(url);
    this.readyState = 0;
    this.seeking = false;
  }

  /** The picture of this place is there. */
  arrive() {
    [this.readyState, this.seeking, this.picture] = [4, false, String(this.place)];
    this.dispatchEvent(new Event("seeked"));
  }

  /** @param {any} still */
  after(still) {
    this.stage.push(still);
    still.remove = () => this.stage.splice(0);
  }

  /** @param {() => void} done */
  requestVideoFrameCallback(done) {
    queueMicrotask(done);
  }

  play() {
    return Promise.resolve();
  }

  /** What somebody sees: the copy above the video, or the video. */
  get seen() {
    return this.stage[0]?.drawn ?? (this.readyState < 1 ? "black" : this.picture);
  }
}

Object.assign(globalThis, {
  HTMLMediaElement: { HAVE_CURRENT_DATA: 2 },
  document: {
    baseURI: HERE,
    createElement() {
      const canvas = { drawn: "", setAttribute() {}, getContext: () => ({ drawImage: (/** @type {Film} */ film) => (canvas.drawn = film.picture) }) };
      return canvas;
    },
  },
});

const film = () => {
  const made = new Film();
  return { made, video: /** @type {HTMLVideoElement} */ (/** @type {unknown} */ (made)) };
};

test("an address that is renewed in a jump shows the last picture until the jump has arrived, however long it takes", async () => {
  const { made, video } = film();
  made.picture = "3";
  jump(video, 25);
  jump(video, 26);
  const done = exchange(video, "new", 26, true);
  assert.deepEqual([made.loads, made.place, made.seen], [["new"], 26, "3"]);
  made.arrive();
  await done;
  assert.deepEqual([made.seen, made.stage.length], ["26", 0]);
});

test("between jumps it is the picture that is shown, not the one a jump began with", async () => {
  const { made, video } = film();
  jump(video, 25);
  made.arrive();
  made.picture = "31";
  const done = exchange(video, "new", 31, true);
  assert.equal(made.seen, "31");
  made.arrive();
  await done;
});

test("two new addresses in a row leave the first copy until the second is there", async () => {
  const { made, video } = film();
  const first = exchange(video, "one", 5, true);
  const second = exchange(video, "two", 5, true);
  assert.equal(made.seen, "0");
  made.arrive();
  await Promise.all([first, second]);
  assert.deepEqual([made.src, made.seen, made.stage.length], [`${HERE}two`, "5", 0]);
});

test("the same address put in twice leaves the copy until the second picture is there", async () => {
  const { made, video } = film();
  const first = exchange(video, "same", 5, true);
  made.arrive();
  const second = exchange(video, "same", 5, true);
  await first;
  assert.equal(made.seen, "0");
  made.arrive();
  await second;
  assert.deepEqual([made.seen, made.stage.length], ["5", 0]);
});

test("what nobody has begun to watch keeps its poster", async () => {
  const { made, video } = film();
  made.played.length = 0;
  made.poster = "poster.jpg";
  const done = exchange(video, "new", 0, false);
  assert.equal(made.stage.length, 0);
  made.arrive();
  await done;
});
