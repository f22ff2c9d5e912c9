// @ts-check
import assert from "node:assert/strict";
import test from "node:test";
import { FileImport, isSameFile, leftOffWords } from "freethrow/recorder/import.mjs";
import { IMPORT_PIECE_BYTES } from "freethrow/recorder/pieces.mjs";
import { freshKept, goOnPath } from "freethrow/recorder/recording.mjs";
import { MemorySpool } from "freethrow/recorder/spool.mjs";

const PURPOSE = { scenario: "s", target: null, kind: /** @type {const} */ ("import") };
const file = new File([new Uint8Array(2 * IMPORT_PIECE_BYTES + 10)], "phone.mov", { type: "video/quicktime", lastModified: 7 });

/** A server that is gone before it takes the last piece. */
class FakeServer {
  stored = new Set();
  puts = 0;
  begun = 0;
  gone = true;
  async begin() {
    this.begun += 1;
    return { take: "t", recording: "r", take_url: "/takes/t" };
  }
  /** @param {string} _ @param {any} claim */
  async sign(_, claim) {
    return { url: `${claim.piece}`, headers: {}, stored: this.stored.has(`${claim.piece}`) };
  }
  /** @param {any} signed @param {ArrayBuffer} bytes @param {AbortSignal} signal @param {(sent: number) => void} alive */
  async put(signed, bytes, signal, alive) {
    if (this.gone && signed.url === "2") await new Promise((_, reject) => signal.addEventListener("abort", reject));
    this.puts += 1;
    this.stored.add(signed.url);
    alive(bytes.byteLength);
  }
  async finish() {
    return { state: "finished", take_url: "/takes/t" };
  }
  /** @returns {import("freethrow/recorder/server.mjs").Server} */
  get real() {
    return /** @type {any} */ (this);
  }
}

test("a file that was being sent goes on where it stopped when the same one is chosen again", async () => {
  const spool = new MemorySpool();
  const server = new FakeServer();
  const first = new FileImport(file, freshKept({ person: "p", title: "Pitch", purpose: PURPOSE }), server.real, spool);
  first.finish().catch(() => {});
  while (first.told.sent < 2 * IMPORT_PIECE_BYTES) await new Promise((resolve) => setTimeout(resolve, 2));
  await first.uploader.close(); // the page goes away
  const [kept] = await spool.list("p");
  assert.ok(kept?.file);
  assert.equal(leftOffWords(kept.file), "phone.mov: 99% sent. Choose the same file to go on.");
  server.gone = false;
  assert.deepEqual(await new FileImport(file, kept, server.real, spool).finish(), { state: "finished", take_url: "/takes/t" });
  assert.deepEqual([server.begun, server.puts], [1, 3]);
  assert.deepEqual(await spool.list("p"), []);
});

test("another file, or the same one changed since, is not taken for it", () => {
  const kept = { name: "phone.mov", size: 10, modified: 7, sent: 4 };
  assert.equal(isSameFile(kept, { name: "phone.mov", size: 10, lastModified: 7 }), true);
  assert.equal(isSameFile(kept, { name: "phone.mov", size: 10, lastModified: 8 }), false);
  assert.equal(isSameFile(kept, { name: "phone.mov", size: 11, lastModified: 7 }), false);
  assert.equal(isSameFile(kept, { name: "other.mov", size: 10, lastModified: 7 }), false);
});

test("a kept take goes on in the recorder, with all that it was made for; a file and a clip don't", () => {
  const purpose = { scenario: "s", target: null, prompt: "p", kind: /** @type {const} */ ("camera") };
  assert.equal(goOnPath({ id: "k", purpose }), "/record?scenario=s&prompt=p&kept=k");
  assert.equal(goOnPath({ id: "k", purpose: PURPOSE }), null);
  assert.equal(goOnPath({ id: "k", purpose: { kind: "camera" } }), null);
});
