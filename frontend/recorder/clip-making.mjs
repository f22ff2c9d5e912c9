// @ts-check
/**
 * A clip while it is recorded: microphone, and camera where wanted, into pieces that leave at once.
 *
 * It is kept in memory alone: a clip is short, and belongs to a form that isn't kept on this device
 * either.
 */
import { Capture } from "freethrow/recorder/capture.mjs";
import { acquire, remembered } from "freethrow/recorder/devices.mjs";
import { Formats } from "freethrow/recorder/formats.mjs";
import { FileImport } from "freethrow/recorder/import.mjs";
import { Meter, filled } from "freethrow/recorder/meter.mjs";
import { Recording, freshKept } from "freethrow/recorder/recording.mjs";
import { Server } from "freethrow/recorder/server.mjs";
import { MemorySpool } from "freethrow/recorder/spool.mjs";

/** @typedef {"audio" | "video"} Mode */

/**
 * @param {string} person
 * @param {"camera" | "import"} kind
 */
function kept(person, kind) {
  return freshKept({ person, title: "", purpose: { kind } });
}

/**
 * A chosen file on its way.
 * @param {File} file
 * @param {string} person
 */
export function fileOf(file, person) {
  return new FileImport(file, kept(person, "import"), new Server(person));
}

export class Making {
  #meter = new Meter();
  #over = false;

  /**
   * @param {MediaStream} stream
   * @param {string} person
   * @param {() => void} lost  a device is gone; what was recorded until then is safe
   */
  constructor(stream, person, lost) {
    this.stream = stream;
    this.recording = new Recording(kept(person, "camera"), new MemorySpool(), new Server(person));
    this.capture = new Capture(this.recording, (one) => new Formats().recorder(one), lost);
    this.#meter.listen(stream);
    this.capture.begin(stream);
  }

  /**
   * @param {Mode} mode
   * @param {string} person
   * @param {() => void} lost
   */
  static async begin(mode, person, lost) {
    return new Making(await acquire(remembered(), navigator.mediaDevices, mode === "video" ? "camera" : "audio"), person, lost);
  }

  get ms() {
    return this.capture.ms;
  }

  /** How much of a meter the present sound fills, 0 to 1. */
  get loudness() {
    return filled(this.#meter.read());
  }

  /** Ends it and lets go of the devices; answers the recording, with the last of its pieces on the way. */
  async end() {
    if (!this.#over) {
      this.#over = true;
      await this.capture.end();
      this.#meter.stop();
      for (const track of this.stream.getTracks()) track.stop();
    }
    return this.recording;
  }

  /** Ends it and throws it away. */
  async drop() {
    await this.recording.uploader.close();
    await (await this.end()).discard();
  }
}
