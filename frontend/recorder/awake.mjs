// @ts-check
/** Keeps the screen on while a take is made; asks again after the page was hidden, which ends a lock. */

/** @typedef {{ visibilityState: string, addEventListener: (name: string, does: () => void) => void }} Page */

export class Awake {
  #wanted = false;
  /** @type {{ release: () => Promise<void>, released?: boolean } | null} */
  #lock = null;

  /**
   * @param {{ request: (kind: "screen") => Promise<any> } | undefined} [wakeLock]  missing in some browsers
   * @param {Page} [page]
   */
  constructor(wakeLock = navigator.wakeLock, page = document) {
    this.wakeLock = wakeLock;
    this.page = page;
    page.addEventListener("visibilitychange", () => void this.#ask());
  }

  /** @param {boolean} wanted */
  async want(wanted) {
    if (wanted === this.#wanted) return;
    this.#wanted = wanted;
    if (wanted) return this.#ask();
    await this.#lock?.release().catch(() => {});
    this.#lock = null;
  }

  async #ask() {
    if (!this.#wanted || this.page.visibilityState !== "visible" || this.#lock?.released === false) return;
    this.#lock = (await this.wakeLock?.request("screen").catch(() => null)) ?? null;
    if (!this.#wanted) void this.#lock?.release().catch(() => {});
  }
}
