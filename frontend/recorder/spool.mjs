// @ts-check
/**
 * The copy of a recording on this device, until the server has the finished recording.
 *
 * Each chunk is written the moment the recorder hands it over. Where the browser has no IndexedDB (some
 * private windows), the same interface keeps the bytes in memory, and the page says so.
 */

import { browserOf } from "freethrow/recorder/devices.mjs";

/** @typedef {import("freethrow/recorder/pieces.mjs").ChunkPlace} ChunkPlace */
/** @typedef {{ take: string, recording: string, takeUrl: string, number?: number }} Remote */
/** @typedef {{ position: number, mime_type: string, video_ms: number, audio_ms: number }} SegmentFigures */
/** @typedef {"camera" | "screen" | "import"} Kind */
/** @typedef {{ scenario?: string, target?: string | null, kind: Kind, prompt?: string | null, heard?: string | null }} Purpose */
/** @typedef {{ name: string, size: number, modified: number, sent: number }} KeptFile  what tells a chosen file from another, and the bytes sent of it */
/** @typedef {{ prompt: string, at_ms: number, response_ms: number | null }} Chapter  where one prompt was answered */
/**
 * @typedef {object} Kept  what is known about one recording besides its bytes
 * @property {string} id          a name of this device's own, so that a take can begin offline
 * @property {string} person      whose it is: another person on this device never sees it
 * @property {string} title
 * @property {Purpose} purpose
 * @property {Remote | null} remote
 * @property {number} begun       milliseconds since 1970
 * @property {number} recorded_ms
 * @property {SegmentFigures[]} segments
 * @property {KeptFile} [file]    of an import, whose bytes stay where they are
 * @property {Chapter[]} [chapters]  of a drill; recordings kept before there were drills have none
 */
/**
 * @typedef {object} Spool
 * @property {boolean} lasting    whether it outlives the page
 * @property {(kept: Kept) => Promise<void>} write
 * @property {(id: string, place: ChunkPlace, bytes: ArrayBuffer) => Promise<void>} add
 * @property {(id: string) => Promise<ChunkPlace[]>} places
 * @property {(id: string, segment: number, piece?: number) => Promise<ArrayBuffer[]>} bytes
 * @property {(person: string) => Promise<Kept[]>} list
 * @property {(id: string) => Promise<void>} drop
 */

const NAME = "freethrow-recordings";

/**
 * Opens the spool of this device; falls back to memory when there is none, or none within this time. A
 * list of what was kept gives no time: better late than empty.
 * @param {number} [withinMs]
 * @returns {Promise<Spool>}
 */
export async function openSpool(withinMs) {
  const signal = withinMs === undefined ? undefined : AbortSignal.timeout(withinMs);
  try {
    const spool = new DeviceSpool(await alone(() => openDatabase(signal), signal));
    askToLast();
    return spool;
  } catch {
    return new MemorySpool();
  }
}

/**
 * One page at a time, under a lock. Chromium keeps a page that somebody left, and with it what it was
 * about to open: that page sleeps, and every later one waits for it forever. It keeps no page with a lock.
 * @template T
 * @param {() => Promise<T>} open
 * @param {AbortSignal} [signal]
 * @returns {Promise<T>}
 */
async function alone(open, signal) {
  if (!navigator.locks) return open();
  return navigator.locks.request(`${NAME}-opening`, signal ? { signal } : {}, open);
}

/**
 * Asks the browser to spare the spool when the device runs out of space. Nobody waits for the answer.
 * Firefox would ask the person, beside its question about the camera, so there we don't.
 */
function askToLast() {
  if (browserOf(navigator.userAgent) !== "firefox") void navigator.storage?.persist?.().catch(() => false);
}

/**
 * @param {AbortSignal} [signal]  ends the waiting; what opens after that is closed again
 * @returns {Promise<IDBDatabase>}
 */
function openDatabase(signal) {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open(NAME, 1);
    opening.onupgradeneeded = () => {
      opening.result.createObjectStore("recordings", { keyPath: "id" });
      opening.result.createObjectStore("places", { keyPath: ["id", "segment", "chunk"] });
      opening.result.createObjectStore("chunks", { keyPath: ["id", "segment", "piece", "chunk"] });
    };
    opening.onsuccess = () => (signal?.aborted ? opening.result.close() : resolve(opening.result));
    opening.onerror = () => reject(opening.error);
    opening.onblocked = () => reject(new Error("another version is open"));
    signal?.addEventListener("abort", () => reject(signal.reason));
  });
}

/** @implements {Spool} */
class DeviceSpool {
  lasting = true;

  /** @param {IDBDatabase} database */
  constructor(database) {
    this.database = database;
  }

  /** @param {Kept} kept */
  async write(kept) {
    await this.#change((stores) => stores("recordings").put(kept));
  }

  /**
   * @param {string} id
   * @param {ChunkPlace} place
   * @param {ArrayBuffer} bytes
   */
  async add(id, place, bytes) {
    await this.#change((stores) => {
      stores("chunks").put({ id, ...place, bytes });
      stores("places").put({ id, ...place });
    });
  }

  /** @param {string} id */
  async places(id) {
    return this.#all("places", IDBKeyRange.bound([id], [id, []]));
  }

  /**
   * @param {string} id
   * @param {number} segment
   * @param {number} [piece]
   */
  async bytes(id, segment, piece) {
    const from = piece === undefined ? [id, segment] : [id, segment, piece];
    const rows = await this.#all("chunks", IDBKeyRange.bound(from, [...from, []]));
    return rows.map((row) => row.bytes);
  }

  /** @param {string} person */
  async list(person) {
    const rows = await this.#all("recordings");
    return rows.filter((kept) => kept.person === person).sort((a, b) => a.begun - b.begun);
  }

  /** @param {string} id */
  async drop(id) {
    const range = IDBKeyRange.bound([id], [id, []]);
    await this.#change((stores) => {
      stores("chunks").delete(range);
      stores("places").delete(range);
      stores("recordings").delete(id);
    });
  }

  /** @param {(stores: (name: string) => IDBObjectStore) => void} write */
  #change(write) {
    return new Promise((resolve, reject) => {
      const change = this.database.transaction(["recordings", "places", "chunks"], "readwrite");
      change.oncomplete = () => resolve(undefined);
      change.onabort = () => reject(change.error ?? new Error("The device refused to store more."));
      write((name) => change.objectStore(name));
    });
  }

  /**
   * @param {string} name
   * @param {IDBKeyRange} [range]
   * @returns {Promise<any[]>}
   */
  #all(name, range) {
    return new Promise((resolve, reject) => {
      const asking = this.database.transaction(name).objectStore(name).getAll(range);
      asking.onsuccess = () => resolve(asking.result);
      asking.onerror = () => reject(asking.error);
    });
  }
}

/** @implements {Spool} */
export class MemorySpool {
  lasting = false;
  /** @type {Map<string, Kept>} */
  #kept = new Map();
  /** @type {Map<string, { place: ChunkPlace, bytes: ArrayBuffer }[]>} */
  #chunks = new Map();

  /** @param {Kept} kept */
  async write(kept) {
    this.#kept.set(kept.id, structuredClone(kept));
  }

  /**
   * @param {string} id
   * @param {ChunkPlace} place
   * @param {ArrayBuffer} bytes
   */
  async add(id, place, bytes) {
    this.#chunks.set(id, [...(this.#chunks.get(id) ?? []), { place, bytes }]);
  }

  /** @param {string} id */
  async places(id) {
    return (this.#chunks.get(id) ?? []).map(({ place }) => place);
  }

  /**
   * @param {string} id
   * @param {number} segment
   * @param {number} [piece]
   */
  async bytes(id, segment, piece) {
    return (this.#chunks.get(id) ?? [])
      .filter(({ place }) => place.segment === segment && (piece === undefined || place.piece === piece))
      .map(({ bytes }) => bytes);
  }

  /** @param {string} person */
  async list(person) {
    return [...this.#kept.values()].filter((kept) => kept.person === person);
  }

  /** @param {string} id */
  async drop(id) {
    this.#kept.delete(id);
    this.#chunks.delete(id);
  }
}
