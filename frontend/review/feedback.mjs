// @ts-check
/** The page of feedback: a comment plays its moment, and the timeline shows them all. */
import { post } from "freethrow/core/api.mjs";
import { around } from "freethrow/core/dom.mjs";
import { toastError } from "freethrow/core/toasts.mjs";
import { before } from "freethrow/player/time.mjs";
import { Player } from "freethrow/player/player.mjs";

const found = document.querySelector("ft-player");
const player = found instanceof Player ? found : null;
player?.mark(JSON.parse(document.getElementById("feedback-data")?.textContent ?? "[]"));

/** @param {string} id */
function highlight(id) {
  for (const comment of document.querySelectorAll(".comment")) comment.classList.toggle("on", comment.id === `m-${id}`);
  player?.timeline?.highlight(id);
}

document.addEventListener("click", (event) => {
  const at = around(event, "[data-at]");
  if (!at || !player) return;
  player.seek(before(Number(at.dataset.at)));
  player.scrollIntoView({ block: "nearest" });
  player.play();
  highlight((at.closest(".comment")?.id ?? "").slice(2));
});

player?.addEventListener("ft-mark", (event) => {
  const id = /** @type {CustomEvent} */ (event).detail;
  const comment = document.getElementById(`m-${id}`);
  player.seek(before(Number(comment?.querySelector("[data-at]")?.getAttribute("data-at"))));
  comment?.scrollIntoView({ block: "nearest" });
  highlight(id);
});

/**
 * Keep a comment beside the camera, or not, without leaving the place on the page.
 * @param {HTMLElement} button
 */
async function pin(button) {
  const form = button.closest("form");
  const wanted = button.getAttribute("aria-pressed") !== "true";
  try {
    await post(form?.action ?? "", { pinned: wanted });
  } catch (error) {
    return toastError(error);
  }
  button.setAttribute("aria-pressed", String(wanted));
  const next = form?.querySelector('[name="pinned"]');
  if (next instanceof HTMLInputElement) next.value = wanted ? "" : "yes";
  const count = document.querySelectorAll('[data-pin][aria-pressed="true"]').length;
  const words = document.querySelector("[data-pins]");
  if (words) words.textContent = `${count} ${count === 1 ? "comment" : "comments"}`;
}

document.addEventListener(
  "click",
  (event) => {
    const button = around(event, "[data-pin]");
    if (!button) return;
    event.preventDefault();
    void pin(button);
  },
  { capture: true },
);
