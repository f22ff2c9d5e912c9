// @ts-check
/** A file from this device (a phone video, say) as a take, by the same uploader. */
import { portsOf } from "freethrow/recorder/recording.mjs";
import { piecesOfFile } from "freethrow/recorder/pieces.mjs";
import { MemorySpool } from "freethrow/recorder/spool.mjs";
import { Uploader } from "freethrow/recorder/uploader.mjs";
import { size } from "freethrow/recorder/words.mjs";

/** @typedef {import("freethrow/recorder/spool.mjs").Kept} Kept */
/** @typedef {import("freethrow/recorder/server.mjs").Server} Server */

const ENDINGS = /\.(mp4|m4v|mov|webm|mkv|3gp|3g2|m4a|mp3|ogg|opus|wav|aac)$/i;

/**
 * Why this file can't be a take, in a sentence; null when it may be one.
 * @param {{ name: string, type: string, size: number }} file
 * @param {number} mostBytes
 */
export function refusalOf(file, mostBytes) {
  if (file.size === 0) return "This file is empty. Choose another one.";
  if (file.size > mostBytes) return `This file is ${size(file.size)}; a take can be at most ${size(mostBytes)}.`;
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

export class FileImport extends EventTarget {
  /** A file is still where it was; closing the page only stops the sending. */
  safe = false;

  /**
   * @param {File} file
   * @param {Kept} kept
   * @param {Server} server
   */
  constructor(file, kept, server) {
    super();
    this.kept = kept;
    this.file = file;
    this.uploader = new Uploader(portsOf({ kept, spool: new MemorySpool() }, server));
    this.uploader.addEventListener("change", () => this.dispatchEvent(new Event("change")));
  }

  async finish() {
    const type = typeOf(this.file);
    for (const piece of piecesOfFile(this.file, type)) this.uploader.add(piece);
    const finished = await this.uploader.finish([{ position: 0, mime_type: type, video_ms: 0, audio_ms: 0 }], 0);
    this.safe = true;
    return finished;
  }

  /** The file itself, to watch at once. */
  async blobs() {
    return [this.file];
  }

  async discard() {
    await this.uploader.close();
    this.safe = true;
  }
}
