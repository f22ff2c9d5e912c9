// @ts-check
/** Short messages in the corner: said politely, gone by themselves, and some can be undone. */
import { around, drawing, h } from "freethrow/core/dom.mjs";

const STAY_MS = 6000;
const UNDO_MS = 10000;

/**
 * The corner, brought into the dialog on top if there is one: all else is out of reach then.
 * @returns {HTMLElement}
 */
function corner() {
  const toasts = /** @type {HTMLElement} */ (document.getElementById("toasts"));
  const home = [...document.querySelectorAll("dialog:modal")].at(-1) ?? document.body;
  if (toasts.parentElement !== home) home.append(toasts);
  return toasts;
}

document.addEventListener("close", (event) => {
  if (event.target instanceof HTMLDialogElement) corner();
}, true);

/**
 * Say that something worked. It leaves after a while, unless the pointer or the focus is on it.
 * @param {string} sentence
 */
export function toast(sentence) {
  const shown = show(sentence, "ok");
  leaveAfter(shown, STAY_MS, () => shown.remove());
  return shown;
}

/**
 * Say that something failed. It stays until it is dismissed.
 * @param {unknown} problem an Error, or the sentence itself
 */
export function toastError(problem) {
  return show(problem instanceof Error ? problem.message : String(problem), "error");
}

/**
 * Say that something is about to happen and offer to take it back.
 * @param {string} sentence
 * @param {{label?: string, ms?: number}} [options]
 * @returns {Promise<boolean>} true when it was undone, false when the time ran out
 */
export function toastUndo(sentence, { label = "Undo", ms = UNDO_MS } = {}) {
  return new Promise((resolve) => {
    const end = (/** @type {boolean} */ undone) => () => {
      shown.remove();
      resolve(undone);
    };
    const undo = h("button", { type: "button", onclick: () => end(true)() }, label);
    const shown = show(sentence, "ok", undo);
    shown.addEventListener("dismiss", end(false));
    leaveAfter(shown, ms, end(false), { pointer: false });
  });
}

/**
 * @param {string} sentence
 * @param {"ok" | "error"} look
 * @param {HTMLElement} [action]
 */
function show(sentence, look, action) {
  const close = h("button", { type: "button", class: "close", "data-close-toast": true }, drawing("close") ?? "×");
  const shown = h("div", { class: `toast ${look}` }, drawing(look), h("p", {}, sentence), action, close);
  corner().append(shown);
  return shown;
}

/**
 * Focus holds a message; a pointer does too, except where something waits for the time to run out.
 * @param {HTMLElement} shown
 * @param {number} ms
 * @param {() => void} leave
 * @param {{pointer?: boolean}} [holding]
 */
function leaveAfter(shown, ms, leave, { pointer = true } = {}) {
  let timer = window.setTimeout(leave, ms);
  const hold = () => window.clearTimeout(timer);
  const go = () => {
    hold();
    if (shown.isConnected) timer = window.setTimeout(leave, ms / 2);
  };
  for (const name of pointer ? ["pointerenter", "focusin"] : ["focusin"]) shown.addEventListener(name, hold);
  for (const name of pointer ? ["pointerleave", "focusout"] : ["focusout"]) shown.addEventListener(name, go);
}

document.addEventListener("click", (event) => {
  const shown = around(event, "[data-close-toast]")?.closest(".toast");
  if (shown && shown.dispatchEvent(new Event("dismiss"))) shown.remove();
});

for (const shown of document.querySelectorAll("#toasts > .toast:not(.error)")) {
  if (shown instanceof HTMLElement) leaveAfter(shown, STAY_MS, () => shown.remove());
}
