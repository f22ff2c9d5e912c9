// @ts-check
/** `<ft-time><time datetime="…">` reads as "3 minutes ago" and stays right while the page is open. */

const UNITS = /** @type {const} */ ([
  ["day", 86400],
  ["hour", 3600],
  ["minute", 60],
]);
const words = new Intl.RelativeTimeFormat("en-US", { numeric: "auto" });

/**
 * @param {number} then ms
 * @param {number} now ms
 * @returns {string | null} null when it is too far away for relative words
 */
export function relative(then, now) {
  const seconds = Math.round((then - now) / 1000);
  if (Math.abs(seconds) >= 7 * 86400) return null;
  for (const [unit, size] of UNITS) {
    if (Math.abs(seconds) >= size) return words.format(Math.trunc(seconds / size), unit);
  }
  return seconds > 0 ? "in a moment" : "just now";
}

/**
 * Milliseconds as on a player: 1:14, 1:02:03.
 * @param {number} ms
 */
export function clock(ms) {
  const all = Math.floor(Math.max(0, Number.isFinite(ms) ? ms : 0) / 1000);
  const two = (/** @type {number} */ part) => String(part).padStart(2, "0");
  const [hours, minutes, seconds] = [Math.floor(all / 3600), Math.floor(all / 60) % 60, all % 60];
  return hours ? `${hours}:${two(minutes)}:${two(seconds)}` : `${minutes}:${two(seconds)}`;
}

if (typeof customElements !== "undefined") {
  customElements.define(
    "ft-time",
    class extends HTMLElement {
      /** @type {number | undefined} */
      timer;

      connectedCallback() {
        this.update();
        this.timer = window.setInterval(() => this.update(), 30000);
      }

      disconnectedCallback() {
        window.clearInterval(this.timer);
      }

      update() {
        const time = this.querySelector("time");
        if (!time) return;
        const text = relative(Date.parse(time.dateTime), Date.now());
        if (text && text !== time.textContent) time.textContent = text;
      }
    },
  );
}
