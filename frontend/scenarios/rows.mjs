// @ts-check
/**
 * `<ft-rows>`: rows of an editor that are added, duplicated, removed (and brought back) and moved, by
 * buttons, by keys or by dragging, always between the least and the most that make sense. The order on
 * the page is the order that is sent.
 */
import { toastUndo } from "freethrow/core/toasts.mjs";
import { listenToDrags } from "freethrow/scenarios/drag.mjs";

/** @typedef {HTMLElement} Row */

const FIELDS = "textarea, input:not([type=hidden]):not([type=file])";

export class Rows extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", (event) => this.#clicked(event));
    this.addEventListener("keydown", (event) => this.#pressed(event));
    listenToDrags(this.#list, (row) => this.#moved(row));
    this.#refresh();
  }

  get #list() {
    return /** @type {HTMLElement} */ (this.querySelector("[data-rows]"));
  }

  get #rows() {
    return /** @type {Row[]} */ ([...this.#list.children]);
  }

  get #isFull() {
    return this.#rows.length >= Number(this.dataset.most);
  }

  /**
   * Writes into an empty row at the end, or into a new one; answers whether there was room.
   * @param {(row: Row) => void} write
   */
  fill(write) {
    const last = this.#rows.at(-1);
    const isEmpty = last && [...last.querySelectorAll("textarea, input[type=hidden]")].every((field) => "value" in field && field.value === "");
    const row = isEmpty ? last : this.#isFull ? null : this.#append();
    if (!row) return false;
    write(row);
    this.#changed();
    this.#focus(row);
    return true;
  }

  /** @param {Event} event */
  #clicked(event) {
    const button = /** @type {HTMLElement} */ (event.target).closest("button");
    if (!button) return;
    if (button.hasAttribute("data-add")) this.#add();
    const row = /** @type {Row | null} */ (button.closest("[data-row]"));
    if (row && button.dataset.do) this.#change(row, button);
  }

  /** The handle moves its row by keys as well. @param {KeyboardEvent} event */
  #pressed(event) {
    const handle = event.target instanceof HTMLElement && event.target.closest("[data-handle]");
    const row = /** @type {Row | null} */ (handle && handle.closest("[data-row]"));
    const step = { ArrowUp: "up", ArrowDown: "down" }[event.key];
    if (!row || !step || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    this.#step(row, step);
    /** @type {HTMLElement} */ (handle).focus();
  }

  #add() {
    const row = this.#append();
    this.#changed();
    this.#focus(row);
  }

  #append() {
    const template = /** @type {HTMLTemplateElement} */ (this.querySelector("template"));
    this.#list.append(template.content.cloneNode(true));
    return /** @type {Row} */ (this.#list.lastElementChild);
  }

  /** @param {Row} row @param {HTMLElement} button */
  #change(row, button) {
    const what = button.dataset.do ?? "";
    if (what === "remove") return void this.#remove(row);
    if (what === "duplicate") return this.#duplicate(row);
    this.#step(row, what);
    this.#keepFocus(row, button);
  }

  /** @param {Row} row @param {string} where */
  #step(row, where) {
    if (where === "up") row.previousElementSibling?.before(row);
    if (where === "down") row.nextElementSibling?.after(row);
    this.#moved(row);
  }

  /** @param {Row} row */
  #moved(row) {
    this.#changed();
    this.#say(`${this.dataset.noun} is number ${this.#rows.indexOf(row) + 1} of ${this.#rows.length} now.`);
  }

  /** @param {Row} row */
  #duplicate(row) {
    const copy = /** @type {Row} */ (row.cloneNode(true));
    const [from, to] = [row, copy].map((one) => [...one.querySelectorAll("textarea, select, input")]);
    to?.forEach((field, at) => carry(from?.[at], field));
    row.after(copy);
    this.#changed();
    this.#focus(copy);
    this.#say(`${this.dataset.noun} duplicated.`);
  }

  /** It can be brought back as it was for a while. @param {Row} row */
  async #remove(row) {
    const number = this.#rows.indexOf(row) + 1;
    const next = row.nextElementSibling;
    const beside = /** @type {Row | null} */ (next ?? row.previousElementSibling);
    row.remove();
    this.#focus(beside);
    this.#changed();
    if (!(await toastUndo(`${this.dataset.noun} ${number} removed.`)) || this.#isFull) return;
    if (next?.isConnected) next.before(row);
    else this.#list.append(row);
    this.#changed();
    this.#focus(row);
  }

  /** A button that can't go further hands the focus to its neighbor.
      @param {Row} row @param {HTMLElement} button */
  #keepFocus(row, button) {
    const usable = /** @type {HTMLElement | null} */ (row.querySelector("[data-do]:not(:disabled)"));
    (button.matches(":disabled") ? usable : button)?.focus();
  }

  /** @param {Row | null | undefined} row */
  #focus(row) {
    /** @type {HTMLElement | null | undefined} */ (row?.querySelector(FIELDS))?.focus();
  }

  #changed() {
    this.#refresh();
    this.dispatchEvent(new Event("input", { bubbles: true }));
  }

  /** @param {string} words */
  #say(words) {
    const said = this.querySelector("[data-said]");
    if (said) said.textContent = words;
  }

  #refresh() {
    const rows = this.#rows;
    rows.forEach((row, at) => {
      for (const number of row.querySelectorAll("[data-number]")) number.textContent = String(at + 1);
      for (const group of row.querySelectorAll(".row-tools")) group.setAttribute("aria-label", `${this.dataset.noun} ${at + 1}`);
      row.querySelector("[data-handle]")?.setAttribute("aria-label", `Move ${this.dataset.noun?.toLowerCase()} ${at + 1}`);
      this.#disable(row, "up", at === 0);
      this.#disable(row, "down", at === rows.length - 1);
      this.#disable(row, "remove", rows.length <= Number(this.dataset.least));
      this.#disable(row, "duplicate", this.#isFull);
    });
    const add = /** @type {HTMLButtonElement} */ (this.querySelector("[data-add]"));
    add.disabled = this.#isFull;
  }

  /** @param {Row} row @param {string} what @param {boolean} off */
  #disable(row, what, off) {
    const button = /** @type {HTMLButtonElement | null} */ (row.querySelector(`[data-do="${what}"]`));
    if (button) button.disabled = off;
  }
}

/**
 * What was typed into one field goes into its copy; a line from a call is taken up once.
 * @param {Element | undefined} from
 * @param {Element} to
 */
function carry(from, to) {
  if (to instanceof HTMLInputElement && to.type === "file") return;
  if (from && "value" in from && "value" in to) to.value = from.value;
  if (to instanceof HTMLInputElement && to.hasAttribute("data-heard")) to.value = "";
}
