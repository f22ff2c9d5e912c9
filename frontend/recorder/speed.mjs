// @ts-check
/** How fast this connection sends, told before recording. Known bytes go straight to the store, once a page. */
import { post } from "freethrow/core/api.mjs";
import { recorderOptions } from "freethrow/recorder/codec.mjs";

/** @typedef {import("freethrow/recorder/uploader.mjs").Signed} Signed */
/** @typedef {{ put: (signed: Signed, bytes: ArrayBuffer, signal: AbortSignal, alive: (sent: number) => void) => Promise<void> }} Store */

const SPARE = 1.2; // the rate that is asked of an encoder is an average

/**
 * Bytes that don't compress, the same ones the server signs (practice/recordings/speed.py).
 * @param {number} size
 * @returns {ArrayBuffer}
 */
export function probeBytes(size) {
  const words = new DataView(new ArrayBuffer(size));
  let x = 2463534242;
  for (let at = 0; at + 4 <= size; at += 4) {
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    words.setUint32(at, x >>> 0, true);
  }
  return words.buffer;
}

/**
 * @param {Store} store
 * @param {AbortSignal} signal  recording begins: it has the connection for itself then
 * @returns {Promise<number>} bytes a second
 */
export async function measure(store, signal) {
  const { url, headers, size } = await post("/recordings/speed", {}, { signal });
  const bytes = probeBytes(size);
  const began = performance.now();
  await store.put({ url, headers, stored: false }, bytes, signal, () => {});
  return (size * 1000) / Math.max(1, performance.now() - began);
}

/**
 * What that means for a take.
 * @param {{ rate: number, targetMs: number, video: boolean, lasting: boolean }} known  rate: bytes a second;
 *   lasting: whether this device keeps a copy
 */
export function speedWords({ rate, targetMs, video, lasting }) {
  const needed = bytesPerSecond(video);
  if (rate >= needed * SPARE) return "Good connection: it sends while you record.";
  const seconds = ((targetMs / 1000) * needed) / rate;
  const meanwhile = lasting ? "it’s safe on this device meanwhile" : "keep this page open until it is sent";
  return `Slow connection: a ${takeOf(targetMs)} take needs about ${about(seconds)} to send; ${meanwhile}.`;
}

/** @param {boolean} video */
function bytesPerSecond(video) {
  const { videoBitsPerSecond = 0, audioBitsPerSecond = 0 } = recorderOptions(video ? "video/mp4" : "audio/mp4");
  return (videoBitsPerSecond + audioBitsPerSecond) / 8;
}

/** @param {number} ms */
function takeOf(ms) {
  const seconds = Math.round(ms / 1000);
  return seconds < 90 ? `${seconds}-second` : `${Math.round(seconds / 60)}-minute`;
}

/** @param {number} seconds */
function about(seconds) {
  return seconds < 90 ? `${Math.max(5, Math.ceil(seconds / 5) * 5)} s` : `${Math.ceil(seconds / 60)} min`;
}
