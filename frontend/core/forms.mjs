// @ts-check
/**
 * Careful forms: a question before what cannot be undone (`data-confirm`), one sending only, the
 * focus on what was refused, a word about a file that is too large before it is sent
 * (`data-most-bytes`, `data-too-large`), and a warning before leaving what is not saved
 * (`data-unsaved`). A form that answers with a file says `data-download`: the page stays.
 */
import { confirm } from "freethrow/core/dialogs.mjs";

/** @type {WeakSet<HTMLFormElement>} */
const agreed = new WeakSet();
/** @type {Set<HTMLFormElement>} */
const touched = new Set();

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || form.method === "dialog" || event.defaultPrevented) return;
  if (form.dataset.sending) return event.preventDefault();
  if (form.dataset.confirm && !agreed.has(form)) {
    event.preventDefault();
    return askFirst(form, /** @type {SubmitEvent} */ (event).submitter);
  }
  touched.delete(form);
  if (form.method === "post" && !("download" in form.dataset)) busy(form, /** @type {SubmitEvent} */ (event).submitter);
});

/**
 * @param {HTMLFormElement} form
 * @param {HTMLElement | null} submitter
 */
async function askFirst(form, submitter) {
  const { confirm: question = "", yes, more } = form.dataset;
  const danger = submitter?.classList.contains("danger") ?? false;
  if (!(await confirm(question, { yes, more, danger }))) return submitter?.focus();
  agreed.add(form);
  form.requestSubmit(submitter);
}

/**
 * @param {HTMLFormElement} form
 * @param {HTMLElement | null} submitter
 */
function busy(form, submitter) {
  form.dataset.sending = "yes";
  submitter?.setAttribute("aria-busy", "true");
}

addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sending]")) {
    if (form instanceof HTMLFormElement) delete form.dataset.sending;
    for (const button of form.querySelectorAll("[aria-busy]")) button.removeAttribute("aria-busy");
  }
});

document.addEventListener("change", (event) => {
  const input = event.target;
  if (!(input instanceof HTMLInputElement) || !input.dataset.mostBytes) return;
  const most = Number(input.dataset.mostBytes);
  const large = [...(input.files ?? [])].some((file) => file.size > most);
  input.setCustomValidity(large ? (input.dataset.tooLarge ?? "") : "");
  input.reportValidity();
});

document.addEventListener("input", (event) => {
  const form = event.target instanceof Element ? event.target.closest("form[data-unsaved]") : null;
  if (form instanceof HTMLFormElement) touched.add(form);
});

addEventListener("beforeunload", (event) => {
  if ([...touched].some((form) => form.isConnected)) event.preventDefault();
});

const refused = document.querySelector("[data-focus]");
if (refused instanceof HTMLElement) refused.focus();
