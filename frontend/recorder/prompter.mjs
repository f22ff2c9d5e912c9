// @ts-check
/**
 * The teleprompter near the lens: a script scrolls while recording, points stand still and are stepped
 * through. Speed, size and whether it shows are remembered on this device.
 */
import { SIZES, SPEEDS, commandOf, distance, remember, remembered, standing, stepped } from "freethrow/recorder/pages.mjs";
import { Recorder } from "freethrow/recorder/recorder.mjs";

const FIELDS = "input, select, textarea, button, a, video, dialog, summary";

class Prompter {
  #read = 0; // the share of the script that lies above
  #round = 0;
  #drawn = 0; // performance.now() of the last picture
  #still = false;
  #point = 0;

  /**
   * @param {HTMLElement} root
   * @param {Recorder} recorder
   */
  constructor(root, recorder) {
    this.root = root;
    this.recorder = recorder;
    this.page = /** @type {HTMLElement} */ (root.querySelector("[data-page]"));
    this.sheet = /** @type {HTMLElement} */ (root.querySelector("[data-sheet]"));
    this.isScript = root.dataset.script !== undefined;
    this.words = (this.sheet.textContent ?? "").split(/\s+/).filter(Boolean).length;
    this.shelf = storage();
    this.taste = remembered(this.shelf, matchMedia("(max-width: 860px)").matches);
    this.calm = matchMedia("(prefers-reduced-motion: reduce)");
    root.addEventListener("click", (event) => this.#clicked(event));
    document.addEventListener("keydown", (event) => this.#pressed(event));
    this.page.addEventListener("scroll", () => this.#moved());
    recorder.addEventListener("state", (event) => this.#follow(/** @type {CustomEvent} */ (event).detail));
    this.#show();
  }

  /** @param {{ state: string }} told */
  #follow({ state }) {
    if (["countdown", "ready"].includes(state)) this.#rewind();
    if (state === "recording" && this.isScript) this.#roll();
    this.#show();
  }

  #rewind() {
    this.#still = false;
    this.#point = 0;
    this.#read = 0;
  }

  // ---- the script moves ----------------------------------------------------------------------

  get #moves() {
    return this.recorder.machine.state === "recording" && !this.#still && !this.taste.hidden;
  }

  #roll() {
    const round = ++this.#round;
    this.#drawn = performance.now();
    const next = (/** @type {number} */ now) => {
      if (!this.#moves || round !== this.#round) return;
      const ms = Math.min(Math.max(now - this.#drawn, 0), 1000);
      const { speed } = this.taste;
      this.#read = Math.min(1, this.#read + distance({ ms, speed, words: this.words, height: 1 }));
      this.#drawn = now;
      this.#draw();
      requestAnimationFrame(next);
    };
    requestAnimationFrame(next);
  }

  /** Of the words alone, without the room below them. */
  get #height() {
    const [first, last] = [this.sheet.firstElementChild, this.sheet.lastElementChild];
    if (!(first instanceof HTMLElement && last instanceof HTMLElement)) return 0;
    return last.offsetTop + last.offsetHeight - first.offsetTop;
  }

  /** Only while it shows: what is hidden has no height, and forgets where it stood. */
  #draw() {
    const height = this.#height;
    if (height === 0 || !this.isScript) return;
    const line = this.calm.matches ? parseFloat(getComputedStyle(this.sheet).lineHeight) : 0;
    const to = standing(this.#read * height, line);
    this.page.scrollTop = Math.floor(to);
    this.sheet.style.setProperty("translate", `0 ${(Math.floor(to) - to).toFixed(2)}px`);
  }

  /** Somebody scrolled by hand: it goes on from there. */
  #moved() {
    const height = this.isScript ? this.#height : 0;
    const by = this.page.scrollTop - this.#read * height;
    if (height > 0 && Math.abs(by) > this.taste.size * 2) this.#read = this.page.scrollTop / height;
  }

  // ---- what the person does ------------------------------------------------------------------

  /** @param {Event} event */
  #clicked(event) {
    const button = event.target instanceof Element ? event.target.closest("[data-prompter]") : null;
    if (button instanceof HTMLElement) this.#do(button.dataset.prompter ?? "");
  }

  /** @param {KeyboardEvent} event */
  #pressed(event) {
    const busy = event.target instanceof Element && event.target.closest(FIELDS);
    if (busy || this.root.hidden || event.ctrlKey || event.metaKey || event.altKey) return;
    const command = commandOf(event.key, this.isScript);
    if (!command) return;
    event.preventDefault();
    this.#do(command);
  }

  /** @param {string} command */
  #do(command) {
    /** @type {Record<string, () => void>} */
    const table = {
      faster: () => (this.taste.speed = stepped(SPEEDS, this.taste.speed, 1)),
      slower: () => (this.taste.speed = stepped(SPEEDS, this.taste.speed, -1)),
      larger: () => (this.taste.size = stepped(SIZES, this.taste.size, 1)),
      smaller: () => (this.taste.size = stepped(SIZES, this.taste.size, -1)),
      hide: () => (this.taste.hidden = !this.taste.hidden),
      still: () => (this.#still = !this.#still),
      next: () => this.#step(1),
      previous: () => this.#step(-1),
    };
    table[command]?.();
    remember(this.shelf, this.taste);
    this.#show();
    if (["still", "hide"].includes(command) && this.#moves && this.isScript) this.#roll();
  }

  /** @param {1 | -1} way */
  #step(way) {
    const last = this.sheet.children.length - 1;
    this.#point = Math.min(Math.max(this.#point + way, 0), last);
    const point = this.sheet.children[this.#point];
    if (point instanceof HTMLElement) this.page.scrollTop = point.offsetTop - this.taste.size;
  }

  // ---- what is shown -------------------------------------------------------------------------

  #show() {
    this.root.classList.toggle("put-away", this.taste.hidden);
    this.sheet.style.setProperty("font-size", `${this.taste.size}px`);
    this.#draw();
    [...this.sheet.children].forEach((one, at) => one.classList.toggle("now", !this.isScript && at === this.#point));
    this.#press("hide", this.taste.hidden);
    this.#press("still", this.#still);
    const speed = this.root.querySelector("[data-speed]");
    if (speed) speed.textContent = String(this.taste.speed);
  }

  /**
   * @param {string} name
   * @param {boolean} on
   */
  #press(name, on) {
    for (const button of this.root.querySelectorAll(`[data-prompter="${name}"]`)) button.setAttribute("aria-pressed", String(on));
  }
}

function storage() {
  try {
    return window.localStorage;
  } catch {
    return null;
  }
}

const root = document.querySelector("[data-part=prompter]");
const recorder = document.querySelector("ft-recorder");
if (root instanceof HTMLElement && recorder instanceof Recorder) new Prompter(root, recorder);
