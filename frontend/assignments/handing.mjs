// @ts-check
/**
 * `<ft-handing data-src>`: how far handing out is, kept right while somebody looks. Once everybody
 * has it, the whole page is shown anew, since every number on it is another one then.
 */
import { loadAnew } from "freethrow/core/anew.mjs";
import { whenSeen } from "freethrow/core/seen.mjs";

const PAUSE_MS = 2000;

class Handing extends HTMLElement {
  connectedCallback() {
    this.#later();
  }

  #later() {
    setTimeout(() => whenSeen(() => void this.#look()), PAUSE_MS);
  }

  async #look() {
    if (!this.isConnected) return;
    const answer = await fetch(this.dataset.src ?? "", { credentials: "same-origin" }).catch(() => null);
    if (answer?.status === 204 && loadAnew()) return;
    if (answer?.redirected || answer?.status === 401 || answer?.status === 403) return; // signed out
    if (answer?.status === 200) this.innerHTML = await answer.text(); // made by our own server, escaped there
    this.#later();
  }
}

customElements.define("ft-handing", Handing);
