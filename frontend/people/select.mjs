// @ts-check
/**
 * `<ft-select>` around a list with a box in each row: a box above them that ticks all of this
 * page, and how many are ticked. Without it the boxes work as they are.
 */
import { h } from "freethrow/core/dom.mjs";

class Select extends HTMLElement {
  connectedCallback() {
    const place = this.querySelector("th.pick");
    if (!place || this.querySelector("[data-page]")) return;
    const all = h("input", { type: "checkbox", "data-page": "", "aria-label": "Select everybody on this page" });
    place.replaceChildren(h("label", { class: "tick" }, all));
    all.addEventListener("change", () => {
      for (const box of this.#boxes()) box.checked = all.checked;
    });
    this.addEventListener("change", () => this.#tell());
    addEventListener("pageshow", () => this.#tell());
    this.#tell();
  }

  #boxes() {
    return /** @type {HTMLInputElement[]} */ ([...this.querySelectorAll("input[name=people]")]);
  }

  /** @param {string} selector */
  #box(selector) {
    const found = this.querySelector(selector);
    return found instanceof HTMLInputElement ? found : null;
  }

  #tell() {
    const boxes = this.#boxes();
    const ticked = boxes.filter((box) => box.checked).length;
    const page = this.#box("[data-page]");
    if (page) {
      page.checked = ticked === boxes.length;
      page.indeterminate = ticked > 0 && ticked < boxes.length;
    }
    const everybody = this.#box("input[name=all]")?.checked ?? false;
    const words = everybody ? "All selected" : ticked ? `${ticked} selected` : "Nobody selected";
    const count = this.querySelector("[data-count]");
    if (count && count.textContent !== words) count.textContent = words;
  }
}

customElements.define("ft-select", Select);
