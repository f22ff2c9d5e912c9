// @ts-check
/**
 * What was said about a take, on its timeline: a tick for each comment, or for several that lie close
 * together; a bar for each range, one lane for each kind; and how dense they are. Ticks are one stop of
 * the keyboard, the arrows go along them. What stays is left as it is, so that many cost little.
 */
import { h } from "freethrow/core/dom.mjs";
import { called, clustered, mostly, nextOf } from "freethrow/player/clusters.mjs";
import { areaOf, densities, linesOf, spoken } from "freethrow/player/density.mjs";
import { shape, svg } from "freethrow/player/shapes.mjs";
import { share } from "freethrow/player/time.mjs";

const LANE_PX = 4;

/** @typedef {import("freethrow/player/timeline.mjs").Mark} Mark */

export class Marks {
  #shown = /** @type {Map<string, {button: HTMLElement, group: Mark[], looks: string}>} */ (new Map());
  #on = /** @type {string | null} */ (null);
  #width = 0;

  /** @param {(id: string) => void} open */
  constructor(open) {
    this.open = open;
    this.all = /** @type {Mark[]} */ ([]);
    this.length = 0;
    this.ticks = h("div", { class: "marks", role: "toolbar", "aria-label": "Comments on the timeline" });
    this.area = svg("path", { class: "close" });
    this.speech = svg("path", { class: "speech" });
    this.density = svg("svg", { class: "density", viewBox: "0 0 100 10", preserveAspectRatio: "none", "aria-hidden": "true" }, this.speech, this.area);
    this.ranges = svg("svg", { class: "ranges", "aria-hidden": "true" });
    this.ticks.addEventListener("keydown", (event) => this.#key(event));
    this.ticks.addEventListener("focusin", ({ target }) => target instanceof HTMLElement && this.#stop(target));
    new ResizeObserver(([told]) => this.#resized(Math.round(told?.contentRect.width ?? 0))).observe(this.ticks);
  }

  /**
   * @param {number} length
   * @param {string} peaks
   */
  tell(length, peaks) {
    this.length = length;
    this.speech.setAttribute("d", linesOf(spoken(peaks, length), length));
    this.show();
  }

  /** @param {Mark[]} marks */
  set(marks) {
    this.all = marks;
    this.show();
  }

  /**
   * The width is told, never asked for: asking makes the browser lay out the page on the spot.
   * @param {number} width
   */
  #resized(width) {
    if (width === this.#width) return;
    this.#width = width;
    this.show();
  }

  show() {
    if (!this.#width) return; // drawn as soon as there is a width to draw for
    this.#place(clustered(this.all, this.length, this.#width));
    this.area.setAttribute("d", areaOf(densities(this.all.map(({ at_ms }) => at_ms), this.length)));
    this.#bars(this.all.filter(({ until_ms }) => until_ms !== null));
    this.highlight(this.#on);
  }

  /** @param {Mark[][]} groups */
  #place(groups) {
    const before = this.#shown;
    this.#shown = new Map(groups.map((group) => this.#tick(group, before)));
    for (const [id, { button }] of before) if (!this.#shown.has(id)) button.remove();
    [...this.#shown.values()].forEach(({ button }, at) => {
      const there = this.ticks.children[at] ?? null;
      if (there !== button) this.ticks.insertBefore(button, there);
    });
    if (!this.ticks.querySelector('[tabindex="0"]')) this.ticks.firstElementChild?.setAttribute("tabindex", "0");
  }

  /**
   * The tick of a group, the same as before where its first one stays.
   * @param {Mark[]} group
   * @param {Map<string, {button: HTMLElement, group: Mark[], looks: string}>} before
   * @returns {[string, {button: HTMLElement, group: Mark[], looks: string}]}
   */
  #tick(group, before) {
    const { id = "", at_ms = 0 } = group[0] ?? {};
    const tick = before.get(id) ?? { button: this.#button(id), group, looks: "" };
    const [label, kind] = [called(group), mostly(group)];
    tick.group = group;
    tick.button.style.setProperty("--at", String(share(at_ms, this.length)));
    if (tick.looks !== label) {
      tick.looks = label;
      for (const [name, value] of Object.entries({ "aria-label": label, title: label, class: `tick k-${kind}` })) tick.button.setAttribute(name, value);
      tick.button.replaceChildren(shape(kind), ...(group.length > 1 ? [h("b", {}, String(group.length))] : []));
    }
    return [id, tick];
  }

  /** @param {string} id */
  #button(id) {
    return h("button", {
      type: "button",
      tabindex: -1,
      "data-mark": id,
      onclick: () => {
        const next = nextOf(this.#shown.get(id)?.group ?? [], this.#on);
        if (next) this.open(next.id);
      },
    });
  }

  /** @param {Mark[]} ranges */
  #bars(ranges) {
    const kinds = [...new Set(ranges.map(({ kind }) => kind))].sort();
    const px = (/** @type {number | null} */ ms) => (share(ms ?? 0, this.length) / 100) * this.#width;
    const lanes = kinds.map((kind, lane) => {
      const bars = ranges.filter((range) => range.kind === kind).map(({ at_ms, until_ms }) => `M${px(at_ms).toFixed(1)} ${lane * LANE_PX + 2}H${Math.max(px(until_ms), px(at_ms) + 2).toFixed(1)}`);
      return svg("path", { class: `k-${kind}`, d: bars.join("") });
    });
    this.ranges.setAttribute("height", String(kinds.length * LANE_PX));
    this.ranges.replaceChildren(...lanes);
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const ticks = [...this.ticks.children];
    const at = ticks.findIndex((tick) => tick === document.activeElement);
    const to = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: ticks.length - 1 }[event.key];
    const next = ticks[to ?? -1];
    if (to === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    if (next instanceof HTMLElement) next.focus();
  }

  /** @param {HTMLElement} target the tick that the next visit begins with */
  #stop(target) {
    for (const tick of this.ticks.children) tick.setAttribute("tabindex", tick === target ? "0" : "-1");
  }

  /** @param {string | null} id */
  highlight(id) {
    this.#on = id;
    for (const { button, group } of this.#shown.values()) button.classList.toggle("on", group.some((mark) => mark.id === id));
  }
}
