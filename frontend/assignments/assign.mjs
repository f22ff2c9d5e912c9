// @ts-check
/** The assign form: a summary says all the while how many people it reaches and what it asks of
    reviewers, and reviewers are offered by name. The server works all of it out. */
import "freethrow/assignments/lines.mjs";
import { unhurried } from "freethrow/assignments/lines.mjs";
import { get } from "freethrow/core/api.mjs";
import { h } from "freethrow/core/dom.mjs";

const NOT_SUMMARIZED = ["message", "find", "find_out"];

class Assign extends HTMLElement {
  #asked = 0;
  #sought = 0;

  connectedCallback() {
    const summarize = unhurried(() => this.#summarize());
    const offer = unhurried(() => this.#offer());
    const reviewer = this.querySelector("[data-reviewer]");
    this.querySelector("form")?.addEventListener("input", (event) => {
      if (event.target === reviewer) offer();
      summarize();
    });
  }

  /** Offer the reviewers whose name or address holds what was typed. */
  async #offer() {
    const turn = ++this.#sought;
    const typed = /** @type {HTMLInputElement} */ (this.querySelector("[data-reviewer]")).value.trim();
    if (!typed || typed.includes("<")) return;
    const address = `${this.dataset.people}?${new URLSearchParams({ q: typed, reviewers: "yes" })}`;
    const { people } = await get(address).catch(() => ({ people: [] }));
    if (turn !== this.#sought) return;
    const options = people.map((/** @type {{name: string, email: string}} */ each) => h("option", { value: `${each.name} <${each.email}>` }));
    this.querySelector("#reviewers")?.replaceChildren(...options);
  }

  async #summarize() {
    const turn = ++this.#asked;
    const place = /** @type {HTMLElement} */ (this.querySelector("[data-summary]"));
    const form = /** @type {HTMLFormElement} */ (this.querySelector("form"));
    const sent = new FormData(form);
    for (const name of NOT_SUMMARIZED) sent.delete(name);
    place.setAttribute("aria-busy", "true");
    const answer = await fetch(this.dataset.preview ?? "", { method: "POST", body: sent }).catch(() => null);
    if (turn !== this.#asked) return;
    if (answer?.ok && !answer.redirected) place.innerHTML = await answer.text();
    place.removeAttribute("aria-busy");
  }
}

customElements.define("ft-assign", Assign);
