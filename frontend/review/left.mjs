// @ts-check
/**
 * What was written in a review room and can't be saved there any more: the words stand on the page
 * to be copied until they are discarded.
 */
import { showStuck, wordsOf } from "freethrow/review/conflict.mjs";

/**
 * @typedef {import("freethrow/review/shelf.mjs").Shelves} Shelves
 * @typedef {import("freethrow/review/saver.mjs").Refusal} Refusal
 * @typedef {Refusal & {name: string, kept: string}} Entry name: its shelf; kept: its key there
 */

export class Left {
  /** @type {Entry[]} */
  entries = [];

  /**
   * @param {Shelves} shelves
   * @param {object} parts
   * @param {string} [parts.sentence] why it can't be saved, where the page doesn't say so
   * @param {import("freethrow/review/conflict.mjs").Criterion[]} [parts.criteria] unknown where the
   *   room is gone: there only what has words is shown
   * @param {typeof showStuck} [parts.show]
   */
  constructor(shelves, { sentence = "", criteria, show = showStuck }) {
    this.shelves = shelves;
    this.sentence = sentence;
    this.criteria = criteria;
    this.draw = show;
  }

  /** @param {string} name of the shelf of a window that is gone */
  take(name) {
    const add = (/** @type {string} */ shelf, /** @type {string} */ key, /** @type {Refusal["change"]} */ change) =>
      this.entries.push({ name: shelf, kept: key, key: `${key}:${shelf}`, change, sentence: this.sentence });
    for (const { key, change } of this.shelves.read(name) ?? []) add(name, key, change);
    const typed = this.shelves.read(`${name}:words`);
    if (typed) add(`${name}:words`, "marker:typed", { method: "PUT", path: "", body: { ...typed, at_ms: typed.at ?? 0 } });
    this.show();
  }

  get shown() {
    return this.criteria ? this.entries : this.entries.filter((each) => wordsOf(each));
  }

  show() {
    this.draw({ refusals: this.shown, criteria: this.criteria ?? [] }, { discard: (key) => this.forget(key) });
  }

  /** @param {string} key */
  forget(key) {
    const name = this.entries.find((each) => each.key === key)?.name ?? "";
    this.entries = this.entries.filter((each) => each.key !== key);
    const rest = this.shown.filter((each) => each.name === name);
    this.shelves.write(name, rest.length ? rest.map((each) => ({ key: each.kept, change: each.change, seen: null, unsure: [] })) : null);
    this.show();
  }
}
