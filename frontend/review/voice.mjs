// @ts-check
/**
 * Comments that are spoken: `<ft-voice data-media="…">` plays one in its place, as soon as it can
 * be, and `recordIn` records one into a form. The recorder is only loaded when somebody wants it.
 */
import { ApiError, get } from "freethrow/core/api.mjs";
import { drawing, h } from "freethrow/core/dom.mjs";
import { isBusy, mediaIn } from "freethrow/recorder/clip-words.mjs";
import { pause } from "freethrow/recorder/following.mjs";

/** @typedef {import("freethrow/recorder/clip-words.mjs").State} State */
/** @typedef {import("freethrow/recorder/clip-words.mjs").Media} Media */

const MOST_LOOKS = 60; // about five minutes; then a click looks again
const WAITING = "Still being prepared. It plays as soon as it can.";

export class Voice extends HTMLElement {
  #looks = 0;
  #wanted = false;

  connectedCallback() {
    if (this.button) return;
    this.button = h("button", { type: "button", class: "button small", onclick: () => this.#begin() }, drawing("play", "review-icons"), h("span", {}, this.dataset.words || "Play the recording"));
    this.said = h("span", { class: "small muted", role: "status" });
    this.replaceChildren(this.button, this.said);
  }

  #begin() {
    this.#looks = 0;
    this.#wanted = true;
    void this.#look();
  }

  async #look() {
    this.button?.setAttribute("aria-busy", "true");
    try {
      const answer = await get(this.dataset.media ?? "");
      const media = mediaIn(answer);
      if (media) this.#show(media);
      else if (answer.settled) this.#tell(answer.sentence || "This recording couldn’t be read.");
      else this.#later();
    } catch (error) {
      if (error instanceof ApiError && error.status === 404 && this.dataset.own !== undefined) this.#later();
      else this.#tell(error instanceof Error ? error.message : "It can’t be played right now.");
    } finally {
      this.button?.removeAttribute("aria-busy");
    }
  }

  #later() {
    this.#tell(WAITING);
    this.#looks += 1;
    if (this.#looks < MOST_LOOKS) setTimeout(() => this.isConnected && this.#wanted && this.#look(), pause(this.#looks));
  }

  /** @param {Media} media */
  #show(media) {
    this.#wanted = false;
    const label = media.has_video ? "Video comment" : "Voice comment";
    const player = h(media.has_video ? "video" : "audio", { src: media.url, controls: true, playsinline: true, preload: "auto", "aria-label": label });
    player.addEventListener("play", () => quiet(player));
    player.addEventListener("error", () => this.#again(), { once: true });
    this.#tell("");
    if (this.button) this.button.hidden = true;
    this.querySelector("video, audio")?.remove();
    this.prepend(player);
    player.play().then(() => player.focus(), () => {});
  }

  /** The address ran out, or the line broke: the button asks for a new one. */
  #again() {
    this.querySelector("video, audio")?.remove();
    if (this.button) this.button.hidden = false;
    this.#tell("It stopped. Play it again.");
  }

  /** @param {string} words */
  #tell(words) {
    if (this.said && this.said.textContent !== words) this.said.textContent = words;
  }
}

customElements.define("ft-voice", Voice);

/**
 * One voice at a time: whatever else plays on this page stops.
 * @param {HTMLMediaElement} player
 */
function quiet(player) {
  for (const other of document.querySelectorAll("video, audio")) {
    if (other instanceof HTMLMediaElement && other !== player) other.pause();
  }
}

/**
 * A player for a recording; `own` while it is one's own and not yet posted anywhere.
 * @param {string} media  where it is told
 * @param {{ own?: boolean }} [more]
 */
export function voice(media, { own = false } = {}) {
  return h(/** @type {"div"} */ ("ft-voice"), { "data-media": media, "data-own": own });
}

/**
 * A recorder in this place of a form, in place of the one that may be there.
 * @param {HTMLElement} place
 * @param {string} [recording]  what was recorded already
 */
export async function recorderIn(place, recording = "") {
  const template = document.getElementById("recorder");
  const made = template instanceof HTMLTemplateElement ? template.content.firstElementChild?.cloneNode(true) : null;
  if (!(made instanceof HTMLElement)) return null;
  const field = made.querySelector('[data-part="recording"]');
  if (field instanceof HTMLInputElement) field.value = recording;
  const { Clip } = await import("freethrow/recorder/clip.mjs");
  place.replaceChildren(made);
  place.hidden = false;
  return made instanceof Clip ? made : null;
}

/**
 * Begin to record in this place.
 * @param {HTMLElement} place
 * @param {string} mode  audio or video
 */
export async function recordIn(place, mode) {
  const there = place.querySelector("ft-clip");
  if (there instanceof HTMLElement && isBusy(stateOf(there))) return;
  const clip = await recorderIn(place);
  await clip?.acts[mode]?.();
}

/**
 * What keeps a form with a recorder from being sent now; empty when nothing does.
 * @param {ParentNode} form
 */
export function obstacleIn(form) {
  const clip = form.querySelector("ft-clip");
  if (!(clip instanceof HTMLElement)) return "";
  const state = stateOf(clip);
  if (isBusy(state)) return "busy";
  return state === "stuck" || state === "broken" ? "The recording isn’t there. Try again, or remove it." : "";
}

/** @param {HTMLElement} clip */
function stateOf(clip) {
  return /** @type {State} */ (clip.dataset.state || "empty");
}
