// @ts-check
/**
 * `<ft-player>`: a take on the dark stage with its timeline. `data-video` is all that the server
 * tells about it (its length too, never the element's); `data-media` tells it anew, with fresh
 * addresses; `data-watched` is told after two seconds of play, `data-keys` makes it listen to the
 * keyboard of the whole page.
 *
 * Events: `ft-time` (detail: ms), `ft-mark` (detail: id of a marker that was chosen), `ft-range`
 * (detail: the range between the two moments that were set, or null).
 */
import { showAnew } from "freethrow/player/anew.mjs";
import { Chapters } from "freethrow/player/chapters.mjs";
import { offerCaptions, toggleCaptions } from "freethrow/player/captions.mjs";
import { QualityMenu } from "freethrow/player/quality_menu.mjs";
import { post } from "freethrow/core/api.mjs";
import { Frames } from "freethrow/player/frames.mjs";
import { areOff, placeOf, playerCommand } from "freethrow/player/keys.mjs";
import { Looping } from "freethrow/player/looping.mjs";
import { clock } from "freethrow/core/time.mjs";
import { Source } from "freethrow/player/source.mjs";
import { chosen } from "freethrow/player/quality.mjs";
import { jump } from "freethrow/player/swap.mjs";
import { nextSpeed, within } from "freethrow/player/time.mjs";
import { Timeline } from "freethrow/player/timeline.mjs";
import { Watching } from "freethrow/player/watching.mjs";

export class Player extends HTMLElement {
  following = false;

  connectedCallback() {
    if (this.timeline) return;
    this.video = /** @type {HTMLVideoElement} */ (this.piece("video"));
    /** @type {import("freethrow/player/source.mjs").State} */
    const state = JSON.parse(this.dataset.video ?? "{}");
    this.length = state.duration_ms;
    this.marks = /** @type {import("freethrow/player/timeline.mjs").Mark[]} */ ([]);
    this.timeline = new Timeline(this.piece("timeline"), this.length, {
      seek: (ms) => this.seek(ms),
      open: (id) => this.dispatchEvent(new CustomEvent("ft-mark", { detail: id, bubbles: true })),
    });
    this.timeline.tell(state);
    this.chapters = new Chapters(this, state.chapters ?? [], (ms) => this.seek(ms));
    this.chapters.tell(this.length);
    this.frames = new Frames(this.video);
    this.looping = new Looping(this.piece("looping"), {
      tell: (range) => this.chosen(range),
      seek: (ms) => this.timeline?.does.seek(ms),
    });
    this.video.controls = false;
    this.piece("controls").hidden = false;
    this.listen(this.video);
    this.qualities = new QualityMenu(this.piece("quality"), (choice) => this.source?.choose(choice));
    this.source = new Source(this.video, {
      media: this.dataset.media,
      state,
      say: (sentence) => this.say(sentence),
      changed: (now) => this.changed(now),
      plays: (made) => this.qualities?.show(this.source?.state.sources ?? state.sources, this.source?.choice ?? chosen(), made),
    });
    offerCaptions(this.video, this.button("captions"));
    if (this.dataset.keys !== undefined) document.addEventListener("keydown", (event) => this.key(event));
  }

  /**
   * @param {string} name
   * @returns {HTMLElement}
   */
  piece(name) {
    return /** @type {HTMLElement} */ (this.querySelector(`[data-part="${name}"]`));
  }

  /**
   * @param {string} does
   * @returns {HTMLElement}
   */
  button(does) {
    return /** @type {HTMLElement} */ (this.querySelector(`[data-do="${does}"]`));
  }

  disconnectedCallback() {
    this.source?.stop();
  }

  /**
   * Another version is there, and perhaps what is only known since then.
   * @param {import("freethrow/player/source.mjs").State} state
   */
  changed(state) {
    this.length = state.duration_ms;
    this.timeline?.tell(state);
    this.timeline?.set(this.marks ?? []);
    this.chapters?.tell(state.duration_ms);
    this.piece("length").textContent = clock(state.duration_ms);
    if (state.poster) this.video?.setAttribute("poster", state.poster);
    this.qualities?.show(state.sources, this.source?.choice ?? "auto", this.source?.current);
    showAnew();
  }

  /** @param {HTMLVideoElement} video */
  listen(video) {
    const watching = new Watching(() => this.told());
    video.addEventListener("timeupdate", () => {
      watching.heard(video.currentTime, !video.paused);
      this.show();
    });
    video.addEventListener("seeking", () => this.show());
    for (const name of ["play", "pause", "ended"]) video.addEventListener(name, () => this.showState());
    video.addEventListener("ended", () => this.looping?.heard(this.length ?? 0, this.length ?? 0) && this.play());
    video.addEventListener("play", () => this.follow());
    video.addEventListener("click", () => this.toggle());
    video.addEventListener("loadedmetadata", () => this.show());
    this.piece("controls").addEventListener("click", (event) => {
      const button = event.target instanceof Element ? event.target.closest("button[data-do]") : null;
      if (button instanceof HTMLElement) this.do(button.dataset.do ?? "");
    });
    this.showState();
  }

  async told() {
    if (this.dataset.watched) await post(this.dataset.watched).catch(() => undefined);
  }

  /** The position in whole milliseconds of the published timeline. */
  get ms() {
    return within((this.video?.currentTime ?? 0) * 1000, this.length ?? 0);
  }

  get playing() {
    return Boolean(this.video && !this.video.paused);
  }

  /** @param {number} ms */
  seek(ms) {
    if (!this.video) return;
    const to = within(ms, this.length ?? 0);
    jump(this.video, to / 1000);
    this.looping?.moved(to);
    this.show(to);
  }

  async play() {
    try {
      await this.video?.play();
    } catch {
      this.showState(); // the browser refused, or a pause came first: the button shows the truth
    }
  }

  pause() {
    this.video?.pause();
  }

  toggle() {
    if (this.playing) this.pause();
    else this.play();
  }

  /** @param {1 | -1} way */
  step(way) {
    this.pause();
    return this.frames?.step(way);
  }

  /** @param {import("freethrow/player/range.mjs").Range | null} range */
  chosen(range) {
    this.timeline?.choose(range);
    this.dispatchEvent(new CustomEvent("ft-range", { detail: range }));
  }

  /** @param {number} rate */
  speed(rate) {
    if (this.video) this.video.playbackRate = rate;
    const button = this.querySelector('[data-do="speed"]');
    if (button) button.textContent = `${rate}×`;
    button?.setAttribute("aria-label", `Speed ${rate}`);
  }

  mute() {
    if (!this.video) return;
    this.video.muted = !this.video.muted;
    this.querySelector('[data-do="mute"]')?.setAttribute("aria-pressed", String(this.video.muted));
  }

  full() {
    if (document.fullscreenElement) document.exitFullscreen();
    else this.requestFullscreen?.().catch(() => undefined);
  }

  /** @param {string} name */
  do(name) {
    const rate = this.video?.playbackRate ?? 1;
    /** @type {Record<string, () => void>} */
    const table = {
      play: () => this.toggle(),
      back: () => this.seek(this.ms - 10000),
      forward: () => this.seek(this.ms + 10000),
      back10: () => this.seek(this.ms - 10000),
      forward10: () => this.seek(this.ms + 10000),
      back5: () => this.seek(this.ms - 5000),
      forward5: () => this.seek(this.ms + 5000),
      frameBack: () => this.step(-1),
      frameForward: () => this.step(1),
      slower: () => this.speed(nextSpeed(rate, -1)),
      faster: () => this.speed(nextSpeed(rate, 1)),
      speed: () => this.speed(rate >= 2 ? 0.5 : nextSpeed(rate, 1)),
      rangeStart: () => this.looping?.begin(this.ms),
      rangeEnd: () => this.looping?.end(this.ms),
      clearRange: () => this.looping?.clear(),
      loop: () => this.looping?.toggle(this.ms),
      mute: () => this.mute(),
      full: () => this.full(),
      captions: () => this.video && toggleCaptions(this.video, this.button("captions")),
    };
    table[name]?.();
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    if (event.defaultPrevented || areOff()) return;
    const command = playerCommand(event, placeOf(event.target instanceof Element ? event.target : null));
    if (!command) return;
    event.preventDefault();
    this.do(command);
  }

  /** While it plays, the playhead moves with every frame. */
  follow() {
    if (this.following) return;
    this.following = true;
    const next = () => {
      this.following = this.playing && this.isConnected;
      if (!this.following) return;
      this.show();
      requestAnimationFrame(next);
    };
    next();
  }

  show(ms = this.ms) {
    if (this.playing) this.looping?.heard(ms, this.length ?? 0);
    this.timeline?.show(ms);
    const now = this.querySelector('[data-part="now"]');
    if (now && now.textContent !== clock(ms)) now.textContent = clock(ms);
    this.dispatchEvent(new CustomEvent("ft-time", { detail: ms }));
  }

  showState() {
    this.classList.toggle("playing", this.playing);
    const button = this.querySelector('[data-do="play"]');
    button?.setAttribute("aria-label", this.playing ? "Pause" : "Play");
    this.dispatchEvent(new CustomEvent("ft-state", { detail: this.playing }));
  }

  /** @param {string} sentence */
  say(sentence) {
    let shown = this.querySelector(".trouble");
    if (!sentence) return shown?.remove();
    if (!shown) {
      shown = document.createElement("p");
      shown.className = "trouble";
      shown.setAttribute("role", "alert");
      this.piece("screen").append(shown);
    }
    shown.textContent = sentence;
  }

  /** @param {import("freethrow/player/timeline.mjs").Mark[]} marks */
  mark(marks) {
    this.marks = marks;
    this.timeline?.set(marks);
  }
}

customElements.define("ft-player", Player);
