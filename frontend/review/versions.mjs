// @ts-check
/** What a change was written over, and whether anybody else changed the same meanwhile. */

/**
 * @typedef {Record<string, any>} Fields
 * @typedef {{method: string, path: string, body?: any}} Change
 * @typedef {{version: number, content: Fields}} Seen
 */

/**
 * What has a version of its own: a marker, a level, the nomination, or the summary's fields together.
 * @param {string} key
 */
export const thingOf = (key) => (key.startsWith("summary:") ? "summary" : key);

/** @param {Change} change @returns {Fields} */
export const fieldsOf = (change) => change.body ?? {};

/**
 * The change as it is sent: with the version that it was written over.
 * @param {Change} change
 * @param {number} version
 */
export function stamped(change, version) {
  if (change.method === "DELETE") return { ...change, path: `${change.path}?version=${version}` };
  return { ...change, body: { ...change.body, version } };
}

/**
 * Whether what stands there is what was meant; the server trims words and cuts off fractions.
 * @param {Fields} current
 * @param {Fields} meant
 */
export function isSame(current, meant) {
  return Object.entries(meant).every(([name, value]) => name === "version" || name === "id" || alike(current[name], value));
}

/**
 * @param {any} one
 * @param {any} other
 */
function alike(one, other) {
  if (typeof one === "number" && typeof other === "number") return Math.abs(one - other) < 1;
  if (typeof one === "string" && typeof other === "string") return one.trim() === other.trim();
  return (one ?? null) === (other ?? null);
}

/**
 * Whether the others left alone what this change is about.
 * @param {Change} change
 * @param {Fields} current
 * @param {Seen | undefined} seen
 */
export function isUntouched(change, current, seen) {
  if (!seen) return false;
  const names = Object.keys(change.method === "DELETE" ? seen.content : fieldsOf(change));
  return isSame(current, Object.fromEntries(names.map((name) => [name, seen.content[name]])));
}

/**
 * What the page has seen when it opens.
 * @param {{markers: Fields[], levels: Record<string, Fields>, summary: Fields, nomination: Fields}} data
 * @returns {Map<string, Seen>}
 */
export function firstSeen({ markers, levels, summary, nomination }) {
  const seen = (/** @type {Fields} */ content) => ({ version: content.version, content });
  return new Map([
    ["nomination", seen(nomination)],
    ...markers.map((marker) => /** @type {[string, Seen]} */ ([`marker:${marker.id}`, seen(marker)])),
    ...Object.entries(levels).map(([id, level]) => /** @type {[string, Seen]} */ ([`level:${id}`, seen(level)])),
    ["summary", seen(summary)],
  ]);
}
