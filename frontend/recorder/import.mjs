// @ts-check
/** A file from this device (a phone video, say) as a take, by the same uploader. */
import { portsOf } from "freethrow/recorder/recording.mjs";
import { piecesOfFile } from "freethrow/recorder/pieces.mjs";
import { MemorySpool } from "freethrow/recorder/spool.mjs";
import { Uploader } from "freethrow/recorder/uploader.mjs";
import { percent, size } from "freethrow/recorder/words.mjs";

/** @typedef {import("freethrow/recorder/spool.mjs").Kept} Kept */
/** @typedef {import("freethrow/recorder/spool.mjs").KeptFile} KeptFile */
/** @typedef {import("freethrow/recorder/spool.mjs").Spool} Spool */
/** @typedef {import("freethrow/recorder/server.mjs").Server} Server */

const ENDINGS = /\.(mp4|m4v|mov|webm|mkv|3gp|3g2|m4a)$/i;
/** Sound without one of the containers that cameras and browsers write. */
const BARE_SOUND = /\.(mp3|wav|ogg|oga|opus|aac|flac)$/i;

/**
 * Why this file can't be a take, in a sentence; null when it may be one.
 * @param {{ name: string, type: string, size: number }} file
 * @param {number} mostBytes
 */
export function refusalOf(file, mostBytes) {
  if (file.size === 0) return "This file is empty. Choose another one.";
  if (file.size > mostBytes) return `This file is ${size(file.size)}; a take can be at most ${size(mostBytes)}.`;
  if (BARE_SOUND.test(file.name)) return "We can’t read this kind of sound file. Use an M4A, MP4, MOV or WebM, or record it here.";
  if (/^(video|audio)\//.test(file.type) || ENDINGS.test(file.name)) return null;
  return "This isn’t a video or audio file. Choose one, such as an MP4 or MOV.";
}

/**
 * The type as the server takes it.
 * @param {{ type: string }} file
 */
export function typeOf(file) {
  return /^(video|audio)\/[a-z0-9.+-]+$/.test(file.type) ? file.type : "application/octet-stream";
}

/**
 * Whether a chosen file is the one that was being sent.
 * @param {KeptFile} kept
 * @param {{ name: string, size: number, lastModified: number }} file
 */
export function isSameFile(kept, file) {
  return kept.name === file.name && kept.size === file.size && kept.modified === file.lastModified;
}

/**
 * How far the sending of a file got before its page went away.
 * @param {KeptFile} file
 */
export function leftOffWords({ name, size: whole, sent }) {
  return `${name}: ${percent(sent, whole)}% sent. Choose the same file to go on.`;
}

/**
 * A file on its way. Its bytes stay where they are; the device remembers only what was sent of which
 * file, so that the sending can go on after the page went away.
 */
export class FileImport extends EventTarget {
  /** A file is still where it was; closing the page only stops the sending. */
  safe = false;
  #queued = false;

  /**
   * @param {File} file
   * @param {Kept} kept
   * @param {Server} server
   * @param {Spool} [spool]
   */
  constructor(file, kept, server, spool = new MemorySpool()) {
    super();
    this.kept = kept;
    this.file = file;
    this.spool = spool;
    this.told = { name: file.name, size: file.size, modified: file.lastModified, sent: kept.file?.sent ?? 0 };
    kept.file = this.told;
    this.uploader = new Uploader(portsOf({ kept, spool }, server));
    this.uploader.addEventListener("change", () => this.#changed());
  }

  /** @param {(finished: import("freethrow/recorder/uploader.mjs").Finished) => void} [received]  the server has it */
  async finish(received = () => {}) {
    const type = typeOf(this.file);
    this.#queue(type);
    await this.#remember();
    const finished = await this.uploader.finish([{ position: 0, mime_type: type, video_ms: 0, audio_ms: 0 }], 0);
    this.safe = true;
    received(finished);
    await this.spool.drop(this.kept.id).catch(() => {});
    return finished;
  }

  async isEmpty() {
    return false; // such a file is refused before
  }

  /** The file itself, to watch at once. */
  async blobs() {
    return [this.file];
  }

  async discard() {
    await this.uploader.close();
    this.safe = true;
    await this.spool.drop(this.kept.id).catch(() => {});
  }

  /** @param {string} type */
  #queue(type) {
    if (this.#queued) return;
    this.#queued = true;
    for (const piece of piecesOfFile(this.file, type)) this.uploader.add(piece);
  }

  #changed() {
    const { state, sentBytes, pendingBytes } = this.uploader.status;
    const whole = this.file.size - pendingBytes; // pieces that arrived, without those on their way
    if (state !== "sent" && sentBytes >= whole && whole > this.told.sent) {
      this.told.sent = whole;
      void this.#remember();
    }
    this.dispatchEvent(new Event("change"));
  }

  async #remember() {
    if (!this.safe) await this.spool.write(this.kept).catch(() => {});
  }
}
