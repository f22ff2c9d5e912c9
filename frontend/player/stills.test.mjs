// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { parseStills, stillAt } from "freethrow/player/stills.mjs";
import { heights, path } from "freethrow/player/waveform.mjs";

const FILE = `WEBVTT

00:00:00.000 --> 00:00:02.000
/store/a.b-c?x=1&y=2#xywh=0,0,160,90

01:00:02.000 --> 01:00:03.500
https://s3.example/k?X-Amz-Expires=900#xywh=160,90,160,90
`;

test("cues become moments with their part of the picture", () => {
  const stills = parseStills(FILE);
  assert.deepEqual(stills[0], { from: 0, until: 2000, url: "/store/a.b-c?x=1&y=2", x: 0, y: 0, width: 160, height: 90 });
  assert.deepEqual([stills[1]?.from, stills[1]?.until, stills[1]?.y], [3_602_000, 3_603_500, 90]);
  assert.equal(parseStills(FILE.replaceAll("\n", "\r\n")).length, 2);
  assert.deepEqual(parseStills("WEBVTT\n\nhello"), []);
});

test("a moment has its still, and none beyond the last one", () => {
  const stills = parseStills(FILE);
  assert.equal(stillAt(stills, 1999), stills[0]);
  assert.equal(stillAt(stills, 2000), undefined);
  assert.equal(stillAt([], 0), undefined);
});

test("bars are as high as the loudest moment in them, and near silence stays low", () => {
  assert.deepEqual(heights("00ff00ff", 2), [1, 1]);
  assert.deepEqual(heights("00ff", 4), [0, 0, 1, 1], "fewer measurements than bars");
  assert.ok((heights("02020202", 2)[0] ?? 1) < 0.1);
  assert.deepEqual(heights("", 100), []);
  assert.deepEqual(heights("zz", 1), [0]);
});

test("the drawing is one path with a stroke for each bar", () => {
  assert.equal(path([0, 1], 8, 30), "M2.0 14.8v0.5M6.0 1.0v28.0");
});
