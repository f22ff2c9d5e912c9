// @ts-check
/**
 * The sheet of keys behind "?", built from the table that the keys act by. Each key is a button: press
 * it and then another key, and that one acts from now on; Delete takes the key away. A key that already
 * means something says so first, and moves when it is pressed once more.
 */
import { around, h } from "freethrow/core/dom.mjs";
import { areUsual, backToUsual, cap, change, FIXED, free, holderOf, KEYS, keysOf, mayBe, named } from "freethrow/player/keys.mjs";

const AWAY = ["Delete", "Backspace"];
const ALONE = ["Shift", "Control", "Alt", "Meta", "CapsLock", "Dead"];

class Sheet {
  #waiting = /** @type {HTMLElement | null} */ (null);
  #asked = "";

  /** @param {HTMLElement} place */
  constructor(place) {
    this.place = place;
    this.lines = h("div", { class: "keysheet" });
    this.told = h("p", { class: "small grow", role: "status" });
    this.usual = h("button", { type: "button", class: "button small quiet", onclick: () => this.#reset() }, "Back to the usual keys");
    place.append(this.lines, h("div", { class: "row between" }, this.told, this.usual));
    this.lines.addEventListener("click", (event) => {
      const key = around(event, "button[data-does]");
      if (key) this.#wait(key);
    });
    this.lines.addEventListener("keydown", (event) => this.#waiting && this.#pressed(event));
    this.lines.addEventListener("focusout", () => this.#rest());
    this.#show();
  }

  #show() {
    this.lines.replaceChildren(...Object.entries(KEYS).map(([title, lines]) => this.#group(title, lines)));
    this.usual.hidden = areUsual();
  }

  /**
   * @param {string} title
   * @param {import("freethrow/player/keys.mjs").Entry[]} lines
   */
  #group(title, lines) {
    const fixed = (FIXED[title] ?? []).map(([keys, words]) => line(words, [h("kbd", {}, keys)]));
    return h("section", {}, h("h3", {}, title), h("dl", {}, ...lines.map((entry) => this.#line(entry)), ...fixed));
  }

  /** @param {import("freethrow/player/keys.mjs").Entry} entry */
  #line({ does, words }) {
    const keys = keysOf(does);
    const buttons = (keys.length ? keys : [""]).map((key) =>
      h("button", { type: "button", class: "key", "data-does": does, "data-key": key, "aria-label": `${words}: ${key ? cap(key) : "no key"}. Change` }, key ? h("kbd", {}, cap(key)) : h("span", { class: "quiet small" }, "no key")),
    );
    return line(words, buttons);
  }

  /** @param {HTMLElement} button */
  #wait(button) {
    this.#rest();
    this.#waiting = button;
    this.#asked = "";
    button.classList.add("waiting");
    this.#tell("Press a key. Delete takes this one away, Esc leaves it.");
  }

  #rest() {
    this.#waiting?.classList.remove("waiting");
    this.#waiting = null;
  }

  /** @param {KeyboardEvent} event */
  #pressed(event) {
    if (ALONE.includes(event.key) || event.key === "Tab") return;
    event.preventDefault();
    event.stopPropagation();
    const { does = "", key: before = "" } = this.#waiting?.dataset ?? {};
    if (event.key === "Escape") return this.#end("Nothing was changed.");
    if (AWAY.includes(event.key)) return this.#put(does, before, "");
    const key = named(event.key);
    if (event.ctrlKey || event.metaKey || event.altKey || !mayBe(key)) return this.#tell("That one can’t be used here. Press a letter, a digit, a sign or an arrow.");
    const holder = key === before ? null : holderOf(key, does);
    if (holder && this.#asked !== key) {
      this.#asked = key;
      return this.#tell(`${cap(key)} already means “${holder}”. Press it again to use it here instead.`);
    }
    free(key, does);
    this.#put(does, before, key);
  }

  /**
   * @param {string} does
   * @param {string} before the key that this one replaces; none, where there was no key
   * @param {string} key none: taken away
   */
  #put(does, before, key) {
    const others = keysOf(does).filter((one) => one !== before && one !== key);
    const at = Math.max(0, keysOf(does).indexOf(before));
    change(does, key ? [...others.slice(0, at), key, ...others.slice(at)] : others);
    this.#end(key ? `${cap(key)} acts from now on, in this browser.` : "That key does nothing anymore, in this browser.", does, key);
  }

  /**
   * @param {string} words
   * @param {string} [does]
   * @param {string} [key]
   */
  #end(words, does = this.#waiting?.dataset.does ?? "", key = this.#waiting?.dataset.key ?? "") {
    this.#rest();
    this.#show();
    this.#tell(words);
    const keys = [.../** @type {NodeListOf<HTMLElement>} */ (this.lines.querySelectorAll(`[data-does="${does}"]`))];
    (keys.find((one) => one.dataset.key === key) ?? keys[0])?.focus();
  }

  #reset() {
    backToUsual();
    this.#show();
    this.#tell("All keys are as they came.");
    this.lines.querySelector("button")?.focus();
  }

  /** @param {string} words */
  #tell(words) {
    this.told.textContent = words;
  }
}

/**
 * @param {string} words
 * @param {HTMLElement[]} keys
 */
const line = (words, keys) => h("div", {}, h("dt", {}, words), h("dd", {}, ...keys));

for (const place of document.querySelectorAll("[data-keysheet]")) if (place instanceof HTMLElement) new Sheet(place);
