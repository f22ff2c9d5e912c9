// @ts-check
/** A model take beside a criterion plays on the spot, in a dialog; what played before stops meanwhile. */
import { around, h } from "freethrow/core/dom.mjs";
import { toastError } from "freethrow/core/toasts.mjs";
import { Player } from "freethrow/player/player.mjs";

document.addEventListener("click", (event) => {
  const link = around(event, "a[data-example]");
  const isPlain = !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || event.button);
  if (!(link instanceof HTMLAnchorElement) || !isPlain) return;
  event.preventDefault();
  void show(link.dataset.example ?? "");
});

/** @param {string} address of what belongs into the dialog */
async function show(address) {
  const inside = await read(address);
  if (!inside) return toastError("We can’t show this model take now. Check your connection, then try again.");
  for (const other of document.querySelectorAll("ft-player")) if (other instanceof Player) other.pause();
  const dialog = h("dialog", { class: "dialog example-dialog", "aria-labelledby": "example-title" });
  dialog.append(document.createRange().createContextualFragment(inside));
  document.body.append(dialog);
  dialog.addEventListener("close", () => dialog.remove());
  dialog.showModal();
  const player = dialog.querySelector("ft-player");
  if (player instanceof Player) void player.play();
}

/** @param {string} address */
async function read(address) {
  const answer = await fetch(address, { credentials: "same-origin" }).catch(() => null);
  return answer?.ok && !answer.redirected ? answer.text() : "";
}
