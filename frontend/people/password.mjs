// @ts-check
/** `<ft-password>` adds a button to a password field that shows what was typed. */
import { h } from "freethrow/core/dom.mjs";

class Password extends HTMLElement {
  connectedCallback() {
    const input = this.querySelector("input");
    if (!input || this.querySelector("button")) return;
    const button = h("button", { type: "button", class: "button", "aria-pressed": "false" }, "Show");
    button.setAttribute("aria-label", "Show password");
    button.addEventListener("click", () => {
      const shown = input.type === "password";
      input.type = shown ? "text" : "password";
      button.setAttribute("aria-pressed", String(shown));
      button.textContent = shown ? "Hide" : "Show";
    });
    const row = h("div", { class: "with-button" });
    input.replaceWith(row);
    row.append(input, button);
    input.form?.addEventListener("submit", () => { input.type = "password"; });
  }
}

customElements.define("ft-password", Password);
