// @ts-check
/** What the levels say about the bar that the assignment sets. It preselects, it never decides. */
import { LEVELS } from "freethrow/review/names.mjs";

/**
 * The decision that the levels point to; null while one is missing, or without such a bar.
 * @param {Record<string, number>} levels by criterion
 * @param {string[]} criteria
 * @param {number | null} pass the level that is asked for on every criterion
 * @returns {"met" | "another_take" | null}
 */
export function suggested(levels, criteria, pass) {
  if (!pass || !criteria.length || !criteria.every((id) => levels[id])) return null;
  return criteria.every((id) => (levels[id] ?? 0) >= pass) ? "met" : "another_take";
}

/**
 * Why it is chosen already, in a sentence.
 * @param {"met" | "another_take"} decision
 * @param {number} pass
 */
export function reason(decision, pass) {
  const bar = `${LEVELS[pass]} on every criterion, as this assignment asks`;
  return decision === "met" ? `Chosen by your levels: ${bar}. You decide.` : `Chosen by your levels: not yet ${bar}. You decide.`;
}
