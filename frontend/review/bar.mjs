// @ts-check
/** The bar at the bottom: the decision, what the autosave says, sending, and the way back. */
import { confirm } from "freethrow/core/dialogs.mjs";
import { clock } from "freethrow/core/time.mjs";
import { percentWatched, room, savingWords } from "freethrow/review/words.mjs";

const TYPING_PAUSE_MS = 600;
const SAVED = /^(strength|next_step|decision|focus_criterion_id|is_quick|level-.*|nominat.*)$/;

/** @typedef {import("freethrow/review/saver.mjs").Status} Status */

export class Bar {
  /**
   * @param {HTMLFormElement} form
   * @param {{rep: string, saver: import("freethrow/review/saver.mjs").Saver, isQuick: boolean, watched: () => Promise<{ms: number, of: number} | null>, saveTyped: () => void}} parts
   *   isQuick: as the draft knows it; watched: how much of the take was played, null without one;
   *   saveTyped: puts what was typed in the last moment, here and beside it, to what is saved
   */
  constructor(form, { rep, saver, isQuick, watched, saveTyped }) {
    this.form = form;
    this.rep = rep;
    this.saver = saver;
    this.isQuick = isQuick;
    this.watched = watched;
    this.saveAll = saveTyped;
    this.status = /** @type {Status} */ ({ condition: "saved", sentence: "", savedAt: null });
    this.timers = /** @type {Map<string, number>} */ (new Map());
    this.isChosen = form.querySelector('input[name="decision"]:checked') !== null;
    for (const name of ["strength", "next_step"]) this.words(name);
    form.addEventListener("change", (event) => this.chosen(event.target));
    this.quick = /** @type {HTMLInputElement | null} */ (document.querySelector("[data-quick]"));
    this.quick?.addEventListener("change", () => this.saveQuick());
    form.addEventListener("submit", (event) => this.submit(event));
    setInterval(() => this.show(), 1000);
  }

  /** @param {string} name */
  field(name) {
    return /** @type {HTMLTextAreaElement} */ (this.form.elements.namedItem(name));
  }

  /** @param {string} name */
  words(name) {
    const field = this.field(name);
    field.addEventListener("input", () => {
      const left = document.querySelector(`[data-left-for="${name}"]`);
      if (left) left.textContent = room(field.value.length, field.maxLength);
      this.complain("");
      window.clearTimeout(this.timers.get(name));
      this.timers.set(name, window.setTimeout(() => this.save(name), TYPING_PAUSE_MS));
    });
    field.addEventListener("change", () => this.timers.has(name) && this.save(name));
  }

  /** Whether it is a quick look, told when that changes or when a link asked for one. */
  saveQuick() {
    const now = this.quick?.checked ?? false;
    if (now !== this.isQuick) this.saver.put("summary:is_quick", { method: "PATCH", path: "/review", body: { is_quick: now } });
    this.isQuick = now;
    this.complain("");
  }

  /**
   * Put fields on the page that were written elsewhere.
   * @param {Record<string, any>} fields
   */
  fill(fields) {
    for (const [name, value] of Object.entries(fields)) {
      const field = this.form.elements.namedItem(name);
      if (name === "is_quick" && this.quick) this.quick.checked = this.isQuick = Boolean(value);
      else if (field instanceof RadioNodeList || field instanceof HTMLTextAreaElement || field instanceof HTMLSelectElement) field.value = value ?? "";
      if (name === "decision") this.showFocus(value);
    }
  }

  /**
   * Preselect what the levels point to, until somebody chooses for themselves.
   * @param {"met" | "another_take" | null} decision
   * @param {string} why
   */
  suggest(decision, why) {
    const input = this.form.querySelector(`input[name="decision"][value="${decision}"]`);
    const place = this.form.querySelector("[data-suggested]");
    if (this.isChosen || !(input instanceof HTMLInputElement)) return;
    if (place) place.textContent = why;
    if (input.checked) return;
    input.checked = true;
    this.decide(input.value);
  }

  /** @param {string} decision */
  decide(decision) {
    this.showFocus(decision);
    this.saver.put("summary:decision", { method: "PATCH", path: "/review", body: { decision } });
    if (decision === "another_take") this.saveFocus();
    this.complain("");
  }

  /** @param {string | null} decision */
  showFocus(decision) {
    const focus = this.form.querySelector(".focus-on");
    if (focus instanceof HTMLElement) focus.hidden = decision !== "another_take";
  }

  /** @param {string} name */
  save(name) {
    window.clearTimeout(this.timers.get(name));
    this.timers.delete(name);
    this.saver.put(`summary:${name}`, { method: "PATCH", path: "/review", body: { [name]: this.field(name).value } });
  }

  /** Save what was typed in the last moment, without waiting for the pause. */
  saveTyped() {
    for (const name of [...this.timers.keys()]) this.save(name);
  }

  /** @param {EventTarget | null} target */
  chosen(target) {
    if (target instanceof HTMLInputElement && target.name === "decision") {
      this.isChosen = true;
      const why = this.form.querySelector("[data-suggested]");
      if (why) why.textContent = "";
      this.decide(target.value);
    }
    if (target instanceof HTMLSelectElement && target.name === "focus_criterion_id") this.saveFocus();
  }

  /** What the next take is about: what was chosen, or what the rep works on already. */
  saveFocus() {
    const { value } = /** @type {HTMLSelectElement} */ (this.form.elements.namedItem("focus_criterion_id"));
    this.saver.put("summary:focus", { method: "PATCH", path: "/review", body: { focus_criterion_id: value || null } });
  }

  /** @param {Status} status */
  told(status) {
    this.status = status;
    this.show();
  }

  show() {
    const place = this.form.querySelector("[data-saving]");
    const words = savingWords(this.status, this.rep, Date.now());
    if (place && place.textContent !== words) place.textContent = words;
    place?.classList.toggle("late", this.status.condition !== "saved" && this.status.condition !== "saving");
    // Said once for each change of state; the counting seconds stay quiet.
    place?.setAttribute("aria-live", this.status.condition === "saved" ? "off" : "polite");
  }

  /** What is missing before it can be sent, in a sentence. */
  missing() {
    const decided = this.form.querySelector('input[name="decision"]:checked');
    if (!decided && this.form.querySelector('input[name="decision"]')) return "Choose “Meets the bar” or “Another take” before you send.";
    const said = this.field("strength").value.trim() || this.field("next_step").value.trim();
    const both = this.field("strength").value.trim() && this.field("next_step").value.trim();
    if (this.quick?.checked && !both) return "Write one strength and one next step: that is a quick look.";
    return said ? "" : "Write one strength or one next step before you send.";
  }

  /** @param {string} sentence */
  complain(sentence) {
    const place = this.form.querySelector("[data-problem]");
    if (!(place instanceof HTMLElement)) return;
    place.hidden = !sentence;
    place.textContent = sentence;
    const first = this.form.querySelector('input[name="decision"]');
    if (sentence.startsWith("Choose") && first instanceof HTMLElement) first.focus();
    else if (sentence.startsWith("Write")) this.field(this.quick?.checked && !this.field("strength").value.trim() ? "strength" : "next_step").focus();
  }

  /** @param {SubmitEvent} event */
  async submit(event) {
    event.preventDefault();
    event.stopPropagation();
    const sentence = this.missing();
    this.complain(sentence);
    if (sentence) return;
    this.saveAll();
    this.saveQuick();
    if (!(await this.hasWatched())) return;
    const button = event.submitter;
    button?.setAttribute("aria-busy", "true");
    const saved = await this.saver.flush();
    button?.removeAttribute("aria-busy");
    if (!saved) return this.complain(this.stuck());
    this.ready();
    this.form.submit();
  }

  /** Why what was written is not all with the server. */
  stuck() {
    if (this.saver.conflicts.size) return "Choose what to keep first; then send.";
    if (this.saver.refused.size) return "Something wasn’t taken. Copy it if you need it, discard it, then send.";
    return "Not everything is saved yet, so nothing was sent. Try again in a moment.";
  }

  /** Feedback on a take of which less than half was played is a choice, and told to the rep. */
  async hasWatched() {
    const played = await this.watched();
    if (!played || 2 * played.ms >= played.of) return true;
    const question = `You’ve watched ${clock(played.ms)} of ${clock(played.of)} (${percentWatched(played.ms, played.of)}%). Send it all the same?`;
    return confirm(question, { yes: "Send it", no: "Go on watching", more: `${this.rep} sees how much you watched. What you wrote is kept.` });
  }

  /** What was saved bit by bit is not sent again: the draft is sent as this page last saw it. */
  ready() {
    this.freshToken();
    for (const field of this.form.elements) {
      if (field instanceof HTMLInputElement && field.name === "seen") field.value = this.saver.stamp;
      else if (!(field instanceof HTMLButtonElement) && "name" in field && SAVED.test(String(field.name))) /** @type {HTMLInputElement} */ (field).disabled = true;
    }
  }

  /** A page that was signed in again meanwhile sends its newest token. */
  freshToken() {
    const token = document.querySelector('meta[name="csrf-token"]')?.getAttribute("content");
    const field = this.form.elements.namedItem("csrf_token");
    if (token && field instanceof HTMLInputElement) field.value = token;
  }
}
