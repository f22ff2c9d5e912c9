// @ts-check
/**
 * `<ft-jobs data-src>`: keeps the page of jobs right. Each part with an id is replaced when its
 * `data-version` changed, or its content where it has none; never under somebody who reads or is
 * about to press a button in it.
 */
import { whenSeen } from "freethrow/core/seen.mjs";

const BUSY_MS = 2500;
const CALM_MS = 10000;

class Jobs extends HTMLElement {
  connectedCallback() {
    this.#later();
  }

  #later() {
    const pause = this.querySelector("[data-busy]") ? BUSY_MS : CALM_MS;
    setTimeout(() => whenSeen(() => void this.#look()), pause);
  }

  async #look() {
    if (!this.isConnected) return;
    const answer = await fetch(this.dataset.src ?? "", { credentials: "same-origin" }).catch(() => null);
    if (answer?.redirected || answer?.status === 401 || answer?.status === 403) return; // signed out
    if (answer?.ok) this.#show(await answer.text());
    this.#later();
  }

  /** @param {string} html */
  #show(html) {
    const fresh = document.createElement("template");
    fresh.innerHTML = html; // made by our own server, escaped there
    for (const part of fresh.content.querySelectorAll("section[id]")) {
      const old = document.getElementById(part.id);
      if (old && differs(old, part) && !inUse(old)) old.replaceWith(part);
    }
  }
}

/**
 * @param {Element} old
 * @param {Element} fresh
 */
function differs(old, fresh) {
  const [was, is] = [old, fresh].map((part) => part.getAttribute("data-version"));
  return is === null ? old.innerHTML !== fresh.innerHTML : was !== is;
}

/**
 * A question stands outside of the part whose form waits for its answer.
 * @param {Element} part
 */
function inUse(part) {
  const isAsked = document.querySelector("dialog:modal") !== null;
  return isAsked || part.contains(document.activeElement) || part.querySelector("details[open], dialog[open]") !== null;
}

customElements.define("ft-jobs", Jobs);
