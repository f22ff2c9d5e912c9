// @ts-check
/** Saved comments in the composer: "/" finds them, Enter takes one, and what is written can be saved. */
import { get, post } from "freethrow/core/api.mjs";
import { around, h } from "freethrow/core/dom.mjs";
import { toast, toastError } from "freethrow/core/toasts.mjs";
import { shape } from "freethrow/player/shapes.mjs";
import { matching, queryOf } from "freethrow/review/matching.mjs";

/** @typedef {import("freethrow/review/matching.mjs").Kept} Kept */

export class Snippets {
  /**
   * @param {HTMLFormElement} form
   * @param {{text: HTMLTextAreaElement, criterion: HTMLSelectElement, take: (kept: Kept, text: string) => void, kind: () => string}} parts
   */
  constructor(form, { text, criterion, take, kind }) {
    this.text = text;
    this.criterion = criterion;
    this.take = take;
    this.kind = kind;
    this.picker = /** @type {HTMLElement} */ (form.querySelector("[data-picker]"));
    this.list = /** @type {HTMLElement} */ (this.picker.querySelector("[role=listbox]"));
    this.none = /** @type {HTMLElement} */ (this.picker.querySelector("[data-none]"));
    this.all = /** @type {Promise<Kept[]> | null} */ (null);
    this.shown = /** @type {Kept[]} */ ([]);
    this.at = 0;
    this.isOffered = form.querySelector("[data-reuse]") !== null; // peers keep no comments
    this.listen(form);
  }

  /** @param {HTMLFormElement} form */
  listen(form) {
    this.text.addEventListener("input", () => (queryOf(this.text.value) === null ? this.close() : this.look()));
    this.text.addEventListener("keydown", (event) => this.key(event));
    this.criterion.addEventListener("change", () => this.open && this.look());
    form.querySelector("[data-keep]")?.addEventListener("click", () => this.keep());
    this.list.addEventListener("pointerdown", (event) => event.preventDefault()); // the words keep the focus
    this.list.addEventListener("click", (event) => {
      const option = around(event, "[role=option]");
      if (option) this.choose([...this.list.children].indexOf(option));
    });
  }

  get open() {
    return !this.picker.hidden;
  }

  /** Show them all, whatever is written; once more hides them. */
  begin() {
    this.text.focus();
    if (this.open) this.close();
    else this.look();
  }

  async look() {
    if (!this.isOffered) return;
    this.picker.hidden = false;
    try {
      this.all ??= get("/reviews/comments/list").then((answer) => answer.comments);
      this.show(await this.all);
    } catch (error) {
      this.all = null;
      this.close();
      toastError(error);
    }
  }

  /** @param {Kept[]} all */
  show(all) {
    const keyOf = (/** @type {HTMLOptionElement} */ option) => option.dataset.key ?? "";
    const options = [...this.criterion.options];
    const chosen = options.find((option) => option.selected && option.value);
    this.shown = matching(all, { query: queryOf(this.text.value) ?? "", chosen: chosen ? keyOf(chosen) : null, here: options.map(keyOf) });
    this.list.replaceChildren(...this.shown.map((one) => this.option(one)));
    this.list.hidden = this.shown.length === 0;
    this.none.textContent = this.shown.length ? "" : all.length ? "None of your saved comments fits." : "Nothing saved yet: write a comment, then choose “Save for later”.";
    this.mark(0);
  }

  /** @param {Kept} one */
  option(one) {
    const about = [one.criterion, one.by].filter(Boolean).join(" · ");
    return h("li", { role: "option", id: `kept-${one.id}`, class: `k-${one.kind}` }, h("span", { class: "kind" }, shape(one.kind)), h("span", { class: "words" }, one.text), about ? h("span", { class: "small quiet" }, about) : null);
  }

  /** @param {number} index */
  mark(index) {
    const last = this.list.children.length - 1;
    this.at = Math.min(Math.max(index, 0), Math.max(last, 0));
    for (const [n, option] of [...this.list.children].entries()) option.setAttribute("aria-selected", String(n === this.at));
    const marked = this.list.children[this.at];
    marked?.scrollIntoView({ block: "nearest" });
    if (marked) this.text.setAttribute("aria-activedescendant", marked.id);
    else this.text.removeAttribute("aria-activedescendant");
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    if (!this.open || event.ctrlKey || event.metaKey || event.isComposing) return;
    if (event.key === "ArrowDown") this.mark(this.at + 1);
    else if (event.key === "ArrowUp") this.mark(this.at - 1);
    else if (event.key === "Escape") this.close();
    else if (event.key === "Enter" && this.shown.length) this.choose(this.at);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** @param {number} index */
  choose(index) {
    const kept = this.shown[index];
    if (!kept) return;
    const before = queryOf(this.text.value) === null ? this.text.value.trimEnd() : "";
    this.close();
    this.take(kept, before ? `${before}\n${kept.text}` : kept.text);
    this.counted(kept);
  }

  /**
   * What is used most comes first the next time. Counting may fail: the words are here.
   * @param {Kept} kept
   */
  async counted(kept) {
    await post(`/reviews/comments/${kept.id}/used`).catch(() => {});
    this.all = null;
  }

  close() {
    this.picker.hidden = true;
    this.text.removeAttribute("aria-activedescendant");
  }

  async keep() {
    const text = this.text.value.trim();
    if (!text || queryOf(text) !== null) return toast("Write a comment first, then save it for later.");
    const [chosen] = this.criterion.selectedOptions;
    try {
      await post("/reviews/comments", { text, kind: this.kind(), criterion_key: chosen?.dataset.key || null });
      this.all = null;
      toast("Saved for later. Type / to use it again.");
    } catch (error) {
      toastError(error);
    }
  }
}
