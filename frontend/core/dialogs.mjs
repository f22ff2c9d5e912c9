// @ts-check
/** Dialogs: opened by any `data-dialog="<id>"`, closed by `data-close-dialog`, and `confirm()`. */
import { around, h } from "freethrow/core/dom.mjs";

let count = 0;

/**
 * Ask before something that cannot be taken back.
 * @param {string} question
 * @param {{yes?: string, no?: string, more?: string, danger?: boolean}} [options] more: a sentence on what is kept
 * @returns {Promise<boolean>}
 */
export function confirm(question, { yes = "Yes", no = "Cancel", more = "", danger = false } = {}) {
  const id = `confirm-${++count}`;
  const agree = h("button", { type: "submit", value: "yes", class: `button primary${danger ? " danger" : ""}` }, yes);
  const refuse = h("button", { type: "submit", value: "no", class: "button", autofocus: true }, no);
  const dialog = h(
    "dialog",
    { class: "dialog", "aria-labelledby": id },
    h("header", {}, h("h2", { id }, question)),
    h("form", { method: "dialog", class: "body" }, more ? h("p", { class: "muted" }, more) : null, h("div", { class: "foot" }, refuse, agree)),
  );
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      resolve(dialog.returnValue === "yes");
      window.setTimeout(() => dialog.remove());
    });
  });
}

/**
 * Open a dialog at its first field: the button that closes it comes first in the page.
 * @param {string} id
 */
export function openDialog(id) {
  const dialog = document.getElementById(id);
  if (!(dialog instanceof HTMLDialogElement) || dialog.open) return;
  dialog.showModal();
  const field = dialog.querySelector("[autofocus], textarea, select, input:not([type=hidden])");
  if (field instanceof HTMLElement) field.focus();
}

document.addEventListener("click", (event) => {
  const opener = around(event, "[data-dialog]");
  if (opener?.dataset.dialog) openDialog(opener.dataset.dialog);
  around(event, "[data-close-dialog]")?.closest("dialog")?.close();
  if (event.target instanceof HTMLDialogElement && outside(event.target, event)) event.target.close();
});

/**
 * @param {HTMLDialogElement} dialog
 * @param {MouseEvent} event
 */
function outside(dialog, event) {
  const box = dialog.getBoundingClientRect();
  const within = event.clientX >= box.left && event.clientX <= box.right && event.clientY >= box.top && event.clientY <= box.bottom;
  return event.detail > 0 && !within;
}
