// @ts-check
import assert from "node:assert/strict";
import test from "node:test";
import { cornerOf, sizeFor, squareOf, within } from "freethrow/recorder/composing.mjs";

test("a large screen is recorded within 720p, a small one as it is, and always in even numbers", () => {
  assert.deepEqual(sizeFor({ width: 2560, height: 1440 }), { width: 1280, height: 720 });
  assert.deepEqual(sizeFor({ width: 801, height: 601 }), { width: 802, height: 602 });
  assert.deepEqual(sizeFor({ width: 1080, height: 2400 }), { width: 324, height: 720 });
});

test("a window that was resized while it is shared shows whole, in the middle", () => {
  assert.deepEqual(within({ width: 400, height: 400 }, { width: 1280, height: 720 }), { x: 280, y: 0, width: 720, height: 720 });
});

test("the camera is a circle that lies within the picture, cut from its middle", () => {
  for (const frame of [{ width: 1280, height: 720 }, { width: 324, height: 720 }]) {
    const { x, y, radius } = cornerOf(frame);
    assert.ok(radius > 20 && x + radius < frame.width && y + radius < frame.height);
  }
  assert.deepEqual(squareOf({ width: 1280, height: 720 }), { x: 280, y: 0, width: 720, height: 720 });
});
