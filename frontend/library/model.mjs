// @ts-check
/** A model take: a time plays its moment, and whoever writes the levels takes the moment at hand. */
import { around } from "freethrow/core/dom.mjs";
import { clock } from "freethrow/core/time.mjs";
import { Player } from "freethrow/player/player.mjs";
import { before } from "freethrow/player/time.mjs";

const found = document.querySelector("ft-player");
const player = found instanceof Player ? found : null;

/** @param {HTMLElement} at */
function playFrom(at) {
  player?.seek(before(Number(at.dataset.at)));
  player?.scrollIntoView({ block: "nearest" });
  player?.play();
}

/** @param {HTMLElement} button */
function takeMoment(button) {
  const field = document.getElementById(button.dataset.present ?? "");
  if (!(field instanceof HTMLInputElement) || !player) return;
  player.pause();
  field.value = clock(player.ms);
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

document.addEventListener("click", (event) => {
  const [at, present] = [around(event, "[data-at]"), around(event, "[data-present]")];
  if (at) playFrom(at);
  if (present) takeMoment(present);
});
