// @ts-check
/** A page of figures on paper: what prints it, and from when its figures are. */
import { around } from "freethrow/core/dom.mjs";

const WHEN = new Intl.DateTimeFormat("en-US", { dateStyle: "medium", timeStyle: "short" });

for (const place of document.querySelectorAll("[data-as-of]")) {
  place.textContent = ` · As of ${WHEN.format(new Date())}`;
}
for (const button of document.querySelectorAll("[data-print]")) if (button instanceof HTMLElement) button.hidden = false;

document.addEventListener("click", (event) => {
  const button = around(event, "[data-print]");
  const menu = button?.closest("[popover]");
  if (menu instanceof HTMLElement) menu.hidePopover();
  if (button) print();
});
