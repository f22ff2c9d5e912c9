// @ts-check
/**
 * What stopped on its way to the server. Written in two windows: shows both, and the person chooses;
 * nothing is overwritten before. Refused: the words stand there to be copied until they are discarded.
 */
import { h } from "freethrow/core/dom.mjs";
import { clock } from "freethrow/core/time.mjs";
import { KINDS, LEVELS } from "freethrow/review/names.mjs";

/**
 * @typedef {import("freethrow/review/saver.mjs").Conflict} Conflict
 * @typedef {import("freethrow/review/saver.mjs").Refusal} Refusal
 * @typedef {{id: string, title: string}} Criterion
 * @typedef {{what: string, here: string, there: string, keepHere: string, keepThere: string}} Words
 */

const FIELDS = /** @type {Record<string, string>} */ ({ strength: "One strength", next_step: "One next step", decision: "The decision", focus_criterion_id: "What the next take is about", is_quick: "Quick look" });
const DECISIONS = /** @type {Record<string, string>} */ ({ met: "Meets the bar", another_take: "Another take" });

/**
 * Both sides of a conflict in words.
 * @param {Conflict} conflict
 * @param {Criterion[]} criteria
 * @returns {Words}
 */
export function words(conflict, criteria) {
  const [kind = "", id = ""] = conflict.key.split(":");
  if (kind === "marker") return aboutComment(conflict);
  if (kind === "level") return aboutLevel(conflict, titleOf(id, criteria));
  if (kind === "nomination") return { what: "Model take", here: part(conflict.change.body), there: part(conflict.current), keepHere: "Keep what’s here", keepThere: "Use the other" };
  return aboutField(conflict, criteria);
}

/** @param {Conflict} conflict @returns {Words} */
function aboutComment({ change, current }) {
  const at = clock(change.body?.at_ms ?? current?.at_ms ?? 0);
  const isGone = current === null;
  const deletes = change.method === "DELETE";
  return {
    what: `Comment at ${at}`,
    here: deletes ? "Deleted" : comment(change.body),
    there: isGone ? "Deleted" : comment(current),
    keepHere: deletes ? "Delete it" : isGone ? "Keep it as a new comment" : "Keep what’s here",
    keepThere: isGone ? "Leave it deleted" : deletes ? "Keep the comment" : "Use the other",
  };
}

/** @param {Conflict} conflict @param {string} title @returns {Words} */
function aboutLevel({ change, current }, title) {
  return { what: title, here: LEVELS[change.body.level ?? 0] ?? "", there: LEVELS[current?.level ?? 0] ?? "", keepHere: "Keep what’s here", keepThere: "Use the other" };
}

/** @param {Conflict} conflict @param {Criterion[]} criteria @returns {Words} */
function aboutField({ change, current }, criteria) {
  const [name = "", mine] = Object.entries(change.body ?? {})[0] ?? [];
  const say = (/** @type {any} */ value) => (name === "is_quick" ? (value ? "On" : "Off") : (DECISIONS[value] ?? (name === "focus_criterion_id" ? titleOf(value, criteria) || "All of it" : value || "Nothing")));
  return { what: FIELDS[name] ?? "Feedback", here: say(mine), there: say(current?.[name]), keepHere: "Keep what’s here", keepThere: "Use the other" };
}

/** @param {any} named */
const part = (named) => (named?.nominate ? [`${named["nominate-from"]} to ${named["nominate-until"]}`, named["nominate-why"]].filter(Boolean).join(": ") : "No part named");

/** @param {any} marker */
function comment({ kind, text, until_ms: until }) {
  return `${KINDS[kind] ?? "Note"}${until ? ` until ${clock(until)}` : ""}: ${text || "no words yet"}`;
}

/** @param {string} id @param {Criterion[]} criteria */
const titleOf = (id, criteria) => criteria.find((each) => each.id === id)?.title ?? "";

/**
 * Put all of them on the page; the focus stays where it is.
 * @param {{conflicts?: Conflict[], refusals?: Refusal[], criteria: Criterion[]}} found
 * @param {{choose?: (key: string, here: boolean) => void, discard: (key: string) => void}} does
 */
export function showStuck({ conflicts = [], refusals = [], criteria }, { choose = () => {}, discard }) {
  const place = document.querySelector("[data-conflicts]");
  if (!(place instanceof HTMLElement)) return;
  const items = [
    ...conflicts.map((conflict) => item(conflict, words(conflict, criteria), choose)),
    ...refusals.map((refusal) => refused(refusal, words({ ...refusal, current: null }, criteria), discard)),
  ];
  place.hidden = items.length === 0;
  place.replaceChildren(...items);
}

/**
 * The words of a change, for the clipboard; empty where it has none.
 * @param {Refusal} refusal
 * @returns {string}
 */
export const wordsOf = ({ change: { body } }) => body?.text || body?.strength || body?.next_step || body?.["nominate-why"] || "";

/**
 * @param {Refusal} refusal
 * @param {Words} said
 * @param {(key: string) => void} discard
 */
function refused(refusal, said, discard) {
  const own = wordsOf(refusal);
  return h(
    "div",
    { class: "callout warn conflict" },
    h(
      "div",
      { class: "stack tight grow" },
      h("p", {}, h("b", {}, `Not saved: ${said.what}`), refusal.sentence && ` · ${refusal.sentence}`),
      h("p", { class: "prewrap" }, said.here),
      h(
        "div",
        { class: "row wrap" },
        own ? h("button", { type: "button", class: "button small", "data-copy": own }, "Copy the words") : null,
        h("button", { type: "button", class: "button small", onclick: () => discard(refusal.key) }, "Discard"),
      ),
    ),
  );
}

/**
 * @param {Conflict} conflict
 * @param {Words} said
 * @param {(key: string, here: boolean) => void} choose
 */
function item(conflict, said, choose) {
  const button = (/** @type {string} */ label, /** @type {boolean} */ here) => h("button", { type: "button", class: "button small", onclick: () => choose(conflict.key, here) }, label);
  return h(
    "div",
    { class: "callout warn conflict" },
    h(
      "div",
      { class: "stack tight grow" },
      h("p", {}, h("b", {}, said.what), ` · ${conflict.sentence}`),
      h("dl", { class: "two-sides" }, h("dt", {}, "Here"), h("dd", { class: "prewrap" }, said.here), h("dt", {}, "There"), h("dd", { class: "prewrap" }, said.there)),
      h("div", { class: "row wrap" }, button(said.keepHere, true), button(said.keepThere, false)),
    ),
  );
}
