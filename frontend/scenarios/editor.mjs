// @ts-check
/** Rows of the scenario editor: added, removed and moved by buttons, always between the least
    and the most that make sense. The order on the page is the order that is sent. */

class Rows extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", (event) => this.#clicked(event));
    this.#refresh();
  }

  get #list() {
    return /** @type {HTMLElement} */ (this.querySelector("[data-rows]"));
  }

  get #rows() {
    return /** @type {HTMLElement[]} */ ([...this.#list.children]);
  }

  /** @param {Event} event */
  #clicked(event) {
    const button = /** @type {HTMLElement} */ (event.target).closest("button");
    if (!button) return;
    if (button.hasAttribute("data-add")) this.#add();
    const row = /** @type {HTMLElement | null} */ (button.closest("[data-row]"));
    if (row && button.dataset.do) this.#change(row, button);
  }

  #add() {
    const template = /** @type {HTMLTemplateElement} */ (this.querySelector("template"));
    this.#list.append(template.content.cloneNode(true));
    this.#changed();
    this.#focus(this.#rows.at(-1));
  }

  /** @param {HTMLElement} row @param {HTMLElement} button */
  #change(row, button) {
    const next = row.nextElementSibling ?? row.previousElementSibling;
    if (button.dataset.do === "up") row.previousElementSibling?.before(row);
    if (button.dataset.do === "down") row.nextElementSibling?.after(row);
    if (button.dataset.do === "remove") {
      row.remove();
      this.#focus(/** @type {HTMLElement | null} */ (next));
    }
    this.#changed();
    if (row.isConnected) this.#keepFocus(row, button);
  }

  /** A button that can't go further hands the focus to its neighbor.
      @param {HTMLElement} row @param {HTMLElement} button */
  #keepFocus(row, button) {
    const usable = /** @type {HTMLElement | null} */ (row.querySelector("[data-do]:not(:disabled)"));
    (button.matches(":disabled") ? usable : button)?.focus();
  }

  /** @param {HTMLElement | null | undefined} row */
  #focus(row) {
    /** @type {HTMLElement | null | undefined} */ (row?.querySelector("textarea, input:not([type=hidden])"))?.focus();
  }

  #changed() {
    this.#refresh();
    this.dispatchEvent(new Event("input", { bubbles: true }));
  }

  #refresh() {
    const rows = this.#rows;
    rows.forEach((row, at) => {
      for (const number of row.querySelectorAll("[data-number]")) number.textContent = String(at + 1);
      row.querySelector("[role=group]")?.setAttribute("aria-label", `${this.dataset.noun} ${at + 1}`);
      this.#disable(row, "up", at === 0);
      this.#disable(row, "down", at === rows.length - 1);
      this.#disable(row, "remove", rows.length <= Number(this.dataset.least));
    });
    const add = /** @type {HTMLButtonElement} */ (this.querySelector("[data-add]"));
    add.disabled = rows.length >= Number(this.dataset.most);
  }

  /** @param {HTMLElement} row @param {string} what @param {boolean} off */
  #disable(row, what, off) {
    const button = /** @type {HTMLButtonElement | null} */ (row.querySelector(`[data-do="${what}"]`));
    if (button) button.disabled = off;
  }
}

customElements.define("ft-rows", Rows);
