// @ts-check
/**
 * `<ft-ingest>`: follows a recording until it can be watched, then shows the page anew. What was typed
 * meanwhile comes along.
 */
import { get } from "freethrow/core/api.mjs";
import { nextStep, pause } from "freethrow/recorder/following.mjs";

class Ingest extends HTMLElement {
  looks = 0;

  connectedCallback() {
    this.#later();
  }

  #later() {
    setTimeout(() => void this.#look(), pause(this.looks++));
  }

  async #look() {
    if (!this.isConnected) return;
    try {
      const progress = await get(this.dataset.status ?? "");
      const step = nextStep(progress, this.dataset.watchable === "yes");
      if (step === "anew") return showAnew();
      if (step === "stop") return this.remove();
      this.#show(progress);
    } catch {
      // Asked again below; a page that only waits has nothing to tell about one missed answer.
    }
    this.#later();
  }

  /** @param {{ stage: string, percent: number }} progress */
  #show({ stage, percent }) {
    const words = this.querySelector("[data-stage]");
    if (words && stage) words.textContent = stage;
    const share = this.querySelector("[data-percent]");
    if (share) share.textContent = percent ? `${percent}%` : "";
    const bar = this.querySelector("progress");
    if (bar && percent) bar.value = percent;
  }
}

/** @returns {HTMLTextAreaElement | null} */
const question = () => document.querySelector("textarea[name=question]");
const place = () => `typed:${location.pathname}`;

function showAnew() {
  sessionStorage.setItem(place(), question()?.value ?? "");
  location.reload();
}

function restoreTyped() {
  const [field, typed] = [question(), sessionStorage.getItem(place())];
  if (field && typed && field.value === "") field.value = typed;
  sessionStorage.removeItem(place());
}

restoreTyped();
customElements.define("ft-ingest", Ingest);
