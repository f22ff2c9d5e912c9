// @ts-check
import assert from "node:assert/strict";
import test from "node:test";
import { FakeNetwork } from "freethrow/recorder/fakes.test.mjs";
import { MOST_REJECTIONS, Uploader, delay } from "freethrow/recorder/uploader.mjs";

const SEGMENT = { position: 0, mime_type: "video/webm", video_ms: 8000, audio_ms: 8000 };

/**
 * @param {string} text
 * @param {number} position
 */
function piece(text, position) {
  const bytes = async () => new Blob([text]).arrayBuffer();
  return { segment: 0, position, size: text.length, ms: 4000, mimeType: "video/webm", bytes };
}

/**
 * @param {FakeNetwork} network
 * @param {string[]} texts
 */
async function sendAll(network, texts = ["first", "second"]) {
  const uploader = new Uploader(network.ports);
  texts.forEach((text, at) => uploader.add(piece(text, at)));
  await uploader.finish([SEGMENT], 8000);
  return uploader;
}

test("pieces arrive, and the manifest names them in order with their digests", async () => {
  const network = new FakeNetwork();
  const uploader = await sendAll(network);
  assert.deepEqual([...network.stored.keys()].sort(), ["0/0/first", "0/1/second"]);
  assert.deepEqual(network.manifests, [
    {
      recorded_ms: 8000,
      segments: [{ ...SEGMENT, pieces: [{ position: 0, size: 5, sha256: "first" }, { position: 1, size: 6, sha256: "second" }] }],
    },
  ]);
  assert.equal(uploader.status.state, "sent");
  assert.equal(uploader.status.sentMs, 8000);
});

test("the take is begun once, and at most three pieces travel at a time", async () => {
  const network = new FakeNetwork();
  await sendAll(network, Array.from({ length: 20 }, (_, at) => `piece ${at}`));
  assert.equal(network.log.filter((step) => step === "begin").length, 1);
  assert.equal(network.most, 3);
  assert.equal(network.stored.size, 20);
});

test("a store that answers 503 five times gets the piece at the sixth try, after growing waits", async () => {
  const network = new FakeNetwork();
  network.troubles.put = Array(5).fill("temporary");
  await sendAll(network, ["only"]);
  assert.equal(network.log.filter((step) => step === "put").length, 6);
  assert.equal(network.log.filter((step) => step === "wait").length, 5);
});

test("an expired address is asked for anew at once, without waiting", async () => {
  const network = new FakeNetwork();
  network.troubles.put = ["expired"];
  await sendAll(network, ["only"]);
  assert.deepEqual(network.log, ["begin", "sign", "put", "sign", "put", "finish"]);
});

test("a store that turns the bytes down again and again is told after a few tries, and can be tried again", async () => {
  for (const kind of /** @type {const} */ (["rejected", "expired"])) {
    const network = new FakeNetwork();
    network.troubles.put = Array(MOST_REJECTIONS).fill(kind);
    const uploader = new Uploader(network.ports);
    uploader.add(piece("only", 0));
    await assert.rejects(uploader.finish([SEGMENT], 4000), /turning this recording away.*download it/);
    assert.equal(network.log.filter((step) => step === "put").length, MOST_REJECTIONS);
    uploader.retry();
    await uploader.finish([SEGMENT], 4000);
    assert.equal(network.stored.size, 1);
  }
});

test("bytes spoilt once on the way arrive at the second try", async () => {
  const network = new FakeNetwork();
  network.troubles.put = ["rejected"];
  await sendAll(network, ["only"]);
  assert.equal(network.stored.size, 1);
});

test("a lost answer does not send the piece twice", async () => {
  const network = new FakeNetwork();
  network.troubles.put = ["lost answer"];
  await sendAll(network, ["only"]);
  assert.equal(network.log.filter((step) => step === "put").length, 1);
});

test("offline it waits for the network instead of counting tries", async () => {
  const network = new FakeNetwork();
  network.connected = false;
  network.troubles.begin = ["temporary"];
  await sendAll(network, ["only"]);
  assert.ok(network.log.includes("online"));
  assert.ok(!network.log.includes("wait"));
});

test("one piece that goes on doesn't hide that another waits for the network", async () => {
  const network = new FakeNetwork();
  const { ports } = network;
  let back = () => {};
  const uploader = new Uploader({ ...ports, isOnline: () => false, online: () => new Promise((resolve) => (back = () => resolve(undefined))) });
  network.troubles.put = [null, "temporary"];
  uploader.add(piece("first", 0));
  uploader.add(piece("second", 1));
  while (network.stored.size < 1 || uploader.status.state !== "offline") await new Promise((resolve) => setTimeout(resolve, 1));
  uploader.retry();
  assert.match(uploader.status.sentence, /You are offline/);
  back();
  await uploader.finish([SEGMENT], 8000);
  assert.equal(uploader.status.state, "sent");
});

test("a session that ended waits for the person to sign in and goes on", async () => {
  const network = new FakeNetwork();
  network.troubles.sign = ["signed-out"];
  network.troubles.finish = ["signed-out"];
  /** @type {string[]} */
  const told = [];
  const uploader = new Uploader(network.ports);
  uploader.addEventListener("change", () => told.push(uploader.status.sentence));
  uploader.add(piece("only", 0));
  await uploader.finish([SEGMENT], 4000);
  assert.equal(network.signIns, 2);
  assert.ok(told.includes("Sign in again to finish sending; your take is safe on this device."));
});

test("what the server refuses is told in its words, and can be tried again", async () => {
  const network = new FakeNetwork();
  network.troubles.sign = ["refused"];
  const uploader = new Uploader(network.ports);
  uploader.add(piece("only", 0));
  await assert.rejects(uploader.finish([SEGMENT], 4000), /no sign/);
  assert.equal(uploader.status.state, "refused");
  uploader.retry();
  await uploader.finish([SEGMENT], 4000);
  assert.equal(network.stored.size, 1);
});

test("what is thrown away stops, after it is known whether the server had begun it", async () => {
  const network = new FakeNetwork();
  let begun = false;
  const begin = () => new Promise((resolve) => setTimeout(() => resolve(void (begun = true)), 5));
  const uploader = new Uploader({ ...network.ports, begin: /** @type {() => Promise<void>} */ (begin) });
  uploader.add(piece("false start", 0));
  await uploader.close();
  uploader.add(piece("its rest", 1));
  await new Promise((resolve) => setTimeout(resolve, 10));
  assert.equal(begun, true);
  assert.equal(network.stored.size, 0);
});

test("finishing survives lost answers", async () => {
  const network = new FakeNetwork();
  network.troubles.finish = ["temporary", "temporary"];
  await sendAll(network, ["only"]);
  assert.equal(network.manifests.length, 1);
});

test("waits double up to half a minute and are never all the same", () => {
  assert.deepEqual([0, 1, 2, 3].map((attempt) => delay(attempt, 1)), [500, 1000, 2000, 4000]);
  assert.equal(delay(50, 1), 30_000);
  assert.equal(delay(2, 0), 1000);
});
