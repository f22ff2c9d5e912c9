// @ts-check
/** Which of the sources to play: what the person chose, or what the line carries. */

const CHOICE = "player-quality";
export const CHOICES = ["auto", "high", "low"];

const SLOW_MBITS = 1;
const LONG_STALL_MS = 2000;
const SHORT_STALL_MS = 300;
const LATELY_MS = 30_000;
const SMOOTH_MS = 20_000; // so long it must have run well, and twice that after each drop
const LONGEST_MS = 5 * 60_000;

/** @typedef {{url: string, type: string, kind: string, height: number, version: string}} Made */

/**
 * @param {Made[]} sources the best first
 * @param {boolean} light
 * @returns {Made | undefined}
 */
export const pick = (sources, light) => (light && sources.find((made) => made.kind === "low")) || sources[0];

/**
 * Whether the browser says that the line is slow, or that somebody pays for every byte.
 * @param {{saveData?: boolean, downlink?: number, effectiveType?: string} | undefined} connection
 */
export function isSlow(connection) {
  if (!connection) return false;
  const { saveData = false, downlink = Infinity, effectiveType = "4g" } = connection;
  return saveData || (downlink > 0 && downlink < SLOW_MBITS) || effectiveType !== "4g";
}

/** What happened on the line: stalls make it light, running well for a while makes it full again. */
export class Line {
  /** @param {boolean} light */
  constructor(light) {
    this.light = light;
    this.drops = 0;
    this.smooth = 0;
    this.stalls = /** @type {number[]} */ ([]);
  }

  /**
   * The video had to wait for so long while it should have played.
   * @param {number} ms
   * @param {number} now
   */
  stalled(ms, now) {
    this.smooth = 0;
    if (ms < SHORT_STALL_MS || this.light) return;
    this.stalls = [...this.stalls.filter((then) => now - then < LATELY_MS), now];
    if (ms >= LONG_STALL_MS || this.stalls.length > 1) this.drop();
  }

  drop() {
    this.light = true;
    this.drops++;
    this.stalls = [];
  }

  /** @param {number} ms */
  played(ms) {
    this.smooth += ms;
  }

  /**
   * Go up when it ran well for long enough; twice as long while it plays, because that is heard.
   * @param {boolean} playing
   * @returns {boolean} whether it did
   */
  lift(playing) {
    const needed = Math.min(LONGEST_MS, SMOOTH_MS * 2 ** Math.max(0, this.drops - 1));
    if (!this.light || this.smooth < needed * (playing ? 2 : 1)) return false;
    this.light = false;
    this.smooth = 0;
    return true;
  }
}

/** @returns {string} what the person chose in this browser */
export function chosen() {
  try {
    const kept = localStorage.getItem(CHOICE) ?? "";
    return CHOICES.includes(kept) ? kept : "auto";
  } catch {
    return "auto";
  }
}

/** @param {string} choice */
export function choose(choice) {
  try {
    localStorage.setItem(CHOICE, choice);
  } catch {
    // A browser without storage forgets it with the page.
  }
}
