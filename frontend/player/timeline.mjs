// @ts-check
/**
 * The timeline under a take: a slider with what was said about it, and the range that is chosen.
 * Pointer and keyboard see the still of a moment.
 */
import { h } from "freethrow/core/dom.mjs";
import { clock } from "freethrow/core/time.mjs";
import { Marks } from "freethrow/player/marks.mjs";
import { Stills } from "freethrow/player/stills.mjs";
import { share, within } from "freethrow/player/time.mjs";
import { Waveform } from "freethrow/player/waveform.mjs";

/** @typedef {{id: string, at_ms: number, until_ms: number | null, kind: string, text: string}} Mark */

export class Timeline {
  /**
   * @param {HTMLElement} place
   * @param {number} length
   * @param {{seek: (ms: number) => void, open: (id: string) => void}} does
   */
  constructor(place, length, does) {
    this.length = length;
    this.does = does;
    this.now = 0;
    this.fill = h("i", { class: "fill" });
    this.head = h("i", { class: "head" });
    this.still = h("canvas", { width: 160, height: 90, hidden: true });
    this.time = h("span", {});
    this.hint = h("div", { class: "hint", hidden: true, "aria-hidden": true }, this.still, this.time);
    this.hinted = 0;
    this.stills = new Stills(null);
    this.chosen = h("i", { class: "chosen", hidden: true });
    this.slider = h("div", { class: "track", role: "slider", tabindex: 0, "aria-label": "Position", "aria-valuemin": 0, "aria-valuemax": length }, this.fill, this.chosen, this.head, this.hint);
    this.marks = new Marks((id) => this.does.open(id));
    place.classList.add("timeline");
    place.replaceChildren(this.marks.ticks, this.marks.density, this.slider, this.marks.ranges);
    this.wave = new Waveform(this.slider);
    this.listen();
    this.show(0);
  }

  /**
   * What belongs to the video: its length, its loudness, its stills.
   * @param {{duration_ms: number, peaks: string, storyboard: string | null}} video
   */
  tell({ duration_ms, peaks, storyboard }) {
    this.length = duration_ms;
    this.slider.setAttribute("aria-valuemax", String(duration_ms));
    this.wave.set(peaks);
    this.marks.tell(duration_ms, peaks);
    this.stills = new Stills(storyboard);
    this.show(this.now);
  }

  listen() {
    this.slider.addEventListener("pointerdown", (event) => {
      this.slider.setPointerCapture(event.pointerId);
      this.does.seek(this.msAt(event.clientX));
    });
    this.slider.addEventListener("pointermove", (event) => {
      this.point(this.msAt(event.clientX));
      if (event.buttons & 1) this.does.seek(this.msAt(event.clientX));
    });
    this.slider.addEventListener("pointerleave", () => (this.hint.hidden = !this.keyed));
    this.slider.addEventListener("focus", () => this.keyed && this.point(this.now));
    this.slider.addEventListener("blur", () => (this.hint.hidden = true));
    this.slider.addEventListener("keydown", (event) => this.key(event));
  }

  /** @param {number} x */
  msAt(x) {
    const box = this.slider.getBoundingClientRect();
    return within(((x - box.left) / box.width) * this.length, this.length);
  }

  /** Whether the keyboard is on the slider. */
  get keyed() {
    return this.slider.matches(":focus-visible");
  }

  /**
   * Show the moment's time, and its still when there is one.
   * @param {number} ms
   */
  point(ms) {
    this.hinted = ms;
    this.hint.hidden = false;
    if (this.time.textContent !== clock(ms)) this.time.textContent = clock(ms);
    this.hint.style.setProperty("--at", String(share(ms, this.length)));
    this.still.hidden = !this.stills.draw(this.still, ms);
    void this.stills.want(() => this.hint.hidden || this.point(this.hinted));
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    /** @type {Record<string, number>} */
    const to = { ArrowLeft: this.now - 5000, ArrowRight: this.now + 5000, ArrowDown: this.now - 5000, ArrowUp: this.now + 5000, PageDown: this.now - 30000, PageUp: this.now + 30000, Home: 0, End: this.length };
    const ms = to[event.key];
    if (ms === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    this.does.seek(within(ms, this.length));
  }

  /** @param {number} ms */
  show(ms) {
    const second = Math.floor(ms / 1000);
    this.now = ms;
    this.slider.style.setProperty("--at", String(share(ms, this.length)));
    if (String(second) === this.slider.dataset.second) return;
    this.slider.dataset.second = String(second);
    this.slider.setAttribute("aria-valuenow", String(Math.round(ms)));
    this.slider.setAttribute("aria-valuetext", `${clock(ms)} of ${clock(this.length)}`);
    if (!this.hint.hidden && this.keyed && !this.slider.matches(":hover")) this.point(ms);
  }

  /** @param {Mark[]} marks */
  set(marks) {
    this.marks.set(marks);
  }

  /** @param {string | null} id */
  highlight(id) {
    this.marks.highlight(id);
  }

  /** @param {import("freethrow/player/range.mjs").Range | null} range */
  choose(range) {
    this.chosen.hidden = !range;
    if (!range) return;
    const [from, to] = [share(range.from, this.length), share(range.until ?? this.length, this.length)];
    this.chosen.style.setProperty("--from", String(from));
    this.chosen.style.setProperty("--len", String(to - from));
    this.chosen.classList.toggle("open", range.until === null);
  }
}
