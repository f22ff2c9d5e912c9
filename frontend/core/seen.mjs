// @ts-check
/** Asking the server again and again, but only for somebody who looks. */

/**
 * Does it right away on a page that somebody sees, else as soon as they come back to it.
 * @param {() => void} act
 */
export function whenSeen(act) {
  if (document.visibilityState === "visible") return act();
  document.addEventListener("visibilitychange", () => whenSeen(act), { once: true });
}
