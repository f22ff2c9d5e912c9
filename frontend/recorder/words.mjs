// @ts-check
/** The small words of the recorder: times, sizes and counts as people read them. */

/**
 * Minutes and seconds, the way a clock shows them.
 * @param {number} ms
 */
export function clock(ms) {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const minutes = Math.floor(seconds / 60);
  return `${minutes}:${String(seconds % 60).padStart(2, "0")}`;
}

/**
 * A duration in a sentence: "58 s" below a minute, "1:02" from there on.
 * @param {number} ms
 */
export function length(ms) {
  return ms < 60_000 ? `${Math.floor(Math.max(0, ms) / 1000)} s` : clock(ms);
}

/**
 * A file size with at most one decimal.
 * @param {number} bytes
 */
export function size(bytes) {
  if (bytes < 1_000_000) return `${Math.max(1, Math.round(bytes / 1000))} KB`;
  if (bytes < 1_000_000_000) return `${(bytes / 1_000_000).toFixed(1).replace(/\.0$/, "")} MB`;
  return `${(bytes / 1_000_000_000).toFixed(1).replace(/\.0$/, "")} GB`;
}

/**
 * A share of a whole in percent, never 100 before it is whole.
 * @param {number} part
 * @param {number} whole
 */
export function percent(part, whole) {
  if (whole <= 0) return 0;
  return part >= whole ? 100 : Math.min(99, Math.floor((part * 100) / whole));
}
