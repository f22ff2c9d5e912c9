// @ts-check
/** The prompts of a drill: fetched ahead so that nothing stalls, played when it is their turn. */
import { get } from "freethrow/core/api.mjs";

/** @typedef {import("freethrow/recorder/turns.mjs").Prompt} Prompt */

const STALLED_MS = 10_000;
export const WONT_PLAY = "This one couldn’t be played. Check your connection and try again.";
export const NEEDS_TAP = "Your browser waits for a tap before it plays sound.";

export class Prompts {
  /** @type {Map<string, Promise<Prompt>>} */
  #asked = new Map();
  /** @type {Map<string, HTMLMediaElement>} */
  #loaded = new Map();
  /** @type {HTMLMediaElement | null} */
  #playing = null;

  /** @param {HTMLElement} place  where a video is shown while it plays */
  constructor(place) {
    this.place = place;
  }

  /**
   * One prompt; asked for once, and again after it failed.
   * @param {string} id
   * @returns {Promise<Prompt>}
   */
  get(id) {
    const asked = this.#asked.get(id) ?? get(`/prompts/${id}`);
    this.#asked.set(id, asked);
    asked.catch(() => this.#forget(id));
    return asked;
  }

  /**
   * All that is said of them, and of the first the sound and picture, too.
   * @param {string[]} ids
   */
  async ahead(ids) {
    for (const id of ids) this.get(id).catch(() => {});
    const first = await (ids[0] && this.get(ids[0]).catch(() => null));
    if (first) this.#load(first);
  }

  /** @param {Prompt} prompt */
  async play(prompt) {
    const media = this.#load(prompt);
    if (!media) return;
    this.#playing = media;
    this.place.replaceChildren(...(media instanceof HTMLVideoElement ? [media] : []));
    try {
      media.currentTime = 0;
      await Promise.all([played(media), media.play()]);
    } catch (error) {
      const refused = error instanceof DOMException && error.name === "NotAllowedError";
      if (!refused) this.#forget(prompt.id); // its address may have expired
      throw new Error(refused ? NEEDS_TAP : WONT_PLAY);
    } finally {
      if (this.#playing === media) this.hush();
    }
  }

  /** Whatever plays is silent, and its picture gone. */
  hush() {
    this.#playing?.pause();
    this.#playing = null;
    this.place.replaceChildren();
  }

  /** @param {Prompt} prompt */
  #load({ id, media }) {
    if (!media) return null;
    const made = this.#loaded.get(id) ?? element(media);
    this.#loaded.set(id, made);
    return made;
  }

  /** @param {string} id */
  #forget(id) {
    this.#asked.delete(id);
    this.#loaded.delete(id);
  }
}

/** @param {import("freethrow/recorder/turns.mjs").Media} media */
function element({ url, has_video, poster }) {
  const made = document.createElement(has_video ? "video" : "audio");
  made.preload = "auto";
  if (made instanceof HTMLVideoElement) made.playsInline = true;
  if (made instanceof HTMLVideoElement && poster) made.poster = poster;
  made.src = url;
  return made;
}

/**
 * Resolves when it has ended; fails when it can't go on, or stands still for long.
 * @param {HTMLMediaElement} media
 */
function played(media) {
  return new Promise((resolve, reject) => {
    const leaving = new AbortController();
    const { signal } = leaving;
    let since = performance.now();
    const watch = setInterval(() => performance.now() - since > STALLED_MS && done(() => reject(new Error())), 500);
    const done = (/** @type {() => void} */ then) => {
      clearInterval(watch);
      leaving.abort();
      then();
    };
    media.addEventListener("timeupdate", () => (since = performance.now()), { signal });
    media.addEventListener("ended", () => done(() => resolve(undefined)), { signal });
    media.addEventListener("error", () => done(() => reject(new Error())), { signal });
    media.addEventListener("pause", () => media.ended || done(() => resolve(undefined)), { signal });
  });
}
