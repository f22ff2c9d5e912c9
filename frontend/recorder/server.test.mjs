// @ts-check
import assert from "node:assert/strict";
import test from "node:test";
import { Server } from "freethrow/recorder/server.mjs";

/** A signal that tells who still waits for it. */
class Heard extends EventTarget {
  waiting = 0;

  /**
   * @override
   * @param {Parameters<EventTarget["addEventListener"]>} given
   */
  addEventListener(...given) {
    this.waiting += 1;
    super.addEventListener(...given);
  }

  /**
   * @override
   * @param {Parameters<EventTarget["removeEventListener"]>} given
   */
  removeEventListener(...given) {
    this.waiting -= 1;
    super.removeEventListener(...given);
  }
}

/** Answers every request at once, or when it is given up. */
class Request {
  static status = 200;
  upload = {};
  status = Request.status;
  onload = () => {};
  onabort = () => {};
  onloadend = () => {};

  open() {}
  setRequestHeader() {}

  send() {
    if (this.status) queueMicrotask(() => this.#end(this.onload));
  }

  abort() {
    this.#end(this.onabort);
  }

  /** @param {() => void} how */
  #end(how) {
    how();
    this.onloadend();
  }
}

/** @param {Heard} signal */
function put(signal) {
  globalThis.XMLHttpRequest = /** @type {any} */ (Request);
  const signed = /** @type {any} */ ({ url: "/store/piece", headers: {} });
  return new Server("somebody").put(signed, new ArrayBuffer(8), /** @type {any} */ (signal), () => {});
}

test("what was sent is let go of, so that a long take doesn't stay in memory", async () => {
  Request.status = 200;
  const signal = new Heard();
  await put(signal);
  assert.equal(signal.waiting, 0);
});

test("a piece is given up when it is told to stop", async () => {
  Request.status = 0;
  const signal = new Heard();
  const putting = put(signal);
  signal.dispatchEvent(new Event("abort"));
  await assert.rejects(putting, { kind: "temporary" });
  assert.equal(signal.waiting, 0);
});
