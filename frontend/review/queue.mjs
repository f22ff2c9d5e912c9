// @ts-check
/** The queue by keyboard: J and K move along the rows, Enter opens one, or the next that waits. */
import { areOff, placeOf } from "freethrow/player/keys.mjs";

const rows = [...document.querySelectorAll("[data-rows] > li")];
const next = document.querySelector("form[data-next]");

/** @param {1 | -1} way */
function move(way) {
  const at = rows.findIndex((row) => row.contains(document.activeElement));
  const to = rows[at < 0 ? (way > 0 ? 0 : rows.length - 1) : Math.min(Math.max(at + way, 0), rows.length - 1)];
  const link = to?.querySelector("a.title");
  if (link instanceof HTMLElement) link.focus();
}

document.addEventListener("keydown", (event) => {
  if (areOff() || event.ctrlKey || event.metaKey || event.altKey) return;
  const place = placeOf(event.target instanceof Element ? event.target : null);
  if (place === "text" || place === "dialog") return;
  if (event.key === "j" || event.key === "k") move(event.key === "j" ? 1 : -1);
  else if (event.key === "Enter" && place === "page" && next instanceof HTMLFormElement) next.requestSubmit();
  else return;
  event.preventDefault();
});

document.addEventListener("focusin", () => {
  for (const row of rows) row.classList.toggle("on", row.contains(document.activeElement));
});
