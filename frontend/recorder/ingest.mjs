// @ts-check
/**
 * `<ft-ingest>`: follows a recording until it can be watched, then shows the page anew. What was typed
 * meanwhile comes along. Once everything is made it leaves, and says so with a `settled` event.
 */
import { loadAnew } from "freethrow/core/anew.mjs";
import { get } from "freethrow/core/api.mjs";
import { whenSeen } from "freethrow/core/seen.mjs";
import { nextStep, pause, sparing, steady } from "freethrow/recorder/following.mjs";

class Ingest extends HTMLElement {
  looks = 0;
  /** @type {ReturnType<typeof steady>} */
  #reached = steady("", 0);
  /** @type {ReturnType<typeof sparing>} */
  #aloud = sparing("");

  connectedCallback() {
    const bar = this.querySelector("progress");
    this.#reached = steady(this.dataset.phase ?? "", bar?.value ?? 0);
    this.#aloud = sparing(this.#part("stage")?.textContent ?? "");
    this.#later();
  }

  #later() {
    setTimeout(() => whenSeen(() => void this.#look()), pause(this.looks++));
  }

  async #look() {
    if (!this.isConnected) return;
    try {
      const progress = await get(this.dataset.status ?? "");
      const step = nextStep(progress, this.dataset.watchable === "yes");
      if (step === "anew" && showAnew()) return;
      if (step === "stop") return this.#leave();
      this.#show(progress);
    } catch {
      // Asked again below; a page that only waits has nothing to tell about one missed answer.
    }
    this.#later();
  }

  #leave() {
    this.dispatchEvent(new CustomEvent("settled", { bubbles: true }));
    this.remove();
  }

  /** @param {{ phase: string, stage: string, percent: number, left: string }} progress */
  #show(progress) {
    const { stage, left } = progress;
    const percent = this.#reached(progress);
    this.#write("stage", stage);
    this.#write("percent", [percent ? `${percent}%` : "", left].filter(Boolean).join(" · "));
    const bar = this.querySelector("progress");
    if (bar && (percent || progress.phase)) bar.value = percent;
    if (bar && stage) bar.ariaLabel = stage;
    const words = this.#aloud(stage, performance.now());
    if (words) this.#write("told", words);
  }

  /** @param {string} name */
  #part(name) {
    return this.querySelector(`[data-${name}]`);
  }

  /**
   * @param {string} name
   * @param {string} words
   */
  #write(name, words) {
    const place = this.#part(name);
    if (place && place.textContent !== words) place.textContent = words;
  }
}

/** @returns {HTMLTextAreaElement | null} */
const question = () => document.querySelector("textarea[name=question]");
const place = () => `typed:${location.pathname}`;

function showAnew() {
  sessionStorage.setItem(place(), question()?.value ?? "");
  return loadAnew();
}

function restoreTyped() {
  const [field, typed] = [question(), sessionStorage.getItem(place())];
  if (field && typed && field.value === "") field.value = typed;
  sessionStorage.removeItem(place());
}

restoreTyped();
customElements.define("ft-ingest", Ingest);
