// @ts-check
/**
 * The chapters of a take: where each prompt of a drill was answered. Numbers below the timeline and a
 * list below the player lead there; the one that plays is marked in both.
 */
import { around, h } from "freethrow/core/dom.mjs";
import { clock } from "freethrow/core/time.mjs";
import { share } from "freethrow/player/time.mjs";

/** @typedef {{ at_ms: number, title: string, text: string, response_ms: number | null }} Chapter */

/**
 * Which chapter a moment belongs to; -1 before the first.
 * @param {Chapter[]} chapters
 * @param {number} ms
 */
export const chapterAt = (chapters, ms) => chapters.findLastIndex(({ at_ms }) => at_ms <= ms);

export class Chapters {
  #now = -1;

  /**
   * @param {HTMLElement} player
   * @param {Chapter[]} chapters
   * @param {(ms: number) => void} seek
   */
  constructor(player, chapters, seek) {
    this.chapters = chapters;
    this.list = player.querySelector('[data-part="chapters"]');
    this.numbers = h("div", { class: "parts", role: "group", "aria-label": "Chapters on the timeline" });
    if (chapters.length === 0 || !(this.list instanceof HTMLElement)) return;
    this.list.hidden = false;
    player.querySelector('[data-part="timeline"]')?.append(this.numbers);
    for (const [at, { title, at_ms }] of chapters.entries()) this.numbers.append(number(at + 1, `${title}, ${clock(at_ms)}`, at_ms));
    player.addEventListener("click", (event) => {
      const button = around(event, "[data-chapter]");
      if (button) seek(Number(button.dataset.chapter));
    });
    player.addEventListener("ft-time", (event) => this.#show(/** @type {CustomEvent} */ (event).detail));
    this.#show(0);
  }

  /** @param {number} length  of the take, in milliseconds */
  tell(length) {
    for (const one of this.numbers.children) {
      if (one instanceof HTMLElement) one.style.setProperty("--at", String(share(Number(one.dataset.chapter), length)));
    }
  }

  /** @param {number} ms */
  #show(ms) {
    const now = chapterAt(this.chapters, ms);
    if (now === this.#now) return;
    this.#now = now;
    for (const buttons of [this.numbers.children, this.list?.querySelectorAll("button") ?? []]) {
      [...buttons].forEach((button, at) => (at === now ? button.setAttribute("aria-current", "true") : button.removeAttribute("aria-current")));
    }
  }
}

/**
 * @param {number} which
 * @param {string} label
 * @param {number} at_ms
 */
function number(which, label, at_ms) {
  return h("button", { type: "button", "aria-label": label, title: label, "data-chapter": at_ms }, String(which));
}
