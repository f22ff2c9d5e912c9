// @ts-check
/**
 * `<ft-kept-takes data-person="…">`: takes that an earlier page left on this device, with what can be
 * done about each. Nothing is shown while there is none; takes that a tab is busy with stay out.
 */
import { confirm } from "freethrow/core/dialogs.mjs";
import { h } from "freethrow/core/dom.mjs";
import { toast, toastError } from "freethrow/core/toasts.mjs";
import { download } from "freethrow/recorder/download.mjs";
import { Recording } from "freethrow/recorder/recording.mjs";
import { Server } from "freethrow/recorder/server.mjs";
import { openSpool } from "freethrow/recorder/spool.mjs";
import { sendingWords } from "freethrow/recorder/telling.mjs";
import { clock } from "freethrow/recorder/words.mjs";
import { busy, hold } from "freethrow/recorder/writer.mjs";

/** @typedef {import("freethrow/recorder/spool.mjs").Kept} Kept */
/** @typedef {import("freethrow/recorder/spool.mjs").Spool} Spool */

class KeptTakes extends HTMLElement {
  connectedCallback() {
    void this.#list();
  }

  async #list() {
    const person = this.dataset.person ?? "";
    const spool = await openSpool();
    const taken = await busy();
    const kept = (await spool.list(person)).filter(({ id }) => !taken.has(id));
    const rows = await Promise.all(kept.map((one) => this.#row(one, spool, new Server(person))));
    this.replaceChildren(...rows.filter((row) => row !== null));
    this.hidden = this.childElementCount === 0;
  }

  /**
   * @param {Kept} kept
   * @param {Spool} spool
   * @param {Server} server
   */
  async #row(kept, spool, server) {
    if ((await spool.places(kept.id)).length === 0) {
      await spool.drop(kept.id);
      return null;
    }
    const fresh = () => new Recording(structuredClone(kept), spool, server);
    const state = h("p", { class: "muted", role: "status" }, kept.title);
    const words = h("div", { class: "grow" }, h("b", {}, `We kept your ${clock(kept.recorded_ms)} take`), state);
    const row = h("div", { class: "callout kept" }, words);
    const act = (/** @type {string} */ label, /** @type {string} */ look, /** @type {() => unknown} */ does) =>
      h("button", { type: "button", class: `button small ${look}`, onclick: () => void does() }, label);
    const send = act("Finish sending", "primary", () => this.#send(row, state, fresh()));
    const save = act("Download", "", () => this.#download(fresh()));
    const drop = act("Discard", "quiet", () => this.#discard(row, fresh(), server));
    row.append(h("div", { class: "actions" }, send, save, drop));
    return row;
  }

  /**
   * @param {HTMLElement} row
   * @param {HTMLElement} state
   * @param {Recording} recording
   */
  async #send(row, state, recording) {
    const release = await hold(recording.kept.id);
    if (!release) return void toastError("Another tab is busy with this take.");
    const buttons = [...row.querySelectorAll("button")];
    for (const button of buttons) button.disabled = true;
    recording.addEventListener("change", () => (state.textContent = sendingWords(recording).words));
    try {
      if ((await recording.resend()) === 0) return this.#forget(row);
      const { take_url } = await recording.finish();
      location.assign(take_url);
    } catch (error) {
      state.textContent = error instanceof Error ? error.message : "";
      for (const button of buttons) button.disabled = false;
    } finally {
      release();
    }
  }

  /** @param {Recording} recording */
  async #download(recording) {
    for (const blob of await recording.blobs()) download(blob, recording.kept.title);
  }

  /**
   * @param {HTMLElement} row
   * @param {Recording} recording
   * @param {Server} server
   */
  async #discard(row, recording, server) {
    const more = "It was never sent, so this is the only copy.";
    if (!(await confirm("Discard this take?", { yes: "Discard", no: "Keep it", danger: true, more }))) return;
    await recording.discard();
    if (recording.kept.remote) await server.discard(recording.kept.remote.take).catch(() => {});
    this.#remove(row);
  }

  /**
   * Another tab sent or discarded it since this page was opened.
   * @param {HTMLElement} row
   */
  #forget(row) {
    this.#remove(row);
    toast("Another tab has dealt with this take already.");
  }

  /** @param {HTMLElement} row */
  #remove(row) {
    row.remove();
    this.hidden = this.childElementCount === 0;
  }
}

customElements.define("ft-kept-takes", KeptTakes);
