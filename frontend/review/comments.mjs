// @ts-check
/** The list of comments beside the video: shown, chosen, edited in place, deleted with undo. */
import { drawing, h } from "freethrow/core/dom.mjs";
import { clock } from "freethrow/core/time.mjs";
import { shape } from "freethrow/player/shapes.mjs";
import { KINDS } from "freethrow/review/names.mjs";
import { thread } from "freethrow/review/thread.mjs";
import { voice } from "freethrow/review/voice.mjs";

/**
 * @typedef {import("freethrow/review/markers.mjs").Marker} Marker
 * @typedef {{seek: (marker: Marker) => void, save: (marker: Marker) => void, remove: (marker: Marker) => void}} Does
 */

export class CommentList {
  /**
   * @param {HTMLElement} list
   * @param {{markers: import("freethrow/review/markers.mjs").Markers, criteria: {id: string, title: string}[], submission: string, open: boolean, does: Does}} parts
   */
  constructor(list, { markers, criteria, submission, open, does }) {
    this.list = list;
    this.markers = markers;
    this.criteria = criteria;
    this.submission = submission;
    this.voices = /** @type {Map<string, HTMLElement>} */ (new Map());
    this.open = open;
    this.does = does;
    this.on = /** @type {string | null} */ (null);
    this.editing = /** @type {string | null} */ (null);
    this.made = /** @type {WeakMap<Marker, HTMLElement>} */ (new WeakMap());
  }

  /** What did not change stays where it is: with hundreds of comments, that is nearly all. */
  show() {
    const items = this.markers.all.map((marker) => this.kept(marker));
    const stays = new Set(items);
    for (const item of [...this.list.children]) if (!stays.has(/** @type {HTMLElement} */ (item))) item.remove();
    items.forEach((item, at) => item !== this.list.children[at] && this.list.insertBefore(item, this.list.children[at] ?? null));
  }

  /** @param {Marker} marker */
  kept(marker) {
    const edited = marker.id === this.editing ? this.list.querySelector(`#m-${CSS.escape(marker.id)}`) : null;
    const item = edited instanceof HTMLElement ? edited : (this.made.get(marker) ?? this.item(marker));
    this.made.set(marker, item);
    return item;
  }

  /** @param {Marker} marker */
  item(marker) {
    return h(
      "li",
      { id: `m-${marker.id}`, class: `comment k-${marker.kind}${marker.id === this.on ? " on" : ""}` },
      h("button", { type: "button", class: "at", "aria-label": `Play from ${this.when(marker)}`, onclick: () => this.does.seek(marker) }, this.when(marker)),
      h("div", { class: "stack tight" }, this.top(marker), this.words(marker), this.spoken(marker), this.evidence(marker), ...thread(marker.replies ?? [], this.submission)),
    );
  }

  /** @param {Marker} marker */
  when(marker) {
    return marker.until_ms === null ? clock(marker.at_ms) : `${clock(marker.at_ms)}–${clock(marker.until_ms)}`;
  }

  /** @param {Marker} marker */
  top(marker) {
    const kind = h("span", { class: "kind" }, shape(marker.kind), KINDS[marker.kind]);
    if (!this.open) return kind;
    const edit = h("button", { type: "button", class: "button icon-only quiet", "aria-label": `Edit the comment at ${clock(marker.at_ms)}`, title: "Edit", onclick: () => this.edit(marker.id) }, drawing("pencil", "review-icons"));
    const remove = h("button", { type: "button", class: "button icon-only quiet", "aria-label": `Delete the comment at ${clock(marker.at_ms)}`, title: "Delete", onclick: () => this.does.remove(marker) }, drawing("trash-2", "review-icons"));
    return h("div", { class: "row between" }, kind, h("span", { class: "tools" }, ...this.practice(marker), edit, remove));
  }

  /**
   * Asking for practice of what was just said, for who may assign it to this rep.
   * @param {Marker} marker
   */
  practice(marker) {
    const address = this.list.dataset.practice;
    if (!address) return [];
    const name = `Assign practice of the comment at ${clock(marker.at_ms)}`;
    return [h("a", { class: "button icon-only quiet", href: `${address}&marker=${marker.id}`, "aria-label": name, title: "Practice this" }, drawing("clipboard-plus", "review-icons"))];
  }

  /** @param {Marker} marker */
  words(marker) {
    if (marker.text) return h("p", { class: "prewrap" }, marker.text);
    if (!this.open || marker.recording) return null;
    return h("button", { type: "button", class: "add", onclick: () => this.edit(marker.id) }, "Add words");
  }

  /**
   * What was said instead: one player for it, so that it goes on when the list is shown anew.
   * @param {Marker} marker
   */
  spoken({ recording }) {
    if (!recording) return null;
    const made = this.voices.get(recording) ?? voice(`/recordings/${recording}/media`, { own: true });
    this.voices.set(recording, made);
    return made;
  }

  /** @param {Marker} marker */
  evidence(marker) {
    const criterion = this.criteria.find((each) => each.id === marker.criterion_id);
    return criterion ? h("p", { class: "small quiet" }, "Evidence for ", h("b", {}, criterion.title)) : null;
  }

  /** @param {string} id */
  edit(id) {
    const marker = this.markers.find(id);
    const item = this.list.querySelector(`#m-${CSS.escape(id)} > div`);
    if (!marker || !item) return;
    const text = h("textarea", { class: "input", rows: 3, maxlength: 2000, "aria-label": "Comment" });
    text.value = marker.text;
    const kind = this.choice("Kind", Object.entries(KINDS), marker.kind);
    const criterion = this.choice("Evidence for", [["", "Evidence for…"], ...this.criteria.map((each) => /** @type {[string, string]} */ ([each.id, each.title]))], marker.criterion_id ?? "");
    const done = () => this.finish(marker, { text: text.value.trim(), kind: kind.value, criterion_id: criterion.value || null });
    const form = h(
      "form",
      { class: "stack tight", onsubmit: (/** @type {Event} */ event) => (event.preventDefault(), done()) },
      text,
      h("div", { class: "row" }, kind, criterion),
      h("div", { class: "row" }, h("button", { type: "submit", class: "button small primary" }, "Save"), h("button", { type: "button", class: "button small quiet", onclick: () => this.finish(marker, {}) }, "Cancel")),
    );
    form.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.finish(marker, {});
      else if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !event.shiftKey) done();
      else return;
      event.preventDefault();
      event.stopPropagation();
    });
    this.editing = id;
    item.replaceChildren(form);
    text.focus();
  }

  /**
   * @param {string} label
   * @param {[string, string][]} options
   * @param {string} value
   */
  choice(label, options, value) {
    const select = h("select", { class: "input", "aria-label": label }, ...options.map(([id, words]) => h("option", { value: id }, words)));
    select.value = value;
    return select;
  }

  /**
   * @param {Marker} marker
   * @param {Partial<Marker>} changed
   */
  finish(marker, changed) {
    this.editing = null;
    this.made.delete(marker);
    if (Object.keys(changed).length) this.does.save({ ...marker, ...changed });
    else this.show();
    this.button(marker.id)?.focus();
  }

  /** @param {string} id */
  button(id) {
    return /** @type {HTMLElement | null} */ (this.list.querySelector(`#m-${CSS.escape(id)} .at`));
  }

  /** @param {string | null} id */
  highlight(id) {
    this.on = id;
    for (const item of this.list.children) item.classList.toggle("on", item.id === `m-${id}`);
    if (id) this.list.querySelector(`#m-${CSS.escape(id)}`)?.scrollIntoView({ block: "nearest" });
  }
}
