// @ts-check
/** The scenario editor: rows of prompts and criteria, and lines from calls that become prompts, and a word when
    the answers of a drill don't fit into its recording. */
import { post } from "freethrow/core/api.mjs";
import { around } from "freethrow/core/dom.mjs";
import { toast, toastError } from "freethrow/core/toasts.mjs";
import { beyondWords, secondsIn } from "freethrow/scenarios/beyond.mjs";
import { Rows } from "freethrow/scenarios/rows.mjs";

customElements.define("ft-rows", Rows);

/** `<ft-heard>`: what reps heard in calls and offered; each is taken up as a prompt or put aside. */
class Heard extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", (event) => this.#clicked(event));
  }

  /** @param {Event} event */
  #clicked(event) {
    const line = around(event, "[data-line]");
    if (!line) return;
    if (around(event, "[data-take]")) this.#take(line);
    if (around(event, "[data-put-aside]")) void this.#putAside(line);
  }

  /** @param {HTMLElement} line */
  #take(line) {
    const rows = document.getElementById(this.dataset.rows ?? "");
    const text = line.querySelector("[data-words]")?.textContent ?? "";
    const taken = rows instanceof Rows && rows.fill((row) => write(row, text, line.dataset.line ?? ""));
    if (!taken) return void toastError("There are as many prompts as there can be. Remove one first.");
    this.#drop(line, false);
    toast("Added as a prompt. It leaves this list when you save.");
  }

  /** @param {HTMLElement} line */
  async #putAside(line) {
    try {
      await post(line.dataset.aside ?? "");
      this.#drop(line, true);
    } catch (error) {
      toastError(error);
    }
  }

  /**
   * @param {HTMLElement} line
   * @param {boolean} stay  whether the focus goes on in this list
   */
  #drop(line, stay) {
    const next = line.nextElementSibling ?? line.previousElementSibling;
    line.remove();
    if (stay) /** @type {HTMLElement | null | undefined} */ (next?.querySelector("button"))?.focus();
    this.hidden = this.querySelector("[data-line]") === null;
  }
}

/**
 * @param {HTMLElement} row
 * @param {string} text
 * @param {string} line  its id
 */
function write(row, text, line) {
  const words = row.querySelector("textarea");
  const heard = row.querySelector("[data-heard]");
  if (words) words.value = text;
  if (heard instanceof HTMLInputElement) heard.value = line;
}

customElements.define("ft-heard", Heard);

/** `<ft-beyond>`: tells whose answers may never be heard, because recording stops before. */
class Beyond extends HTMLElement {
  connectedCallback() {
    this.closest("form")?.addEventListener("input", () => this.#look());
    this.#look();
  }

  #look() {
    const form = this.closest("form");
    if (!form) return;
    const sent = new FormData(form);
    const longest = secondsIn(String(sent.get("longest") ?? ""));
    const most = Number(this.dataset.most);
    const words = beyondWords({
      order: String(sent.get("prompt_order") ?? ""),
      answers: sent.getAll("prompt_answer").map(Number),
      most: longest ? Math.min(longest, most) : most,
    });
    if (this.textContent !== words) this.textContent = words;
    this.hidden = words === "";
  }
}

customElements.define("ft-beyond", Beyond);

/** `<ft-many>`: says when there are more criteria than one can work on. */
class Many extends HTMLElement {
  connectedCallback() {
    this.closest("form")?.addEventListener("input", () => this.#look());
  }

  #look() {
    const rows = document.getElementById(this.dataset.rows ?? "")?.querySelectorAll("[data-row]") ?? [];
    this.hidden = rows.length <= Number(this.dataset.usual);
  }
}

customElements.define("ft-many", Many);
