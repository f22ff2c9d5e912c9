// @ts-check
/** `<ft-ingest>`: follows a recording until it can be watched, then shows the page anew. */
import { get } from "freethrow/core/api.mjs";
import { isNews, pause } from "freethrow/recorder/following.mjs";

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
      if (isNews(progress, this.dataset.watchable === "yes", this.#isPlaying())) return location.reload();
      this.#show(progress);
    } catch {
      // Asked again below; a page that only waits has nothing to tell about one missed answer.
    }
    this.#later();
  }

  #isPlaying() {
    return [...document.querySelectorAll("video")].some((video) => !video.paused || video.currentTime > 0);
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

customElements.define("ft-ingest", Ingest);
