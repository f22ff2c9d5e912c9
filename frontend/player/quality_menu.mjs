// @ts-check
/** The menu of qualities: there only when there is something to choose from. */
import { around } from "freethrow/core/dom.mjs";
import { choose, CHOICES } from "freethrow/player/quality.mjs";

const WORDS = /** @type {Record<string, string>} */ ({ auto: "Auto", high: "High", low: "Data saver" });

/** @typedef {import("freethrow/player/quality.mjs").Made} Made */

export class QualityMenu {
  /**
   * @param {HTMLElement} place holds the button and its menu
   * @param {(choice: string) => void} choose
   */
  constructor(place, choose) {
    this.place = place;
    this.choose = choose;
    this.button = /** @type {HTMLElement} */ (place.querySelector("button"));
    this.menu = /** @type {HTMLElement} */ (place.querySelector("[popover]"));
    this.menu.addEventListener("click", (event) => {
      const choice = around(event, "[data-quality]")?.dataset.quality;
      if (choice) this.#choose(choice);
    });
  }

  /** @param {string} choice */
  #choose(choice) {
    this.menu.hidePopover();
    choose(choice);
    this.choose(choice);
  }

  /**
   * @param {Made[]} sources
   * @param {string} choice
   * @param {Made | undefined} now what is played
   */
  show(sources, choice, now) {
    const low = sources.find((made) => made.kind === "low");
    this.place.hidden = !low;
    if (!low) return;
    this.button.setAttribute("aria-label", `Quality: ${WORDS[choice]}`);
    const lines = /** @type {Record<string, number | undefined>} */ ({ auto: now?.height, high: sources[0]?.height, low: low.height });
    for (const name of CHOICES) {
      const entry = this.menu.querySelector(`[data-quality="${name}"]`);
      entry?.setAttribute("aria-checked", String(name === choice));
      const hint = entry?.querySelector("[data-lines]");
      if (hint) hint.textContent = lines[name] ? `${name === "auto" ? "now " : ""}${lines[name]}p` : "";
    }
  }
}
