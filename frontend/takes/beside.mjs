// @ts-check
/**
 * `<ft-beside>`: two takes side by side, moved by one bar, one timeline or one key. Without this
 * script they are two players, each on its own.
 */
import { clock } from "freethrow/core/time.mjs";
import { areOff, placeOf, playerCommand } from "freethrow/player/keys.mjs";
import { Player } from "freethrow/player/player.mjs";
import { before, FRAME_MS, nextSpeed } from "freethrow/player/time.mjs";
import { Together } from "freethrow/takes/together.mjs";

const TICK_MS = 100;
const SHIFT_MS = 100;

/** One of the two players, as the clock of both sees it. */
class Side {
  /** @param {Player} player */
  constructor(player) {
    this.player = player;
    this.video = /** @type {HTMLVideoElement} */ (player.video);
    this.ours = false;
  }

  get ms() {
    return this.player.ms;
  }

  get length() {
    return this.player.length ?? 0;
  }

  get playing() {
    return this.player.playing;
  }

  get ready() {
    return this.video.readyState >= HTMLMediaElement.HAVE_FUTURE_DATA && !this.video.seeking;
  }

  /** @param {number} ms */
  seek(ms) {
    this.player.seek(ms);
  }

  play() {
    void this.player.play();
  }

  pause() {
    if (this.video.paused) return;
    this.ours = true;
    this.player.pause();
  }

  /** @param {number} rate */
  speed(rate) {
    if (this.video.playbackRate !== rate) this.video.playbackRate = rate;
  }

  /** @param {boolean} on */
  sound(on) {
    this.video.muted = !on;
  }
}

class Beside extends HTMLElement {
  connectedCallback() {
    const players = [...this.querySelectorAll("ft-player")].filter((each) => each instanceof Player);
    const [left, right] = players;
    if (this.both || !left || !right) return;
    const sides = /** @type {const} */ ([new Side(left), new Side(right)]);
    this.both = new Together(sides, () => this.show());
    sides.forEach((side, index) => this.follow(side, index));
    this.piece("bar").hidden = false;
    this.addEventListener("click", (event) => this.press(event));
    this.piece("position").addEventListener("input", () => this.both?.seek(Number(this.range.value)));
    document.addEventListener("keydown", (event) => this.key(event), { signal: this.ends.signal });
    this.offerChoice();
    this.begin();
    this.timer = setInterval(() => this.both?.tick(Date.now()), TICK_MS);
    this.show();
  }

  disconnectedCallback() {
    this.ends.abort();
    clearInterval(this.timer);
  }

  ends = new AbortController();

  /** @param {string} name */
  piece(name) {
    return /** @type {HTMLElement} */ (this.querySelector(`[data-part="${name}"]`));
  }

  get range() {
    return /** @type {HTMLInputElement} */ (this.piece("position"));
  }

  /**
   * What somebody does to one of the two happens to both.
   * @param {Side} side
   * @param {number} index
   */
  follow(side, index) {
    const { player, video } = side;
    if (player.timeline) player.timeline.does.seek = (ms) => this.both?.seekBy(index, ms);
    player.toggle = () => this.both?.toggle();
    video.addEventListener("pause", () => {
      if (!side.ours && !video.ended) this.both?.stopped();
      side.ours = false;
    });
    video.addEventListener("loadedmetadata", () => this.show());
  }

  /** @param {Event} event */
  press(event) {
    const button = event.target instanceof Element ? event.target.closest("button[data-both]") : null;
    if (button instanceof HTMLElement) this.act(button.dataset.both ?? "");
  }

  /** @param {string} name */
  act(name) {
    const both = this.both;
    if (!both) return;
    const by = (/** @type {number} */ ms) => both.seek(both.clock + ms);
    /** @type {Record<string, () => void>} */
    const table = {
      play: () => both.toggle(),
      back10: () => by(-10_000),
      forward10: () => by(10_000),
      back5: () => by(-5000),
      forward5: () => by(5000),
      frameBack: () => this.step(-1),
      frameForward: () => this.step(1),
      slower: () => both.speed(nextSpeed(both.rate, -1)),
      faster: () => both.speed(nextSpeed(both.rate, 1)),
      speed: () => both.speed(both.rate >= 2 ? 0.5 : nextSpeed(both.rate, 1)),
      earlier: () => both.setOffset(both.offset - SHIFT_MS),
      later: () => both.setOffset(both.offset + SHIFT_MS),
      "much-earlier": () => both.setOffset(both.offset - 10 * SHIFT_MS),
      "much-later": () => both.setOffset(both.offset + 10 * SHIFT_MS),
      "in-step": () => both.setOffset(0),
      "hear-0": () => both.hear(0),
      "hear-1": () => both.hear(1),
      mute: () => both.hear(1 - both.heard),
      more: () => this.unfold(),
    };
    table[name]?.();
  }

  /** Both begin a little before the moments that the address names, laid beside each other. */
  begin() {
    const [left, right] = [Number(this.dataset.left), Number(this.dataset.right)];
    if (!left && !right) return;
    this.both?.setOffset(left - right);
    this.both?.seek(before(left));
  }

  /** The button that shows two others is there once others are chosen. */
  offerChoice() {
    const button = document.querySelector("#pick button");
    if (!(button instanceof HTMLElement)) return;
    button.hidden = true;
    this.addEventListener("change", (event) => {
      if (event.target instanceof HTMLSelectElement) button.hidden = false;
    });
  }

  /** On a phone the buttons that line them up are folded away. */
  unfold() {
    const open = this.piece("bar").classList.toggle("open");
    this.querySelector('[data-both="more"]')?.setAttribute("aria-expanded", String(open));
  }

  /** @param {1 | -1} way */
  step(way) {
    this.both?.pause();
    this.both?.seek(this.both.clock + way * FRAME_MS);
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    const focus = event.target instanceof Element ? event.target : null;
    if (event.defaultPrevented || areOff() || focus === this.range) return;
    const place = placeOf(focus);
    const command = (place !== "text" && { "[": "earlier", "]": "later" }[event.key]) || playerCommand(event, place);
    if (!command || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    this.act(command);
  }

  show() {
    const both = this.both;
    if (!both) return;
    const { begin, end } = both.span;
    this.classList.toggle("playing", both.playing);
    this.querySelector('[data-both="play"]')?.setAttribute("aria-label", both.playing ? "Pause both" : "Play both");
    Object.assign(this.range, { min: String(begin), max: String(end), value: String(both.clock) });
    this.range.setAttribute("aria-valuetext", `${clock(both.clock - begin)} of ${clock(end - begin)}`);
    this.piece("now").textContent = clock(both.clock - begin);
    this.piece("end").textContent = clock(end - begin);
    this.piece("offset").textContent = words(both.offset);
    for (const index of [0, 1]) this.querySelector(`[data-both="hear-${index}"]`)?.setAttribute("aria-pressed", String(both.heard === index));
    const speed = this.querySelector('[data-both="speed"]');
    if (speed) speed.textContent = `${both.rate}×`;
    speed?.setAttribute("aria-label", `Speed ${both.rate}`);
  }
}

/**
 * How the right one lies against the left one.
 * @param {number} offset
 */
export function words(offset) {
  if (!offset) return "in step";
  return `right one ${(Math.abs(offset) / 1000).toFixed(1)} s ${offset > 0 ? "later" : "earlier"}`;
}

customElements.define("ft-beside", Beside);
