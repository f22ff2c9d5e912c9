// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { Played, Worked } from "freethrow/review/beat.mjs";

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
