// @ts-check
/**
 * Marks that would lie on each other on a narrow timeline become one: it tells how many it holds, and
 * leads from one to the next. Pure; the places are pixels.
 */
import { clock } from "freethrow/core/time.mjs";
import { share } from "freethrow/player/time.mjs";

export const APART_PX = 24; // as wide as a target has to be

/** @typedef {import("freethrow/player/timeline.mjs").Mark} Mark */

/**
 * The marks in the order of time, those together that begin within a target of the first of them.
 * @param {Mark[]} marks
 * @param {number} length of the take
 * @param {number} width of the timeline
 * @returns {Mark[][]}
 */
export function clustered(marks, length, width) {
  /** @type {Mark[][]} */
  const groups = [];
  let [group, begins] = [/** @type {Mark[]} */ ([]), -Infinity];
  for (const mark of [...marks].sort((a, b) => a.at_ms - b.at_ms)) {
    const at = (share(mark.at_ms, length) / 100) * width;
    if (at - begins >= APART_PX) {
      [group, begins] = [[], at];
      groups.push(group);
    }
    group.push(mark);
  }
  return groups;
}

/**
 * The one to open when a cluster is pressed: the first, and from there on the next.
 * @param {Mark[]} group
 * @param {string | null} on the one that is open
 */
export const nextOf = (group, on) => group[(group.findIndex(({ id }) => id === on) + 1) % group.length];

/**
 * The kind that most of them are of; of equals, the first.
 * @param {Mark[]} group
 */
export function mostly(group) {
  const counts = counted(group);
  return [...counts.keys()].reduce((most, kind) => ((counts.get(kind) ?? 0) > (counts.get(most) ?? 0) ? kind : most));
}

/**
 * What a tick is called: its moment, kind and words; of several, how many of which kind.
 * @param {Mark[]} group
 */
export function called(group) {
  const [first, last] = [group[0], group[group.length - 1]];
  if (!first || !last) return "";
  if (group.length === 1) return `${clock(first.at_ms)} ${first.kind}${first.text ? `: ${short(first.text)}` : ""}`;
  const kinds = [...counted(group)].map(([kind, count]) => `${count} ${kind}`).join(", ");
  return `${clock(first.at_ms)} to ${clock(last.at_ms)}, ${group.length} comments: ${kinds}`;
}

/** @param {Mark[]} group */
function counted(group) {
  /** @type {Map<string, number>} */
  const counts = new Map();
  for (const { kind } of group) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return counts;
}

/** @param {string} text */
const short = (text) => (text.length > 60 ? `${text.slice(0, 57)}…` : text);
