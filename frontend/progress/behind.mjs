// @ts-check
/** What a leader does about one late assignment: a dialog tells about the row that opens it. */
import { openDialog } from "freethrow/core/dialogs.mjs";
import { around } from "freethrow/core/dom.mjs";

/**
 * Nothing stays of what was written for another row.
 * @param {HTMLElement} dialog
 * @param {DOMStringMap} told what the row tells: target, name, title, words
 */
function fill(dialog, told) {
  for (const place of dialog.querySelectorAll("[data-tells]")) {
    if (place instanceof HTMLElement) place.textContent = told[place.dataset.tells ?? ""] ?? "";
  }
  const form = dialog.querySelector("form");
  if (!form) return;
  form.action = form.action.replace(form.dataset.target ?? "", told.target ?? "");
  form.dataset.target = told.target;
  form.reset();
}

document.addEventListener("click", (event) => {
  const opener = around(event, ".behind [data-about-this]");
  const row = opener?.closest("li");
  const dialog = document.getElementById(opener?.dataset.aboutThis ?? "");
  if (!row || !dialog) return;
  fill(dialog, row.dataset);
  openDialog(dialog.id);
});
