// @ts-check
/** "Continue on your phone": a code that signs the same person in there, and noticing that it was used. */
import { get, post } from "freethrow/core/api.mjs";
import { openDialog } from "freethrow/core/dialogs.mjs";
import { part } from "freethrow/recorder/parts.mjs";

/** @typedef {"making" | "open" | "taken" | "expired" | "nowhere" | "failed"} Stage */
/** @typedef {{ link: string | null, url?: string, code?: string, seconds?: number, caution: string }} Offered */

const ASK_EVERY_MS = 3000;
const DIALOG = "hand-over";

export const TOLD = /** @type {Record<Stage, string>} */ ({
  making: "Making a code…",
  open: "Scan this with your phone’s camera. It works once, for 3 minutes.",
  taken: "Your phone has taken over. You can go on there; the camera here is off.",
  expired: "This code is too old now.",
  nowhere: "",
  failed: "That didn’t work. Check your connection and try again.",
});

export class HandOver {
  /** @type {string | null} */
  #link = null;
  #until = 0;
  #asked = 0;

  /**
   * @param {HTMLElement} root  with the parts of the dialog
   * @param {() => void} taken  the phone has taken over
   */
  constructor(root, taken) {
    this.root = root;
    this.taken = taken;
    setInterval(() => this.#isWatched() && void this.#look(), ASK_EVERY_MS);
    addEventListener("focus", () => void this.#look());
  }

  /** Shows a fresh code. */
  async open() {
    openDialog(DIALOG);
    this.#show("making");
    try {
      this.#offer(await post("/phone-links", { to: location.pathname + location.search }));
    } catch (error) {
      this.#show("failed", error instanceof Error ? error.message : "");
    }
  }

  /** @param {Offered} offered */
  #offer({ link, url = "", code = "", seconds = 0, caution }) {
    this.#link = link;
    this.#until = performance.now() + seconds * 1000;
    /** @type {HTMLImageElement} */ (part(this.root, "phone-code")).src = code;
    /** @type {HTMLInputElement} */ (part(this.root, "phone-url")).value = url;
    part(this.root, "phone-caution").hidden = caution === "";
    part(this.root, "phone-caution-words").textContent = caution;
    this.#show(link ? "open" : "nowhere");
  }

  async #look() {
    const link = this.#link;
    if (!link || performance.now() - this.#asked < 1000) return;
    this.#asked = performance.now();
    const state = await this.#state(link);
    if (link !== this.#link || state === "open") return;
    this.#link = null;
    this.#show(state);
    if (state === "taken") this.taken();
  }

  /**
   * @param {string} link
   * @returns {Promise<"open" | "taken" | "expired">}
   */
  async #state(link) {
    try {
      return (await get(`/phone-links/${link}`)).state;
    } catch {
      return performance.now() < this.#until ? "open" : "expired";
    }
  }

  /** Nobody is asked about a code that nobody sees. */
  #isWatched() {
    const dialog = document.getElementById(DIALOG);
    return dialog instanceof HTMLDialogElement && dialog.open && document.visibilityState === "visible";
  }

  /**
   * @param {Stage} stage
   * @param {string} [words]
   */
  #show(stage, words = TOLD[stage]) {
    part(this.root, "phone-words").textContent = words;
    part(this.root, "phone-ways").hidden = stage !== "open";
    part(this.root, "phone-again").hidden = stage !== "expired" && stage !== "failed";
  }
}
