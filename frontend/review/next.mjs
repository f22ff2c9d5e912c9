// @ts-check
/**
 * Prepares the room that comes next while this one is open, so that it is there at once. Browsers
 * that can't just load it when asked to. A room that was prepared tells nobody that it was watched
 * or claimed until it is shown (see beat.mjs), and one that waited too long is loaded anew.
 */

const STALE_MS = 120_000;

/** Whether this very page is being prepared and not yet shown. */
export const isPrepared = () => Boolean(/** @type {any} */ (document).prerendering);

/**
 * The rules for one address; null where it could not help.
 * @param {string} href
 */
export function rulesFor(href) {
  const url = new URL(href, location.href);
  if (url.origin !== location.origin || url.pathname === location.pathname) return null;
  return JSON.stringify({ prerender: [{ urls: [url.pathname + url.search], eagerness: "immediate" }] });
}

function prepare() {
  const link = document.querySelector("a[data-prepare]");
  const rules = link instanceof HTMLAnchorElement ? rulesFor(link.href) : null;
  if (!rules || !HTMLScriptElement.supports?.("speculationrules")) return;
  const script = document.createElement("script");
  script.type = "speculationrules";
  script.nonce = /** @type {HTMLScriptElement | null} */ (document.querySelector("script[nonce]"))?.nonce;
  script.textContent = rules;
  document.head.append(script);
}

/** Once this page has what it needs itself. */
function whenIdle() {
  const idle = () => ("requestIdleCallback" in window ? requestIdleCallback(prepare, { timeout: 1000 }) : prepare());
  if (document.readyState === "complete") idle();
  else addEventListener("load", idle, { once: true });
}

function begin() {
  if (!isPrepared()) return whenIdle();
  const since = Date.now();
  document.addEventListener(
    "prerenderingchange",
    () => (Date.now() - since > STALE_MS ? location.reload() : whenIdle()),
    { once: true },
  );
}

if (typeof document !== "undefined") begin();
