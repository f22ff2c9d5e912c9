// @ts-check
/** `<ft-zone>` offers the device's timezone beside the list; with `data-guess` it is chosen at once. */
import { h } from "freethrow/core/dom.mjs";

class Zone extends HTMLElement {
  connectedCallback() {
    const select = this.querySelector("select");
    const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
    if (!select || this.querySelector("button") || !has(select, own)) return;
    if ("guess" in this.dataset) select.value = own;
    const words = `Use this device’s zone (${own.replaceAll("_", " ")})`;
    const button = h("button", { type: "button", class: "button small quiet" }, words);
    const compare = () => { button.hidden = select.value === own; };
    button.addEventListener("click", () => {
      select.value = own;
      select.focus();
      compare();
    });
    select.addEventListener("change", compare);
    compare();
    this.append(button);
  }
}

/**
 * @param {HTMLSelectElement} select
 * @param {string} value
 */
function has(select, value) {
  return [...select.options].some((option) => option.value === value);
}

customElements.define("ft-zone", Zone);
