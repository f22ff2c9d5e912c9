// @ts-check
/**
 * A recorded take on its way to the server: sending it, being stuck and trying again, throwing it away,
 * and the one before it, which may still be on its way while the next is made.
 */
import { post } from "freethrow/core/api.mjs";
import { download } from "freethrow/recorder/download.mjs";
import { freshKept } from "freethrow/recorder/recording.mjs";
import { Replay } from "freethrow/recorder/replay.mjs";
import { hold } from "freethrow/recorder/writer.mjs";

/** @typedef {import("freethrow/recorder/import.mjs").FileImport} FileImport */
/** @typedef {import("freethrow/recorder/recorder.mjs").Recorder} Recorder */
/** @typedef {import("freethrow/recorder/recording.mjs").Recording} Recording */

const DELETE = { yes: "Delete", no: "Keep it", danger: true, more: "The video goes away for good; the take still counts as practice." };
const OUT_OF_REACH = "We can’t reach the server. Check your connection, reload the page and choose the file again.";

export class Handing {
  /** @type {Recording | FileImport | null} */
  recording = null;
  /** @type {Map<Recording | FileImport, () => void>} What isn't with the server yet, and how to let go of it. */
  #unsent = new Map();

  /** @param {Recorder} recorder */
  constructor(recorder) {
    this.recorder = recorder;
    this.machine = recorder.machine;
    this.parts = recorder.parts;
    this.replay = new Replay(this.#video);
  }

  /** Whether all that isn't with the server yet survives closing the page. */
  get safe() {
    return [...this.#unsent.keys()].every((one) => one.safe);
  }

  /**
   * @param {Recording | FileImport} recording
   * @param {(() => void) | null} [release]  lets another tab have it
   */
  use(recording, release = null) {
    this.replay.clear();
    this.recording = recording;
    this.#unsent.set(recording, release ?? (() => {}));
    recording.addEventListener("change", () => {
      if (recording === this.recording) this.parts.tell(recording);
    });
  }

  async send() {
    const { recording } = this;
    if (!recording) return;
    this.parts.problem(null);
    if (await recording.isEmpty()) return this.#tooShort(recording);
    if (!this.#video.currentSrc) void this.#show(recording);
    try {
      recording.uploader.retry();
      await recording.finish(({ take_url }) => this.#arrived(recording, take_url));
      this.#letGo(recording);
    } catch (error) {
      if (recording === this.recording) this.parts.problem(error instanceof Error ? error.message : "");
      else this.recorder.complain(error);
    }
  }

  /**
   * To watch what was recorded while it is sent. Sending doesn't wait for that.
   * @param {Recording | FileImport} recording
   */
  async #show(recording) {
    const blobs = await recording.blobs().catch(() => []);
    if (recording === this.recording) this.replay.show(blobs);
  }

  /**
   * @param {Recording | FileImport} recording
   * @param {string} takeUrl
   */
  #arrived(recording, takeUrl) {
    if (recording !== this.recording) return this.recorder.say("Your earlier take was sent.");
    this.machine.send("sent");
    this.parts.links(takeUrl);
  }

  /** @param {Recording | FileImport} recording */
  async #tooShort(recording) {
    await this.throwAway(recording);
    this.another();
    this.recorder.complain("That was too short to keep.");
  }

  another() {
    this.replay.clear();
    const { number } = this.recording?.kept.remote ?? {};
    this.recording = null;
    this.recorder.taking.forget();
    this.parts.number(number && number + 1);
    this.parts.note("");
    if (!this.machine.send("another")) return;
    if (!this.recorder.room.isAlive) void this.recorder.allow();
  }

  async delete() {
    if (!(await this.recorder.ask("Delete this take?", DELETE)) || !this.recording) return;
    const { kept } = this.recording;
    const sent = this.machine.state === "done";
    try {
      if (sent && kept.remote) await post(`/takes/${kept.remote.take}/delete`);
      else await this.throwAway(this.recording);
      this.another();
    } catch (error) {
      this.recorder.complain(error);
    }
  }

  async download() {
    for (const blob of (await this.recording?.blobs()) ?? []) download(blob, this.recorder.dataset.title ?? "take");
  }

  /** @param {File} file */
  async import(file) {
    const importing = await import("freethrow/recorder/import.mjs").catch(() => null); // most takes are recorded
    if (!importing) return this.recorder.complain(OUT_OF_REACH);
    const { FileImport, refusalOf } = importing;
    const refusal = refusalOf(file, Number(this.recorder.dataset.mostBytes));
    if (refusal) return this.recorder.complain(refusal);
    if (!this.machine.send("import")) return;
    const kept = freshKept(this.recorder.occasion("import"));
    this.parts.effort(this.recorder.effort.weigh(null));
    const release = await hold(kept.id);
    this.use(new FileImport(file, kept, this.recorder.server, await this.recorder.spool), release);
    await this.send();
  }

  /** @param {Recording | FileImport | null} recording */
  async throwAway(recording) {
    if (!recording) return;
    await recording.discard();
    this.#letGo(recording);
    if (recording.kept.remote) await this.recorder.server.discard(recording.kept.remote.take).catch(() => {});
  }

  /** @param {Recording | FileImport} recording */
  #letGo(recording) {
    this.#unsent.get(recording)?.();
    this.#unsent.delete(recording);
  }

  get #video() {
    return /** @type {HTMLVideoElement} */ (this.parts.get("replay"));
  }
}
