// @ts-check
/**
 * Writing a comment. The first keystroke stops the video and settles the time; posting goes on.
 * What is written but not posted survives a reload.
 */
import { clock } from "freethrow/core/time.mjs";
import { precise } from "freethrow/player/time.mjs";
import { newId } from "freethrow/review/markers.mjs";
import { room } from "freethrow/review/words.mjs";

/**
 * @typedef {import("freethrow/review/markers.mjs").Marker} Marker
 * @typedef {import("freethrow/review/saver.mjs").Shelf} Shelf
 */

export class Composer {
  /**
   * @param {HTMLFormElement} form
   * @param {import("freethrow/player/player.mjs").Player | null} player
   * @param {{post: (marker: Marker) => void, shelf: Shelf | null, name: string}} parts
   */
  constructor(form, player, { post, shelf, name }) {
    this.form = form;
    this.player = player;
    this.post = post;
    this.shelf = shelf;
    this.name = name;
    this.at = /** @type {number | null} */ (null);
    this.from = /** @type {number | null} */ (null);
    this.until = /** @type {number | null} */ (null);
    this.wasPlaying = false;
    this.text = /** @type {HTMLTextAreaElement} */ (form.querySelector("textarea"));
    this.criterion = /** @type {HTMLSelectElement} */ (form.querySelector("select"));
    this.listen();
    this.restore();
    this.show();
  }

  listen() {
    this.text.addEventListener("input", () => this.typed());
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.send();
    });
    this.form.addEventListener("change", () => this.keep());
    this.form.querySelector("[data-make-range]")?.addEventListener("click", () => this.toggleRange());
    this.player?.addEventListener("ft-time", () => this.show());
  }

  /** The moment the comment is about: settled by the first keystroke, else now. */
  get moment() {
    return this.from ?? this.at ?? this.player?.ms ?? 0;
  }

  get kind() {
    const chosen = this.form.querySelector('input[name="kind"]:checked');
    return chosen instanceof HTMLInputElement ? chosen.value : "note";
  }

  typed() {
    if (!this.text.value.trim()) this.at = null;
    else if (this.at === null) {
      this.at = this.player?.ms ?? 0;
      this.wasPlaying = this.player?.playing ?? false;
      this.player?.pause();
    }
    this.keep();
    this.show();
  }

  focus() {
    this.text.focus();
  }

  toggleRange() {
    if (this.from === null) this.startRange();
    else this.clearRange();
  }

  startRange() {
    this.from = this.player?.ms ?? 0;
    this.until = null;
    this.keep();
    this.show();
  }

  endRange() {
    const now = this.player?.ms ?? 0;
    this.from ??= Math.min(this.at ?? now, now);
    if (now > this.from) this.until = now;
    this.keep();
    this.show();
  }

  clearRange() {
    this.from = this.until = null;
    this.keep();
    this.show();
  }

  send() {
    const text = this.text.value.trim();
    if (!text) return this.focus();
    const end = this.from === null ? null : (this.until ?? Math.max(this.player?.ms ?? 0, this.from));
    this.post({ id: newId(), at_ms: this.moment, until_ms: end !== null && end > this.moment ? end : null, kind: this.kind, criterion_id: this.criterion.value || null, text });
    this.empty();
    if (this.wasPlaying) this.player?.play();
    this.wasPlaying = false;
  }

  empty() {
    this.text.value = "";
    this.criterion.value = "";
    this.at = this.from = this.until = null;
    this.keep();
    this.show();
  }

  show() {
    const set = (/** @type {string} */ selector, /** @type {string} */ words) => {
      const place = this.form.querySelector(selector);
      if (place && place.textContent !== words) place.textContent = words;
    };
    set("[data-when]", `At ${precise(this.moment)}`);
    set("[data-range]", this.from === null ? "" : this.until === null ? "until you post" : `to ${clock(this.until)}`);
    set("[data-left]", room(this.text.value.length, this.text.maxLength));
    this.form.querySelector("[data-make-range]")?.setAttribute("aria-pressed", String(this.from !== null));
  }

  keep() {
    const { at, from, until } = this;
    const draft = { text: this.text.value, kind: this.kind, criterion: this.criterion.value, at, from, until };
    try {
      if (draft.text.trim()) this.shelf?.setItem(this.name, JSON.stringify(draft));
      else this.shelf?.removeItem(this.name);
    } catch {
      // Without storage the words stay on this page only.
    }
  }

  restore() {
    let draft;
    try {
      draft = JSON.parse(this.shelf?.getItem(this.name) ?? "null");
    } catch {
      return;
    }
    if (typeof draft?.text !== "string") return;
    this.text.value = draft.text;
    this.criterion.value = draft.criterion ?? "";
    this.at = draft.at ?? null;
    this.from = draft.from ?? null;
    this.until = draft.until ?? null;
    const kind = this.form.querySelector(`input[name="kind"][value="${CSS.escape(draft.kind ?? "try")}"]`);
    if (kind instanceof HTMLInputElement) kind.checked = true;
  }
}
