// @ts-check
/**
 * Sends the pieces of one recording, three at a time, and finishes it.
 *
 * Every way a network can fail ends in one of five troubles: temporary (try again, later and later),
 * expired (ask for a new address at once), rejected (the store doesn't take these bytes: a few tries, in
 * case they were spoilt on the way), signed out (wait for the person), refused (say the server's sentence
 * and stop; nothing is deleted from this device).
 */

/** @typedef {import("freethrow/recorder/pieces.mjs").Piece} Piece */
/** @typedef {import("freethrow/recorder/spool.mjs").SegmentFigures} SegmentFigures */
/** @typedef {{ url: string, headers: Record<string, string>, stored: boolean }} Signed */
/** @typedef {{ segment: number, piece: number, mime_type: string, size: number, sha256: string }} PieceClaim */
/** @typedef {{ position: number, size: number, sha256: string }} SentPiece */
/** @typedef {import("freethrow/recorder/spool.mjs").Chapter} Chapter */
/** @typedef {{ segments: (SegmentFigures & { pieces: SentPiece[] })[], recorded_ms: number, chapters?: Chapter[] }} Manifest */
/** @typedef {{ state: string, take_url: string }} Finished */
/** @typedef {"temporary"|"expired"|"rejected"|"signed-out"|"refused"} Kind */
/** @typedef {{ state: "sending"|"waiting"|"offline"|"signed-out"|"refused"|"sent", sentence: string, sentMs: number, sentBytes: number, pendingBytes: number }} Status */
/**
 * @typedef {object} Ports  everything outside of this file
 * @property {() => Promise<void>} begin                        makes the take on the server, once
 * @property {(claim: PieceClaim) => Promise<Signed>} sign
 * @property {(signed: Signed, bytes: ArrayBuffer, signal: AbortSignal, alive: (sent: number) => void) => Promise<void>} put
 * @property {(manifest: Manifest) => Promise<Finished>} finish
 * @property {(bytes: ArrayBuffer) => Promise<string>} digest
 * @property {(ms: number) => Promise<void>} wait
 * @property {() => boolean} isOnline
 * @property {() => Promise<void>} online                       resolves when the network is back
 * @property {() => Promise<void>} signedIn                     resolves when the person signed in again
 * @property {() => number} [random]
 */

export const AT_ONCE = 3;
export const STALL_MS = 30_000;
const LONGEST_WAIT_MS = 30_000;
/** How often the store may turn the same step down before the person is told. */
export const MOST_REJECTIONS = 5;
const REJECTED =
  "The storage keeps turning this recording away. Nothing is lost: download it, then tell an admin or try again later.";

/** Why something could not be sent. */
export class Trouble extends Error {
  /**
   * @param {Kind} kind
   * @param {string} sentence
   */
  constructor(kind, sentence = "") {
    super(sentence);
    this.kind = kind;
  }
}

/**
 * How long to wait before the next try: doubling from half a second, never twice the same.
 * @param {number} attempt
 * @param {number} random  0 to 1
 */
export function delay(attempt, random) {
  return Math.min(LONGEST_WAIT_MS, 500 * 2 ** attempt) * (0.5 + random / 2);
}

/**
 * A store that says no to the same step again and again won't say yes to it by itself.
 * @param {unknown} error
 */
function isRejection(error) {
  return error instanceof Trouble && (error.kind === "rejected" || error.kind === "expired");
}

const SENTENCES = {
  sending: "",
  sent: "Sent.",
  waiting: "The connection is slow. Trying again…",
  offline: "You are offline. Sending goes on when you are back online.",
  "signed-out": "Sign in again to finish sending; your take is safe on this device.",
};

export class Uploader extends EventTarget {
  /** @type {Piece[]} */
  #queue = [];
  /** @type {Map<string, SentPiece & { segment: number, ms: number }>} */
  #sent = new Map();
  #active = 0;
  #pendingBytes = 0;
  #movingBytes = 0;
  #closed = new AbortController();
  /** @type {Promise<void> | null} */
  #begun = null;
  /** @type {Trouble | null} */
  #refused = null;
  /** What holds up each step that is under way; the gravest is what the person is told. */
  #holdUps = /** @type {Map<object, "waiting" | "offline" | "signed-out">} */ (new Map());
  #finished = false;
  /** @type {(() => void)[]} */
  #idle = [];

  /** @param {Ports} ports */
  constructor(ports) {
    super();
    this.ports = ports;
  }

  /** @returns {Exclude<Status["state"], "refused">} */
  get #state() {
    if (this.#finished) return "sent";
    const held = [...this.#holdUps.values()];
    return /** @type {const} */ (["signed-out", "offline", "waiting"]).find((one) => held.includes(one)) ?? "sending";
  }

  /** @returns {Status} */
  get status() {
    const sent = [...this.#sent.values()];
    return {
      state: this.#refused ? "refused" : this.#state,
      sentence: this.#refused ? this.#refused.message : SENTENCES[this.#state],
      sentMs: sent.reduce((sum, piece) => sum + piece.ms, 0),
      sentBytes: sent.reduce((sum, piece) => sum + piece.size, 0) + this.#movingBytes,
      pendingBytes: this.#pendingBytes,
    };
  }

  /** @param {Piece} piece */
  add(piece) {
    if (this.#closed.signal.aborted) return;
    this.#queue.push(piece);
    this.#pendingBytes += piece.size;
    this.#pump();
  }

  /**
   * Waits until every piece is there, then hands in the manifest. Safe to call again after a failure.
   * @param {SegmentFigures[]} segments
   * @param {number} recordedMs
   * @param {Chapter[]} [chapters]
   */
  async finish(segments, recordedMs, chapters = []) {
    await this.#drained();
    const manifest = {
      segments: segments.map((figures) => this.#withPieces(figures)),
      recorded_ms: recordedMs,
      ...(chapters.length > 0 && { chapters }),
    };
    const finished = await this.#persist(() => this.ports.finish(manifest));
    this.#finished = true;
    this.#tell();
    return finished;
  }

  /**
   * Stops sending: the recording was thrown away. Resolves when it is known whether the server had
   * already begun it.
   */
  async close() {
    this.#queue = [];
    this.#refused ??= new Trouble("refused", "");
    this.#closed.abort();
    await this.#begun?.catch(() => {});
  }

  /** Tries again what the server refused, for example after the reason is gone. */
  retry() {
    this.#refused = null;
    this.#tell();
    this.#pump();
  }

  #pump() {
    while (!this.#refused && this.#active < AT_ONCE && this.#queue.length > 0) {
      const piece = /** @type {Piece} */ (this.#queue.shift());
      this.#active += 1;
      void this.#deliver(piece);
    }
    if (this.#refused || (this.#active === 0 && this.#queue.length === 0)) {
      for (const resolve of this.#idle.splice(0)) resolve();
    }
  }

  /** @param {Piece} piece */
  async #deliver(piece) {
    try {
      const sha256 = await this.#persist(() => this.#send(piece));
      this.#sent.set(`${piece.segment}/${piece.position}`, { ...piece, sha256 });
      this.#pendingBytes -= piece.size;
      this.#tell();
    } catch (error) {
      this.#refuse(error);
      this.#queue.unshift(piece);
    } finally {
      this.#active -= 1;
      this.#pump();
    }
  }

  /** @param {Piece} piece */
  async #send(piece) {
    await this.#begin();
    this.#closed.signal.throwIfAborted();
    const bytes = await piece.bytes();
    const digest = await this.ports.digest(bytes);
    const { segment, position, mimeType } = piece;
    const claim = { segment, piece: position, mime_type: mimeType, size: bytes.byteLength, sha256: digest };
    const signed = await this.ports.sign(claim);
    if (!signed.stored) await this.#put(signed, bytes);
    return digest;
  }

  #begin() {
    this.#begun ??= this.ports.begin().catch((error) => {
      this.#begun = null;
      throw error;
    });
    return this.#begun;
  }

  /**
   * One PUT, given up when nothing moves for thirty seconds.
   * @param {Signed} signed
   * @param {ArrayBuffer} bytes
   */
  async #put(signed, bytes) {
    const stalled = new AbortController();
    const guard = AbortSignal.any([stalled.signal, this.#closed.signal]);
    let timer = setTimeout(() => stalled.abort(), STALL_MS);
    let moved = 0;
    const alive = (/** @type {number} */ sent) => {
      clearTimeout(timer);
      timer = setTimeout(() => stalled.abort(), STALL_MS);
      this.#movingBytes += sent - moved;
      moved = sent;
      this.#tell();
    };
    try {
      await this.ports.put(signed, bytes, guard, alive);
    } finally {
      clearTimeout(timer);
      this.#movingBytes -= moved;
    }
  }

  /**
   * Repeats until it works or the server refuses.
   * @template T
   * @param {() => Promise<T>} step
   * @returns {Promise<T>}
   */
  async #persist(step) {
    const name = {};
    let rejections = 0;
    try {
      for (let attempt = 0; ; attempt += 1) {
        if (this.#refused) throw this.#refused;
        try {
          return await step();
        } catch (error) {
          if (isRejection(error)) rejections += 1;
          await this.#recover(rejections < MOST_REJECTIONS ? error : new Trouble("refused", REJECTED), attempt, name);
        }
      }
    } finally {
      this.#holdUps.delete(name);
    }
  }

  /**
   * @param {unknown} error
   * @param {number} attempt
   * @param {object} name  of the step
   */
  async #recover(error, attempt, name) {
    const trouble = error instanceof Trouble ? error : new Trouble("temporary");
    if (trouble.kind === "refused" || this.#closed.signal.aborted) throw trouble;
    if (trouble.kind === "signed-out") {
      this.#heldUp(name, "signed-out");
      await this.ports.signedIn();
      if (attempt > 0) await this.#wait(attempt);
    } else if (!this.ports.isOnline()) {
      this.#heldUp(name, "offline");
      await this.ports.online();
    } else if (trouble.kind !== "expired" || attempt > 2) {
      this.#heldUp(name, "waiting");
      await this.#wait(attempt);
    }
    this.#holdUps.delete(name);
    this.#tell();
  }

  /** @param {number} attempt */
  #wait(attempt) {
    return this.ports.wait(delay(attempt, (this.ports.random ?? Math.random)()));
  }

  /**
   * @param {object} name
   * @param {"waiting" | "offline" | "signed-out"} why
   */
  #heldUp(name, why) {
    this.#holdUps.set(name, why);
    this.#tell();
  }

  /** @param {unknown} error */
  #refuse(error) {
    this.#refused ??= error instanceof Trouble ? error : new Trouble("refused", String(error));
    this.#tell();
  }

  async #drained() {
    if (!this.#refused && (this.#active > 0 || this.#queue.length > 0)) {
      await new Promise((resolve) => this.#idle.push(() => resolve(undefined)));
    }
    if (this.#refused) throw this.#refused;
  }

  /** @param {SegmentFigures} figures */
  #withPieces(figures) {
    const pieces = [...this.#sent.values()]
      .filter((piece) => piece.segment === figures.position)
      .sort((a, b) => a.position - b.position)
      .map(({ position, size, sha256 }) => ({ position, size, sha256 }));
    return { ...figures, pieces };
  }

  #tell() {
    this.dispatchEvent(new Event("change"));
  }
}
