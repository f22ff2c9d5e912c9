// @ts-check
/**
 * Naming a part of the take as a model. The range that is marked on the player is where it begins and
 * ends, or the moment at hand; saved with the draft as everything else.
 */
import { around } from "freethrow/core/dom.mjs";
import { clock } from "freethrow/core/time.mjs";

const PAUSE_MS = 600;

export class Nominating {
  /**
   * @param {HTMLElement} dialog
   * @param {HTMLFormElement} sheet whose fields these are
   * @param {{player: import("freethrow/player/player.mjs").Player | null, saver: import("freethrow/review/saver.mjs").Saver}} parts
   */
  constructor(dialog, sheet, { player, saver }) {
    this.dialog = dialog;
    this.sheet = sheet;
    this.player = player;
    this.saver = saver;
    this.timer = 0;
    dialog.addEventListener("toggle", () => this.opened());
    dialog.addEventListener("click", (event) => this.clicked(event));
    dialog.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && event.target instanceof HTMLInputElement) event.preventDefault(); // it would send the feedback
    });
    dialog.addEventListener("input", (event) => this.changed(event.target !== this.box));
  }

  get box() {
    return /** @type {HTMLInputElement} */ (this.dialog.querySelector("[name=nominate]"));
  }

  /** The range between two moments that somebody marked, else null. */
  get marked() {
    const range = this.player?.looping?.range;
    return range && range.until !== null ? { from: range.from, until: range.until } : null;
  }

  /** What was marked before it was opened is what it is about, unless a part was named already. */
  opened() {
    const [place, { marked }] = [this.dialog.querySelector("[data-marked]"), this];
    if (place instanceof HTMLElement) place.hidden = !marked;
    const words = this.dialog.querySelector("[data-marked-words]");
    if (words && marked) words.textContent = `${clock(marked.from)} – ${clock(marked.until)}`;
    if (marked && !this.box.checked) this.write({ "nominate-from": clock(marked.from), "nominate-until": clock(marked.until) });
  }

  /** @param {Event} event */
  clicked(event) {
    const now = around(event, "[data-now]")?.dataset.now;
    const { marked } = this;
    if (now) this.write({ [now]: clock(this.player?.ms ?? 0) });
    else if (around(event, "[data-use-marked]") && marked) this.write({ "nominate-from": clock(marked.from), "nominate-until": clock(marked.until) });
    else return;
    this.changed();
  }

  /**
   * @param {Record<string, any>} fields
   */
  write(fields) {
    for (const [name, value] of Object.entries(fields)) {
      const field = this.sheet.elements.namedItem(name);
      if (field instanceof HTMLInputElement && field.type === "checkbox") field.checked = Boolean(value);
      else if (field && "value" in field) field.value = value;
    }
    this.show();
  }

  /** The fields as the server reads them. */
  fields() {
    if (!this.box.checked) return { nominate: "" };
    return Object.fromEntries([...new FormData(this.sheet)].filter(([name]) => name.startsWith("nominate")));
  }

  /** Whoever says what it is about wants it asked. */
  changed(isNamed = true) {
    if (isNamed) this.box.checked = true;
    this.show();
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.save(), PAUSE_MS);
  }

  save() {
    window.clearTimeout(this.timer);
    this.timer = 0;
    this.saver.put("nomination", { method: "PUT", path: "/review/nomination", body: this.fields() });
  }

  /** Save what was typed in the last moment, without waiting for the pause. */
  saveTyped() {
    if (this.timer) this.save();
  }

  show() {
    const words = document.querySelector("[data-nominate-told]");
    if (words) words.textContent = this.box.checked ? ", named" : "";
    document.querySelector("[data-nominated]")?.setAttribute("data-nominated", this.box.checked ? "yes" : "no");
  }

  /** @param {string} sentence why it was not taken; empty when it was */
  told(sentence) {
    const line = this.dialog.querySelector("[data-nominate-problem]");
    if (!(line instanceof HTMLElement)) return;
    line.textContent = sentence;
    line.hidden = !sentence;
  }
}
