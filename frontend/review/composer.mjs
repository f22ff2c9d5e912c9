// @ts-check
/**
 * Writing a comment, or speaking it. The first keystroke stops the video and settles the time; posting
 * goes on. A range that is marked on the player is the comment's. What is written or recorded but not
 * posted survives a reload.
 */
import { around } from "freethrow/core/dom.mjs";
import { clock } from "freethrow/core/time.mjs";
import { toastError } from "freethrow/core/toasts.mjs";
import { precise } from "freethrow/player/time.mjs";
import { newId } from "freethrow/review/markers.mjs";
import { nudge } from "freethrow/review/nudge.mjs";
import { Snippets } from "freethrow/review/snippets.mjs";
import { obstacleIn, recordIn, recorderIn } from "freethrow/review/voice.mjs";
import { room } from "freethrow/review/words.mjs";

/**
 * @typedef {import("freethrow/review/markers.mjs").Marker} Marker
 * @typedef {import("freethrow/review/saver.mjs").Shelf} Shelf
 */

const THINKING_MS = 900; // a pause in typing, before anything is remarked about the words

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
    this.recorder = /** @type {HTMLElement} */ (form.querySelector("[data-recorder]"));
    this.thinking = 0;
    this.snippets = new Snippets(form, { text: this.text, criterion: this.criterion, take: (kept, text) => this.take(kept, text), kind: () => this.kind });
    this.listen();
    this.restore();
    this.show();
  }

  listen() {
    this.text.addEventListener("input", () => this.typed());
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.finish();
    });
    this.form.addEventListener("change", () => (this.keep(), this.remark()));
    this.form.addEventListener("clip", () => this.typed());
    this.form.addEventListener("click", (event) => this.clicked(event));
    this.form.querySelector("[data-make-range]")?.addEventListener("click", () => this.toggleRange());
    this.player?.addEventListener("ft-time", () => this.show());
    this.player?.addEventListener("ft-range", (event) => this.ranged(/** @type {CustomEvent} */ (event).detail));
  }

  /** The moment the comment is about: settled by the first keystroke, else now. */
  get moment() {
    return this.from ?? this.at ?? this.player?.ms ?? 0;
  }

  get kind() {
    const chosen = this.form.querySelector('input[name="kind"]:checked');
    return chosen instanceof HTMLInputElement ? chosen.value : "note";
  }

  /** The id of what was recorded; empty while there is nothing. */
  get recording() {
    const field = this.form.elements.namedItem("recording");
    return field instanceof HTMLInputElement ? field.value : "";
  }

  get isEmpty() {
    return !this.text.value.trim() && !this.recording;
  }

  typed() {
    if (!this.isEmpty) this.settle();
    else if (!obstacleIn(this.form)) this.at = null;
    this.keep();
    this.show();
    this.remark();
  }

  /** From here on the comment is about the present moment. */
  settle() {
    if (this.at !== null) return;
    this.at = this.player?.ms ?? 0;
    this.wasPlaying = this.player?.playing ?? false;
    this.player?.pause();
  }

  /** What would make it more useful is said quietly, once the typing rests. */
  remark() {
    window.clearTimeout(this.thinking);
    const say = (/** @type {string} */ words) => {
      const place = this.form.querySelector("[data-nudge]");
      if (place && place.textContent !== words) place.textContent = words;
    };
    const words = this.recording ? "" : nudge({ text: this.text.value, kind: this.kind });
    if (!words) return say("");
    this.thinking = window.setTimeout(() => say(words), THINKING_MS);
  }

  /** @param {Event} event */
  clicked(event) {
    const mode = around(event, "[data-record]")?.dataset.record;
    if (mode) this.speak(mode);
    else if (around(event, "[data-reuse]")) this.reuse();
  }

  /** @param {string} mode audio or video */
  speak(mode) {
    this.settle();
    this.show();
    void recordIn(this.recorder, mode);
  }

  reuse() {
    this.settle();
    this.show();
    this.snippets.begin();
  }

  /**
   * @param {import("freethrow/review/matching.mjs").Kept} kept
   * @param {string} text
   */
  take(kept, text) {
    this.text.value = text.slice(0, this.text.maxLength);
    this.choose(kept.kind);
    const own = [...this.criterion.options].find((option) => kept.criterion_key && option.dataset.key === kept.criterion_key);
    if (own && !this.criterion.value) this.criterion.value = own.value;
    this.typed();
    this.text.focus();
  }

  /** @param {string} kind */
  choose(kind) {
    const radio = this.form.querySelector(`input[name="kind"][value="${CSS.escape(kind)}"]`);
    if (radio instanceof HTMLInputElement) radio.checked = true;
  }

  focus() {
    this.text.focus();
  }

  toggleRange() {
    this.player?.do(this.from === null ? "rangeStart" : "clearRange");
  }

  /** @param {import("freethrow/player/range.mjs").Range | null} range */
  ranged(range) {
    this.from = range?.from ?? null;
    this.until = range?.until ?? null;
    this.keep();
    this.show();
  }

  /** Post it; while something is being recorded or sent, as soon as that is there. */
  send() {
    this.form.requestSubmit();
  }

  finish() {
    const obstacle = obstacleIn(this.form);
    if (obstacle === "busy") return; // the recorder says so, and posts it when it is there
    if (obstacle) return toastError(obstacle);
    if (this.isEmpty) return this.focus();
    const end = this.from === null ? null : (this.until ?? Math.max(this.player?.ms ?? 0, this.from));
    this.post({
      id: newId(),
      at_ms: this.moment,
      until_ms: end !== null && end > this.moment ? end : null,
      kind: this.kind,
      criterion_id: this.criterion.value || null,
      text: this.text.value.trim(),
      recording: this.recording || null,
    });
    this.empty();
    this.text.blur(); // from here on keys are the player's and the room's again
    if (this.wasPlaying) this.player?.play();
    this.wasPlaying = false;
  }

  empty() {
    this.text.value = "";
    this.criterion.value = "";
    this.recorder.replaceChildren();
    this.recorder.hidden = true;
    this.snippets.close();
    this.at = this.from = this.until = null;
    this.player?.do("clearRange");
    this.keep();
    this.show();
    this.remark();
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
    const draft = { text: this.text.value, recording: this.recording, kind: this.kind, criterion: this.criterion.value, at, from, until };
    try {
      if (!this.isEmpty) this.shelf?.setItem(this.name, JSON.stringify(draft));
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
    if (draft.from !== null) this.player?.looping?.set({ from: draft.from, until: draft.until });
    this.choose(draft.kind ?? "try");
    if (draft.recording) void recorderIn(this.recorder, draft.recording);
  }
}
