// @ts-check
/** Which saved comments fit what is being written: plain values without a page. */

/**
 * @typedef {{id: string, text: string, kind: string, criterion_key: string | null, criterion: string, by: string}} Kept
 */

const MOST = 8;

/**
 * What was typed after the slash that opens the list; null when the list isn't asked for.
 * @param {string} text
 */
export function queryOf(text) {
  const found = /^\/([^\n]{0,60})$/.exec(text);
  return found ? (found[1] ?? "").trim() : null;
}

/**
 * The best ones first: for the chosen criterion, for any, for the others of this map; the rest only
 * for a word that was typed. Among equals they stay as they came, the most used first.
 * @param {Kept[]} all
 * @param {{query: string, chosen: string | null, here: string[]}} about chosen and here: keys of criteria
 */
export function matching(all, { query, chosen, here }) {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const fits = (/** @type {Kept} */ one) => {
    const said = `${one.text} ${one.criterion} ${one.kind}`.toLowerCase();
    return words.every((word) => said.includes(word));
  };
  return all
    .map((one) => ({ one, rank: rank(one, chosen, here) }))
    .filter(({ one, rank }) => fits(one) && (rank < 3 || words.length > 0))
    .sort((a, b) => a.rank - b.rank)
    .slice(0, MOST)
    .map(({ one }) => one);
}

/**
 * @param {Kept} one
 * @param {string | null} chosen
 * @param {string[]} here
 */
function rank(one, chosen, here) {
  if (one.criterion_key === null) return 1;
  if (one.criterion_key === chosen) return 0;
  return here.includes(one.criterion_key) ? 2 : 3;
}
