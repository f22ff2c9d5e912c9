// @ts-check
import assert from "node:assert/strict";
import test from "node:test";
import { Cutter, IMPORT_PIECE_BYTES, piecesOf, piecesOfFile, sha256 } from "freethrow/recorder/pieces.mjs";

test("one-second chunks become pieces of four seconds, the rest a shorter one", () => {
  const cutter = new Cutter(0);
  const cuts = Array.from({ length: 6 }, () => cutter.add(100, 1000).cut).filter((cut) => cut !== null);
  assert.deepEqual(cuts, [{ position: 0, size: 400, ms: 4000 }]);
  assert.deepEqual(cutter.rest(), { position: 1, size: 200, ms: 2000 });
  assert.equal(cutter.rest(), null);
});

test("a piece is cut early when its bytes are many", () => {
  assert.notEqual(new Cutter(0).add(9 * 1024 * 1024, 1000).cut, null);
});

test("stored chunks give the same pieces that were cut while recording", () => {
  const cutters = [new Cutter(0), new Cutter(1)];
  /** @type {import("freethrow/recorder/pieces.mjs").ChunkPlace[]} */
  const places = [];
  /** @type {object[]} */
  const cuts = [];
  for (const cutter of cutters) {
    for (let second = 0; second < 7; second += 1) {
      const { place, cut } = cutter.add(10 + second, 1000);
      places.push(place);
      if (cut) cuts.push({ segment: cutter.segment, ...cut });
    }
    cuts.push({ segment: cutter.segment, ...cutter.rest() });
  }
  assert.deepEqual(piecesOf(places.reverse()), cuts);
});

test("a file becomes pieces of 16 MiB that together are the file", async () => {
  const file = new Blob([new Uint8Array(IMPORT_PIECE_BYTES + 5).fill(7)]);
  const pieces = piecesOfFile(file, "video/mp4");
  assert.deepEqual(pieces.map(({ position, size }) => [position, size]), [[0, IMPORT_PIECE_BYTES], [1, 5]]);
  assert.equal((await /** @type {any} */ (pieces[1]).bytes()).byteLength, 5);
  assert.deepEqual(piecesOfFile(new Blob([]), "video/mp4"), []);
});

test("the digest is SHA-256 in hex", async () => {
  const bytes = await new Blob(["abc"]).arrayBuffer();
  assert.equal(await sha256(bytes), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
});
