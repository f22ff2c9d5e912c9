// @ts-check
/** A take that an earlier page left on this device, and what can be done about it. Loaded when there is one. */
import { confirm } from "freethrow/core/dialogs.mjs";
import { h } from "freethrow/core/dom.mjs";
import { toast, toastError } from "freethrow/core/toasts.mjs";
import { download } from "freethrow/recorder/download.mjs";
import { FileImport, isSameFile, leftOffWords } from "freethrow/recorder/import.mjs";
import { Recording, goOnPath } from "freethrow/recorder/recording.mjs";
import { Server } from "freethrow/recorder/server.mjs";
import { sendingWords } from "freethrow/recorder/telling.mjs";
import { clock } from "freethrow/recorder/words.mjs";
import { hold } from "freethrow/recorder/writer.mjs";

/** @typedef {import("freethrow/recorder/spool.mjs").Kept} Kept */
/** @typedef {import("freethrow/recorder/spool.mjs").Spool} Spool */

const DISCARD = { yes: "Discard", no: "Keep it", danger: true, more: "It was never sent, so this is the only copy." };
const FORGET = { yes: "Discard", no: "Keep it", danger: true, more: "What was sent of it goes away. The file itself stays on your device." };

export class Row {
  #state = h("p", { class: "muted", role: "status" });
  #actions = h("div", { class: "actions" });

  /**
   * @param {Kept} kept
   * @param {Spool} spool
   * @param {() => void} gone
   */
  constructor(kept, spool, gone) {
    this.kept = kept;
    this.spool = spool;
    this.server = new Server(kept.person);
    this.gone = gone;
    this.element = h("div", { class: "callout kept" }, h("div", { class: "grow" }, h("b", {}, this.#title), this.#state), this.#actions);
    this.#state.textContent = kept.title;
    this.#actions.append(...(kept.file ? this.#forFile() : this.#forRecording()));
  }

  get #title() {
    const { file, recorded_ms: ms } = this.kept;
    return file ? leftOffWords(file) : `We kept your ${clock(ms)} take`;
  }

  #forRecording() {
    const path = goOnPath(this.kept);
    const goOn = path ? h("a", { class: "button small primary", href: path }, "Go on recording") : "";
    const send = button("Finish sending", path ? "" : "primary", () => this.#resend());
    const discard = button("Discard", "quiet", () => this.#discard(this.#recording(), DISCARD));
    return [goOn, send, button("Download", "", () => this.#download()), discard];
  }

  /** Only the bytes are missing, which a page may not read without being given the file again. */
  #forFile() {
    const picker = h("input", { type: "file", accept: "video/*,audio/*", hidden: true, "aria-label": "The same file" });
    picker.addEventListener("change", () => void this.#resume(/** @type {HTMLInputElement} */ (picker).files?.[0]));
    const choose = button("Choose the file", "primary", () => picker.click());
    return [choose, picker, button("Discard", "quiet", () => this.#discard(this.#recording(), FORGET))];
  }

  #recording() {
    return new Recording(structuredClone(this.kept), this.spool, this.server);
  }

  #resend() {
    const recording = this.#recording();
    return this.#finish(recording, async () => (await recording.resend()) > 0);
  }

  /** @param {File | undefined} file */
  async #resume(file) {
    if (!file || !this.kept.file) return;
    if (!isSameFile(this.kept.file, file)) return void toastError(`That is another file. Choose ${this.kept.file.name} as it was.`);
    await this.#finish(new FileImport(file, structuredClone(this.kept), this.server, this.spool), async () => true);
  }

  /**
   * @param {Recording | FileImport} recording
   * @param {() => Promise<boolean>} there  whether there is still something to send
   */
  async #finish(recording, there) {
    const release = await hold(this.kept.id);
    if (!release) return void toastError("Another tab is busy with this take.");
    this.#disable(true);
    recording.addEventListener("change", () => (this.#state.textContent = sendingWords(recording).words));
    try {
      if (!(await there())) return this.#forget();
      const { take_url } = await recording.finish();
      location.assign(take_url || location.href);
    } catch (error) {
      this.#state.textContent = error instanceof Error ? error.message : "";
      this.#disable(false);
    } finally {
      release();
    }
  }

  async #download() {
    for (const blob of await this.#recording().blobs()) download(blob, this.kept.title);
  }

  /**
   * @param {Recording} recording
   * @param {Parameters<typeof confirm>[1]} words
   */
  async #discard(recording, words) {
    if (!(await confirm("Discard this take?", words))) return;
    await recording.discard();
    if (this.kept.remote) await this.server.discard(this.kept.remote.take).catch(() => {});
    this.#remove();
  }

  /** Another tab sent or discarded it since this page was opened. */
  #forget() {
    this.#remove();
    toast("Another tab has dealt with this take already.");
  }

  #remove() {
    this.element.remove();
    this.gone();
  }

  /** @param {boolean} disabled */
  #disable(disabled) {
    for (const one of this.#actions.querySelectorAll("button")) one.disabled = disabled;
  }
}

/**
 * @param {string} label
 * @param {string} look
 * @param {() => unknown} does
 */
function button(label, look, does) {
  return h("button", { type: "button", class: `button small ${look}`, onclick: () => void does() }, label);
}
