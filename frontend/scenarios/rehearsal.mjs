// @ts-check
/**
 * `<ft-rehearsal>`: a draft as a rep meets it. The turns are those of the real drill; only the recorder
 * is one that keeps nothing.
 */
import { around } from "freethrow/core/dom.mjs";
import { acquire, remembered } from "freethrow/recorder/devices.mjs";
import { diagnose } from "freethrow/recorder/explaining.mjs";
import { responseWords } from "freethrow/recorder/first-word.mjs";
import { part } from "freethrow/recorder/parts.mjs";
import { Prompts } from "freethrow/recorder/prompts.mjs";
import { Replay } from "freethrow/recorder/replay.mjs";
import { Turns, shuffled } from "freethrow/recorder/turns.mjs";
import { clock } from "freethrow/recorder/words.mjs";
import { Sketch } from "freethrow/scenarios/sketch.mjs";

/** @typedef {"ready" | "countdown" | "prompted" | "recording" | "stopping"} State */

const TICK_MS = 100;

class Rehearsal extends HTMLElement {
  machine = { state: /** @type {State} */ ("ready") };
  /** @type {Sketch | null} */
  #sketch = null;
  /** @type {Turns | null} */
  #turns = null;
  #asking = false;

  connectedCallback() {
    this.replay = new Replay(this.#video("replay"));
    this.addEventListener("click", (event) => {
      const name = around(event, "[data-do]")?.dataset.do;
      if (name) void this.acts[name]?.();
    });
    setInterval(() => this.#tick(), TICK_MS);
  }

  /** @type {Record<string, () => unknown>} */
  acts = {
    start: () => this.#open(),
    bare: () => this.#asking || this.#begin(null),
    go: () => this.#turns?.ready(),
    next: () => this.#turns?.next(),
    stop: () => this.stop(),
    again: () => this.#again(),
  };

  /** A second tap while the browser asks would open the camera twice, and close it once. */
  async #open() {
    if (this.#asking) return;
    this.#asking = true;
    this.#words("trouble", "");
    try {
      this.#begin(await acquire(remembered()));
    } catch (error) {
      const { title, steps } = await diagnose(error, "camera");
      this.#words("trouble", `${title} ${steps}`);
    } finally {
      this.#asking = false;
    }
  }

  /** @param {MediaStream | null} stream */
  #begin(stream) {
    this.#sketch = new Sketch(stream);
    this.#video("live").srcObject = stream;
    this.#video("live").hidden = !stream?.getVideoTracks().length;
    const ids = /** @type {string[]} */ (JSON.parse(this.dataset.prompts || "[]"));
    if (ids.length === 0) return void this.go();
    const prompts = new Prompts(part(this, "media"));
    this.#turns = new Turns(this.dataset.random === undefined ? ids : shuffled(ids), {
      recorder: this,
      get: (id) => prompts.get(id),
      ahead: (some) => void prompts.ahead(some),
      play: (prompt) => prompts.play(prompt),
      hush: () => prompts.hush(),
      show: (turns) => this.#show(turns),
      now: () => performance.now(),
    });
    this.#turns.follow("prompted", "countdown");
  }

  // ---- what the turns need of a recorder -----------------------------------------------------

  get ms() {
    return this.#sketch?.ms ?? 0;
  }

  get level() {
    return this.#sketch?.level ?? -Infinity;
  }

  prompt() {
    this.#sketch?.rest();
    this.#enter("prompted");
  }

  go() {
    this.#sketch?.run();
    this.#enter("recording");
    this.#turns?.follow("recording", "prompted");
  }

  async stop() {
    if (this.machine.state === "stopping") return;
    this.#enter("stopping");
    this.#turns?.follow("stopping", "recording");
    const blobs = (await this.#sketch?.end()) ?? [];
    this.#video("live").hidden = true;
    this.replay?.show(blobs);
    this.#video("replay").hidden = blobs.length === 0;
    this.#said();
  }

  /** @param {string} words */
  note(words) {
    this.#words("said", words);
  }

  chapter() {}

  // ---- what is shown -------------------------------------------------------------------------

  #again() {
    this.replay?.clear();
    this.#video("replay").hidden = true;
    this.#sketch = this.#turns = null;
    this.#enter("ready");
  }

  /** @param {State} state */
  #enter(state) {
    this.machine.state = state;
    const shown = state === "stopping" ? "over" : state;
    for (const one of this.querySelectorAll("[data-when]")) {
      if (one instanceof HTMLElement) one.hidden = one.dataset.when !== shown;
    }
  }

  /** @param {Turns} turns */
  #show(turns) {
    const { phase, prompt, secondsLeft, problem } = turns;
    this.#words("step", `Prompt ${turns.step} of ${turns.ids.length}`);
    this.#words("line", prompt?.text || (phase === "playing" ? "Listen…" : ""));
    this.#words("problem", phase === "stuck" ? problem : "");
    this.#words("left", phase === "waiting" ? `Recording ${turns.step === 1 ? "begins" : "goes on"} in ${secondsLeft} s` : "");
    this.#words("limit", phase === "answering" && secondsLeft !== null ? `${clock(secondsLeft * 1000)} left` : "");
    this.#words("go", phase === "stuck" ? "Try again" : phase === "waiting" || phase === "going" ? "I’m ready" : "");
    this.#words("next", phase === "answering" ? (turns.isLast ? "Finish" : "Next prompt") : "");
  }

  #said() {
    const answers = this.#turns?.chapters.map((one, at) => `Prompt ${at + 1}: ${responseWords(one.response_ms)}`);
    this.#words("answers", answers?.join(" · ") || `${clock(this.ms)} recorded, and not kept`);
  }

  #tick() {
    if (this.machine.state !== "recording" && this.machine.state !== "prompted") return;
    this.#turns?.tick();
    this.#words("elapsed", clock(this.ms));
    if (this.ms >= Number(this.dataset.most)) void this.stop();
  }

  /** @param {string} name @param {string} words  shown only if there are any */
  #words(name, words) {
    const place = part(this, name);
    const inner = place.querySelector("span") ?? place;
    place.hidden = words === "";
    if (words && inner.textContent !== words) inner.textContent = words;
  }

  /** @param {"live" | "replay"} name */
  #video(name) {
    return /** @type {HTMLVideoElement} */ (part(this, name));
  }
}

customElements.define("ft-rehearsal", Rehearsal);
