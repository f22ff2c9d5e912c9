// @ts-check
/** The lines of an audience: they come and go, and people are found by name. Without this script
    the same buttons send the form, and the server adds the line. */
import { get } from "freethrow/core/api.mjs";
import { h } from "freethrow/core/dom.mjs";

const PAUSE = 250;

/**
 * Run only the last of many calls, after a pause.
 * @param {() => void} run
 */
export function unhurried(run) {
  let timer = 0;
  return () => {
    clearTimeout(timer);
    timer = window.setTimeout(run, PAUSE);
  };
}

class Lines extends HTMLElement {
  #searched = 0;

  connectedCallback() {
    const search = unhurried(() => this.#find());
    this.#search.addEventListener("input", (event) => {
      event.stopPropagation();
      search();
    });
    this.addEventListener("click", (event) => this.#clicked(event));
    this.#search.addEventListener("keydown", (event) => this.#keyed(event));
    this.addEventListener("focusout", (event) => this.#left(event));
  }

  /** @param {string} selector */
  #part(selector) {
    return /** @type {HTMLElement} */ (this.querySelector(selector));
  }

  get #search() {
    return /** @type {HTMLInputElement} */ (this.#part("[data-search]"));
  }

  get #people() {
    return /** @type {HTMLElement} */ (this.closest("ft-assign")).dataset.people;
  }

  /** @param {Event} event */
  #clicked(event) {
    const button = /** @type {HTMLElement} */ (event.target).closest("button");
    if (!button) return;
    if (button.hasAttribute("data-add-line")) {
      event.preventDefault();
      this.#addLine();
    }
    if (button.hasAttribute("data-remove")) this.#removeLine(button);
    if (button.dataset.person) this.#addPerson(button);
  }

  /** @param {string} template */
  #append(template) {
    const source = /** @type {HTMLTemplateElement} */ (this.#part(template));
    this.#part("[data-lines]").append(source.content.cloneNode(true));
    return /** @type {HTMLElement} */ (this.#part("[data-lines]").lastElementChild);
  }

  #addLine() {
    this.#append("[data-line-template]").querySelector("select")?.focus();
  }

  /** @param {HTMLElement} button */
  #removeLine(button) {
    button.closest("[data-line]")?.remove();
    this.#part("[data-add-line]").focus();
    this.#changed();
  }

  /** @param {HTMLElement} button */
  #addPerson(button) {
    const taken = this.querySelector(`[name="person"][value="${button.dataset.person}"]`);
    if (!taken) {
      const row = this.#append("[data-person-template]");
      row.querySelector('[name="person"]')?.setAttribute("value", button.dataset.person ?? "");
      /** @type {HTMLElement} */ (row.querySelector("[data-name]")).textContent = button.dataset.name ?? "";
    }
    this.#search.value = "";
    this.#show([]);
    this.#search.focus();
    this.#changed();
  }

  #changed() {
    this.dispatchEvent(new Event("input", { bubbles: true }));
  }

  async #find() {
    const wanted = this.#search.value.trim();
    const turn = ++this.#searched;
    if (!wanted) return this.#show([]);
    const address = `${this.#people}?${new URLSearchParams({ q: wanted })}`;
    const { people } = await get(address).catch(() => ({ people: [] }));
    if (turn === this.#searched) this.#show(people, true);
  }

  /** @param {{id: string, name: string, about: string}[]} people */
  #show(people, searched = false) {
    const list = this.#part("[data-found]");
    list.replaceChildren(...people.map((each) => this.#choice(each)));
    if (searched && !people.length) list.append(h("li", { class: "none" }, "Nobody by that name."));
    list.hidden = !list.childElementCount;
    const words = people.length === 1 ? "1 person found" : `${people.length} people found`;
    this.#part("[data-found-words]").textContent = searched ? words : "";
  }

  /** @param {{id: string, name: string, about: string}} person */
  #choice({ id, name, about }) {
    const words = [h("b", {}, name), h("span", { class: "small quiet" }, about)];
    return h("li", {}, h("button", { type: "button", "data-person": id, "data-name": name }, ...words));
  }

  /** Enter takes the first that was found, the arrow goes into the list, Escape closes it.
      @param {KeyboardEvent} event */
  #keyed(event) {
    const first = /** @type {HTMLElement | null} */ (this.querySelector("[data-found] button"));
    if (event.key === "Enter") {
      event.preventDefault();
      first?.click();
    }
    if (event.key === "ArrowDown" && first) {
      event.preventDefault();
      first.focus();
    }
    if (event.key === "Escape") this.#show([]);
  }

  /** @param {FocusEvent} event */
  #left(event) {
    const to = /** @type {Node | null} */ (event.relatedTarget);
    if (to && !this.#part(".person-search").contains(to)) this.#show([]);
  }
}

customElements.define("ft-lines", Lines);
