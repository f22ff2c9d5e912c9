// @ts-check
/**
 * `<ft-kept-takes data-person="…">`: takes that an earlier page left on this device, with what can be
 * done about each. Nothing is shown while there is none; takes that a tab is busy with stay out until
 * that is gone: of one that was just closed, this page may still hear that it is busy.
 */
import { openSpool } from "freethrow/recorder/spool.mjs";
import { busy, released } from "freethrow/recorder/writer.mjs";

/** @typedef {import("freethrow/recorder/spool.mjs").Kept} Kept */
/** @typedef {import("freethrow/recorder/spool.mjs").Spool} Spool */

class KeptTakes extends HTMLElement {
  connectedCallback() {
    void this.#list();
  }

  async #list() {
    const goesOn = new URLSearchParams(location.search).get("kept"); // this page is about to go on with it
    const taken = await busy();
    const spool = await openSpool();
    for (const kept of await spool.list(this.#person)) {
      if (kept.id === goesOn) continue;
      if (taken.has(kept.id)) void this.#wait(kept.id, spool);
      else await this.#show(kept, spool);
    }
  }

  /**
   * @param {string} id
   * @param {Spool} spool
   */
  async #wait(id, spool) {
    await released(id);
    const kept = (await spool.list(this.#person)).find((one) => one.id === id); // it may have been sent
    if (kept) await this.#show(kept, spool);
  }

  /**
   * @param {Kept} kept
   * @param {Spool} spool
   */
  async #show(kept, spool) {
    if (!(await worthKeeping(kept, spool))) return;
    const { Row } = await import("freethrow/recorder/kept-rows.mjs"); // mostly there is none
    this.append(new Row(kept, spool, () => this.#count()).element);
    this.#count();
  }

  get #person() {
    return this.dataset.person ?? "";
  }

  #count() {
    this.hidden = this.childElementCount === 0;
  }
}

/**
 * Whether there is anything of it; what has neither bytes nor a file is swept away.
 * @param {Kept} kept
 * @param {Spool} spool
 */
async function worthKeeping(kept, spool) {
  if (kept.file || (await spool.places(kept.id)).length > 0) return true;
  await spool.drop(kept.id);
  return false;
}

customElements.define("ft-kept-takes", KeptTakes);
