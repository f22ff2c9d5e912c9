// @ts-check
/** The markers of one review, in the order of the timeline; plain values without a page. */

/**
 * @typedef {{id: string, at_ms: number, until_ms: number | null, kind: string, criterion_id: string | null, text: string, recording?: string | null, replies?: import("freethrow/review/thread.mjs").Reply[], version?: number}} Marker
 */

export class Markers {
  /** @param {Marker[]} all */
  constructor(all) {
    this.all = [...all];
    this.sort();
  }

  sort() {
    this.all.sort((a, b) => a.at_ms - b.at_ms || (a.id < b.id ? -1 : 1));
  }

  /** @param {Marker} marker */
  put(marker) {
    this.all = this.all.filter((each) => each.id !== marker.id);
    this.all.push(marker);
    this.sort();
  }

  /** @param {string} id */
  remove(id) {
    const gone = this.find(id);
    this.all = this.all.filter((each) => each.id !== id);
    return gone;
  }

  /** @param {string} id */
  find(id) {
    return this.all.find((each) => each.id === id) ?? null;
  }

  /**
   * The next or previous one: seen from the open one, else from a moment.
   * @param {1 | -1} way
   * @param {string | null} from
   * @param {number} ms
   */
  beside(way, from, ms) {
    const at = this.all.findIndex((each) => each.id === from);
    if (at >= 0) return this.all[at + way] ?? null;
    return way > 0 ? (this.all.find((each) => each.at_ms > ms) ?? null) : (this.all.findLast((each) => each.at_ms < ms) ?? null);
  }

  /** @param {string} criterion */
  evidence(criterion) {
    return this.all.filter((each) => each.criterion_id === criterion);
  }

  /** Asks and tells: what coaches compare for themselves. */
  get balance() {
    const count = (/** @type {string} */ kind) => this.all.filter((each) => each.kind === kind).length;
    return { asks: count("ask"), tells: count("try") };
  }
}

/** A random id: what makes a repeated save harmless. */
export function newId() {
  if (typeof crypto.randomUUID === "function") return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/**
 * What is sent to save one.
 * @param {Marker} marker
 */
export function changeOf(marker) {
  const { id, version: _, replies: __, ...body } = marker;
  return { method: "PUT", path: `/review/markers/${id}`, body };
}
