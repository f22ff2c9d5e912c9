// @ts-check
/**
 * One recording on its way: chunks come in, go to the spool, and leave as pieces.
 *
 * It begins without the network (the take on the server is made when it can be), and the spool lets go
 * of it only when the server has answered that the recording is finished.
 */
import { Cutter, piecesOf, sha256 } from "freethrow/recorder/pieces.mjs";
import { MemorySpool } from "freethrow/recorder/spool.mjs";
import { Uploader } from "freethrow/recorder/uploader.mjs";

/** @typedef {import("freethrow/recorder/spool.mjs").Spool} Spool */
/** @typedef {import("freethrow/recorder/spool.mjs").Kept} Kept */
/** @typedef {import("freethrow/recorder/spool.mjs").Purpose} Purpose */
/** @typedef {import("freethrow/recorder/server.mjs").Server} Server */
/** @typedef {import("freethrow/recorder/uploader.mjs").Finished} Finished */
/** @typedef {import("freethrow/recorder/pieces.mjs").Cut} Cut */
/** @typedef {import("freethrow/recorder/pieces.mjs").Piece} Piece */

/** What may wait in memory alone before recording on would risk the whole take. */
export const MEMORY_LIMIT = 256 * 1024 * 1024;

/**
 * @param {{ person: string, title: string, purpose: Purpose }} what
 * @returns {Kept}
 */
export function freshKept({ person, title, purpose }) {
  return { id: crypto.randomUUID(), person, title, purpose, remote: null, begun: Date.now(), recorded_ms: 0, segments: [], chapters: [] };
}

/**
 * The recorder's address where a kept recording goes on; null for a clip and for a file.
 * @param {Pick<Kept, "id" | "purpose">} kept
 */
export function goOnPath({ id, purpose: { scenario, target, prompt, heard, kind } }) {
  if (!scenario || kind === "import") return null;
  const told = Object.entries({ scenario, target, prompt, heard, kept: id }).filter(([, value]) => value);
  return `/record?${new URLSearchParams(/** @type {[string, string][]} */ (told))}`;
}

export class Recording extends EventTarget {
  /** @type {Cutter} */
  #cutter = new Cutter(0);
  /** @type {Promise<void>} */
  #writing = Promise.resolve();
  /** @type {Promise<unknown>} */
  #reading = Promise.resolve();
  /** What the device would not store, for as long as the page lives. */
  #overflow = new MemorySpool();
  /** Whether every chunk so far lies on this device. */
  spooled = true;

  /**
   * @param {Kept} kept
   * @param {Spool} spool
   * @param {Server} server
   */
  constructor(kept, spool, server) {
    super();
    this.kept = kept;
    this.savedMs = kept.recorded_ms; // what the spool has; a slow disk lags behind what was recorded
    this.spool = spool;
    this.spooled = spool.lasting;
    this.uploader = new Uploader(portsOf(this, server));
    this.uploader.addEventListener("change", () => this.dispatchEvent(new Event("change")));
  }

  /** Whether all of it survives closing the page. */
  get safe() {
    return this.spooled || (this.uploader.status.state === "sent");
  }

  /** Whether so much waits in memory alone that the take must end now. */
  get overflowing() {
    return !this.spooled && this.uploader.status.pendingBytes > MEMORY_LIMIT;
  }

  /**
   * Opens the next segment.
   * @param {string} mimeType
   */
  open(mimeType) {
    const position = this.kept.segments.length;
    this.#cutter = new Cutter(position);
    this.kept.segments.push({ position, mime_type: mimeType, video_ms: 0, audio_ms: 0 });
    this.#later(() => this.#store((spool) => spool.write(this.kept)));
  }

  /**
   * Takes a chunk over; chunks are written in the order of their arrival.
   * @param {Blob} blob
   * @param {number} ms
   * @param {{ video_ms: number, audio_ms: number }} figures  of this segment so far
   */
  add(blob, ms, figures) {
    const cutter = this.#cutter;
    const segment = this.#segment();
    Object.assign(segment, { video_ms: figures.video_ms, audio_ms: figures.audio_ms });
    this.kept.recorded_ms += ms;
    this.#later(async () => {
      const bytes = await blob.arrayBuffer();
      const { place, cut } = cutter.add(bytes.byteLength, ms);
      await this.#store((spool) => spool.add(this.kept.id, place, bytes));
      await this.#store((spool) => spool.write(this.kept));
      this.savedMs += ms;
      if (cut) this.#sendCut(place.segment, cut, segment.mime_type);
    });
  }

  /**
   * Puts a chapter in, or the same prompt's anew.
   * @param {import("freethrow/recorder/spool.mjs").Chapter} chapter
   */
  chapter(chapter) {
    const others = (this.kept.chapters ?? []).filter(({ prompt }) => prompt !== chapter.prompt);
    this.kept.chapters = [...others, chapter];
    void this.#later(() => this.#store((spool) => spool.write(this.kept)));
  }

  /** Ends the current segment: its last piece leaves. */
  close() {
    const cutter = this.#cutter;
    const { mime_type } = this.#segment();
    this.#later(async () => {
      const rest = cutter.rest();
      if (rest) this.#sendCut(cutter.segment, rest, mime_type);
    });
    return this.#writing;
  }

  /** Sends again what an earlier page left behind; answers how many pieces that is. */
  async resend() {
    const cuts = piecesOf(await this.spool.places(this.kept.id));
    for (const cut of cuts) {
      this.#sendCut(cut.segment, cut, this.kept.segments[cut.segment]?.mime_type ?? "video/webm");
    }
    return cuts.length;
  }

  /** Whether nothing at all was recorded. */
  async isEmpty() {
    await this.#writing;
    const { sentBytes, pendingBytes } = this.uploader.status;
    return sentBytes + pendingBytes === 0;
  }

  /**
   * Finishes on the server, and only then lets go of the copy on this device.
   * @param {(finished: Finished) => void} [received]  the server has it; clearing up here takes a moment more
   */
  async finish(received = () => {}) {
    await this.#writing;
    const segments = this.kept.segments.filter((segment) => segment.mime_type !== "");
    const finished = await this.uploader.finish(segments, this.kept.recorded_ms, this.kept.chapters);
    received(finished);
    await this.#reading.catch(() => {});
    await this.spool.drop(this.kept.id).catch(() => {}); // what stays is offered again, and known to the server
    return finished;
  }

  /** Throws the copy on this device away. */
  async discard() {
    await this.uploader.close();
    await this.#writing.catch(() => {});
    await this.spool.drop(this.kept.id);
  }

  /**
   * The segments as files, to watch or download at once. Piece by piece, since a long take is more than
   * a page should hold at once; the browser keeps what a blob is made of elsewhere.
   * @returns {Promise<Blob[]>}
   */
  blobs() {
    const read = this.#writing.then(() => this.#read());
    this.#reading = read;
    return read;
  }

  async #read() {
    const { id, segments } = this.kept;
    /** @type {Blob[][]} */
    const parts = segments.map(() => []);
    const places = [...(await this.spool.places(id)), ...(await this.#overflow.places(id))];
    for (const { segment, position } of piecesOf(places)) {
      parts[segment]?.push(new Blob(await this.#bytesOf(segment, position)));
    }
    const files = segments.map(({ mime_type: type }, at) => new Blob(parts[at], { type }));
    return files.filter(({ size }) => size > 0);
  }

  #segment() {
    const segment = this.kept.segments.at(-1);
    if (!segment) throw new Error("no segment is open");
    return segment;
  }

  /** @param {() => Promise<void>} step */
  #later(step) {
    this.#writing = this.#writing.then(step);
    return this.#writing;
  }

  /**
   * Into the spool; into memory from the moment the device refuses (quota, private window).
   * @param {(spool: Spool) => Promise<void>} write
   */
  async #store(write) {
    if (this.spooled || !this.spool.lasting) {
      try {
        return await write(this.spool);
      } catch {
        this.spooled = false;
        this.dispatchEvent(new Event("change"));
      }
    }
    return write(this.#overflow);
  }

  /**
   * @param {number} segment
   * @param {Cut} cut
   * @param {string} mimeType
   */
  #sendCut(segment, cut, mimeType) {
    const { position, size, ms } = cut;
    const bytes = async () => new Blob(await this.#bytesOf(segment, position)).arrayBuffer();
    this.uploader.add({ segment, position, size, ms, mimeType, bytes });
  }

  /**
   * @param {number} segment
   * @param {number} piece
   */
  async #bytesOf(segment, piece) {
    const { id } = this.kept;
    const stored = await this.spool.bytes(id, segment, piece);
    return [...stored, ...(await this.#overflow.bytes(id, segment, piece))];
  }
}

/**
 * @param {{ kept: Kept, spool: Spool }} recording
 * @param {Server} server
 * @returns {import("freethrow/recorder/uploader.mjs").Ports}
 */
export function portsOf({ kept, spool }, server) {
  const remote = () => kept.remote?.recording ?? "";
  return {
    begin: async () => {
      if (kept.remote) return;
      const { take, recording, number, take_url } = await server.begin(kept.purpose, kept.id, Date.now() - kept.begun);
      kept.remote = { take, recording, takeUrl: take_url, number };
      await spool.write(kept).catch(() => {});
    },
    sign: (claim) => server.sign(remote(), claim),
    put: (signed, bytes, signal, alive) => server.put(signed, bytes, signal, alive),
    finish: (manifest) => server.finish(remote(), manifest),
    digest: sha256,
    wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    isOnline: () => navigator.onLine,
    online: () => new Promise((resolve) => addEventListener("online", () => resolve(), { once: true })),
    signedIn: () => server.signedIn(),
  };
}
