// @ts-check
/** Says in the room that a colleague is at this review, or has taken it over. */
import { h } from "freethrow/core/dom.mjs";

/** @typedef {import("freethrow/review/beat.mjs").Standing} Standing */

/**
 * What to say; nothing while the review is this person's alone.
 * @param {Standing} standing
 */
export function wordsFor({ others, claim, gone }) {
  if (gone) return "This take is no longer yours to review: it was taken back, or somebody else took it over. What you have typed stays on this page.";
  if (claim || others.length === 0) return "";
  return `${others.join(" and ")} took this over. What you write here from now on is not saved.`;
}

/** @param {Standing} standing */
export function showPresence(standing) {
  const words = wordsFor(standing);
  const again = h("a", { href: location.pathname }, "See how it stands");
  document.querySelector("[data-presence]")?.replaceChildren(...(words ? [h("p", { class: "callout warn" }, h("span", {}, words, " ", again))] : []));
}
