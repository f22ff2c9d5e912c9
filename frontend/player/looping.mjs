// @ts-check
/**
 * The range of a player, between a beginning and an end that somebody set, and playing it over and
 * over. Without a range the whole take is repeated. Told as `ft-range` (detail: the range or null).
 */
import { clock } from "freethrow/core/time.mjs";
import { backTo, begunAt, endedAt } from "freethrow/player/range.mjs";

export class Looping {
  #before = 0;

  /**
   * @param {HTMLElement} menu holds the button and its menu
   * @param {{tell: (range: import("freethrow/player/range.mjs").Range | null) => void, seek: (ms: number) => void}} does
   */
  constructor(menu, does) {
    this.menu = menu;
    this.does = does;
    this.range = /** @type {import("freethrow/player/range.mjs").Range | null} */ (null);
    this.on = false;
    this.popover = /** @type {HTMLElement} */ (menu.querySelector("[popover]"));
    this.popover.addEventListener("click", () => this.popover.hidePopover());
    this.show();
  }

  /** @param {import("freethrow/player/range.mjs").Range | null} range */
  set(range) {
    this.range = range;
    this.show();
    this.does.tell(range);
  }

  /** @param {number} now */
  begin(now) {
    this.set(begunAt(this.range, now));
  }

  /** @param {number} now */
  end(now) {
    this.set(endedAt(this.range, now));
  }

  /** Without its range, a loop ends as well: nobody asked for all of the take. */
  clear() {
    if (!this.range) return;
    this.on = false;
    this.set(null);
  }

  /**
   * Over and over, or not; a range that is played in a loop begins at once when one is elsewhere.
   * @param {number} now
   */
  toggle(now) {
    this.on = !this.on;
    this.show();
    const { from, until } = this.range ?? { from: 0, until: null };
    if (this.on && until !== null && (now < from || now >= until)) this.does.seek(from);
  }

  /**
   * Called while it plays.
   * @param {number} now
   * @param {number} length
   */
  heard(now, length) {
    const to = this.on ? backTo(this.range, this.#before, now, length) : null;
    this.#before = to ?? now;
    if (to !== null) this.does.seek(to);
    return to !== null;
  }

  /** @param {number} ms somebody jumped there */
  moved(ms) {
    this.#before = ms;
  }

  show() {
    const { range, on } = this;
    const words = range ? `${clock(range.from)} to ${range.until === null ? "the end" : clock(range.until)}` : "the whole take";
    const button = this.menu.querySelector("button");
    button?.setAttribute("aria-label", on ? `Loop: on, ${words}` : range ? `Range and loop: ${words}` : "Range and loop");
    this.menu.classList.toggle("looping", on);
    this.menu.querySelector('[data-do="loop"]')?.setAttribute("aria-checked", String(on));
    const clear = this.menu.querySelector('[data-do="clearRange"]');
    if (clear instanceof HTMLElement) clear.hidden = !range;
    const told = this.menu.querySelector("[data-range-words]");
    if (told) told.textContent = words;
  }
}
