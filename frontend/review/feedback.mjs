// @ts-check
/** The page of feedback: a comment plays its moment, and the timeline shows them all. */
import { around } from "freethrow/core/dom.mjs";
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
