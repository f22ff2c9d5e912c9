// @ts-check
/**
 * `<ft-kept-takes data-person="…">`: takes that an earlier page left on this device, with what can be
 * done about each. Nothing is shown while there is none; takes that a tab is busy with stay out.
 */
import { openSpool } from "freethrow/recorder/spool.mjs";
import { busy } from "freethrow/recorder/writer.mjs";

/** @typedef {import("freethrow/recorder/spool.mjs").Kept} Kept */
/** @typedef {import("freethrow/recorder/spool.mjs").Spool} Spool */

class KeptTakes extends HTMLElement {
  connectedCallback() {
    void this.#list();
  }

  async #list() {
    const person = this.dataset.person ?? "";
    const taken = await busy();
    taken.add(new URLSearchParams(location.search).get("kept") ?? ""); // this page is about to go on with it
    const spool = await openSpool();
    for (const kept of await spool.list(person)) {
      if (taken.has(kept.id) || !(await worthKeeping(kept, spool))) continue;
      const { Row } = await import("freethrow/recorder/kept-rows.mjs"); // mostly there is none
      this.append(new Row(kept, spool, () => this.#count()).element);
    }
    this.#count();
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
