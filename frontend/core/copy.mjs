// @ts-check
/** `data-copy="text"` puts the text on the clipboard; `data-copy-from="<id>"` that field's value. */
import { around } from "freethrow/core/dom.mjs";
import { toast, toastError } from "freethrow/core/toasts.mjs";

/** @param {HTMLElement} button */
function wanted(button) {
  const field = button.dataset.copyFrom ? document.getElementById(button.dataset.copyFrom) : null;
  return field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement ? field : null;
}

document.addEventListener("click", async (event) => {
  const button = around(event, "[data-copy], [data-copy-from]");
  if (!button) return;
  const field = wanted(button);
  try {
    await navigator.clipboard.writeText(field?.value ?? button.dataset.copy ?? "");
    toast("Copied");
  } catch {
    field?.select();
    toastError("Your browser didn’t let us copy. Select the text and copy it yourself.");
  }
});
