// @ts-check
/** The parts of the recording page that the server rendered: which of them show, and their words. */
import { SAID, savedWords, sendingWords } from "freethrow/recorder/telling.mjs";
import { clock } from "freethrow/recorder/words.mjs";

/** @typedef {import("freethrow/recorder/machine.mjs").State} State */
/** @typedef {import("freethrow/recorder/recording.mjs").Recording} Recording */
/** @typedef {import("freethrow/recorder/import.mjs").FileImport} FileImport */

const LAST_MS = 30_000;

/**
 * The part of that name inside of an element.
 * @param {HTMLElement} root
 * @param {string} name
 */
export function part(root, name) {
  return /** @type {HTMLElement} */ (root.querySelector(`[data-part="${name}"]`));
}

/**
 * Changes words only when they are others: a screen reader says them once, and the page has nothing to
 * lay out several times a second.
 * @param {Element} place
 * @param {string} words
 */
export function write(place, words) {
  if (place.textContent !== words) place.textContent = words;
}

export class Parts {
  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root;
  }

  /** @param {string} name */
  get(name) {
    return part(this.root, name);
  }

  /** @param {State} state */
  show(state) {
    this.root.dataset.state = state;
    for (const one of this.root.querySelectorAll("[data-when]")) {
      if (one instanceof HTMLElement) one.hidden = !one.dataset.when?.split(" ").includes(state);
    }
    this.#byId("said", SAID[state]);
  }

  /** @param {string} words  over the picture; nothing takes the note away */
  note(words) {
    this.get("note").textContent = words;
    this.get("note").hidden = words === "";
  }

  /**
   * @param {number} ms
   * @param {number} target  soft: past it the clock changes its color
   * @param {number} most    hard: the last half minute before it is counted down
   */
  elapsed(ms, target, most) {
    write(this.get("elapsed"), clock(ms));
    this.get("elapsed").classList.toggle("over", target > 0 && ms > target);
    const left = most - ms;
    write(this.get("left"), left < LAST_MS ? `${clock(left)} left` : "");
  }

  /** @param {string} words */
  count(words) {
    this.get("count").textContent = words;
  }

  /** @param {string} words  what the take adds to one's practice */
  effort(words) {
    this.get("effort").textContent = words;
  }

  /** @param {number | undefined} number  of the take, as the server counts */
  number(number) {
    if (number) this.#byId("number", String(number));
  }

  /** @param {import("freethrow/recorder/devices.mjs").Explanation} why */
  trouble({ title, steps, sound = false }) {
    this.get("trouble-title").textContent = title;
    this.get("trouble-steps").textContent = steps;
    this.get("sound-instead").hidden = !sound;
  }

  /** @param {string | null} words  why it couldn't be sent; null when that is over */
  problem(words) {
    this.get("problem").hidden = words === null;
    this.get("problem-words").textContent = words;
  }

  /** @param {string} takeUrl */
  links(takeUrl) {
    for (const link of this.root.querySelectorAll("[data-link]")) {
      if (link instanceof HTMLAnchorElement) link.href = takeUrl + (link.dataset.link ?? "");
    }
  }

  /** @param {Recording | FileImport | null} recording  where it is: on this device, on its way, sent */
  tell(recording) {
    this.#byId("saved", recording ? savedWords(recording) : "");
    if (!recording) return;
    this.number(recording.kept.remote?.number);
    const { words, percent } = sendingWords(recording);
    write(this.get("sending-words"), words);
    this.get("signed-out").hidden = recording.uploader.status.state !== "signed-out";
    const bar = this.get("sending-bar");
    if (bar instanceof HTMLProgressElement) bar.value = percent;
  }

  /**
   * @param {string} id
   * @param {string} words
   */
  #byId(id, words) {
    const shown = document.getElementById(id);
    if (shown) write(shown, words);
  }
}
