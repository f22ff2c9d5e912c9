// @ts-check
/** Keys that stand on the page, `kbd[data-does]`, are those that act; what has none is not shown. */
import { areOff, cap, keysOf, whenChanged } from "freethrow/player/keys.mjs";

export function showKeys() {
  for (const place of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("kbd[data-does]"))) {
    const [key] = areOff() ? [] : keysOf(place.dataset.does ?? "");
    place.textContent = key ? cap(key) : "";
    const around = /** @type {HTMLElement} */ (place.closest("[data-hint]") ?? place);
    around.hidden = !key;
  }
}

whenChanged(showKeys);
