// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { Played, startBeat, Worked } from "freethrow/review/beat.mjs";

const AT_WORK = { seen: true, plays: false };

test("time counts while the page is seen and used", () => {
  const worked = new Worked(0);
  for (let now = 1000; now <= 30_000; now += 1000) worked.step(now, AT_WORK);
  assert.equal(worked.ms, 30_000);
});

test("a minute without input counts no further, playing does", () => {
  const worked = new Worked(0);
  for (let now = 1000; now <= 120_000; now += 1000) worked.step(now, AT_WORK);
  assert.equal(worked.ms, 60_000);
  for (let now = 121_000; now <= 130_000; now += 1000) worked.step(now, { seen: true, plays: true });
  assert.equal(worked.ms, 70_000);
  worked.touch(130_000);
  worked.step(131_000, AT_WORK);
  assert.equal(worked.ms, 71_000);
});

test("what nobody sees does not count, and a machine that slept did not work", () => {
  const worked = new Worked(0);
  worked.step(1000, { seen: false, plays: true });
  assert.equal(worked.ms, 0);
  worked.step(3_601_000, AT_WORK);
  assert.equal(worked.ms, 0);
  worked.touch(3_601_000);
  worked.step(7_202_000, { seen: true, plays: true });
  assert.equal(worked.ms, 2_000);
});

test("playing on is one part", () => {
  const played = new Played();
  for (const ms of [0, 250, 500, 750]) played.heard(ms, true);
  played.heard(900, false);
  assert.deepEqual(played.take(), [[0, 900]]);
  assert.deepEqual(played.take(), []);
});

test("a jump while playing begins another part, and the part in between was not played", () => {
  const played = new Played();
  for (const ms of [0, 250, 500]) played.heard(ms, true);
  played.jump();
  for (const ms of [60_000, 60_250]) played.heard(ms, true);
  assert.deepEqual(played.take(), [[0, 500], [60_000, 60_250]]);
});

test("a jump that no event tells of is still none of what was played", () => {
  const played = new Played();
  for (const ms of [0, 250, 90_000, 90_250, 10_000, 10_250]) played.heard(ms, true);
  assert.deepEqual(played.take(), [[0, 250], [90_000, 90_250], [10_000, 10_250]]);
});

test("looking around while it is paused plays nothing", () => {
  const played = new Played();
  for (const ms of [0, 5000, 5200, 9000]) played.heard(ms, false);
  assert.deepEqual(played.take(), []);
});

test("a part goes on after it was told", () => {
  const played = new Played();
  for (const ms of [0, 250]) played.heard(ms, true);
  assert.deepEqual(played.take(), [[0, 250]]);
  played.heard(500, true);
  assert.deepEqual(played.take(), [[250, 500]]);
});

test("what is played while the page can't tell is played, at twice the speed too", () => {
  const played = new Played();
  for (const [ms, now] of [[0, 0], [500, 250], [8500, 4250], [9000, 4500]]) played.heard(ms ?? 0, true, now);
  assert.deepEqual(played.take(), [[0, 9000]]);
});

test("a place that nobody could have played to in the time is another part", () => {
  const played = new Played();
  for (const [ms, now] of [[0, 0], [250, 250], [20_250, 4250], [20_500, 4500]]) played.heard(ms ?? 0, true, now);
  assert.deepEqual(played.take(), [[0, 250], [20_250, 20_500]]);
});

/**
 * A page that somebody sees, with a server that answers when the test says so.
 * @param {import("node:test").TestContext} t
 */
function room(t) {
  const sent = /** @type {{body: any, keepalive: boolean, answer: (value: Response) => void}[]} */ ([]);
  const page = Object.assign(new EventTarget(), { visibilityState: "visible", querySelector: () => null });
  Object.assign(globalThis, {
    document: page,
    addEventListener: () => undefined,
    HTMLMediaElement: { HAVE_CURRENT_DATA: 2 },
    fetch: (/** @type {string} */ _, /** @type {RequestInit} */ { body, keepalive = false }) =>
      new Promise((answer) => sent.push({ body: JSON.parse(String(body)), keepalive, answer })),
  });
  const video = Object.assign(new EventTarget(), { readyState: 4, paused: false, seeking: false });
  const player = { video, ms: 0, playing: true };
  const beat = startBeat({ submission: "s", player: /** @type {any} */ (player), tell: () => {} });
  t.after(() => beat.stop());
  const tell = (/** @type {string} */ name, /** @type {number} */ ms) => {
    player.ms = ms;
    video.dispatchEvent(new Event(name));
  };
  return { sent, page, player, video, beat, tell, settled: () => new Promise((done) => setImmediate(done)) };
}

test("a beat that is on its way when the page is left arrives", async (t) => {
  const { sent, page, beat, tell, settled } = room(t);
  await settled();
  sent[0]?.answer(Response.json({}));
  await settled();
  for (const ms of [0, 250, 500]) tell("timeupdate", ms);
  void beat.send();
  await settled();
  page.visibilityState = "hidden";
  page.dispatchEvent(new Event("visibilitychange"));
  await settled();
  assert.deepEqual(sent.map(({ body, keepalive }) => [body.parts, keepalive]), [[[], true], [[[0, 500]], true], [[], true]]);
});

test("what a player tells in the middle of a jump is not played", async (t) => {
  const { beat, video, tell } = room(t);
  for (const ms of [0, 250]) tell("timeupdate", ms);
  video.seeking = true;
  tell("timeupdate", 1250);
  tell("seeking", 1250);
  video.seeking = false;
  for (const ms of [1250, 1500]) tell("timeupdate", ms);
  assert.deepEqual(beat.played.take(), [[0, 250], [1250, 1500]]);
});
