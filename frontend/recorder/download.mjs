// @ts-check
/** Saving a recording from this device as a file. */

/**
 * @param {Blob} blob
 * @param {string} title
 */
export function download(blob, title) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = `${title.replace(/[^\p{L}\p{N} _-]/gu, "").slice(0, 60) || "take"}.${blob.type.includes("mp4") ? "mp4" : "webm"}`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
