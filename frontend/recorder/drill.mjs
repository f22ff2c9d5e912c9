// @ts-check
/** A drill on the recording page: its parts follow the turns, its buttons and keys lead them. */
import { h } from "freethrow/core/dom.mjs";
import { responseWords } from "freethrow/recorder/first-word.mjs";
import { Prompts } from "freethrow/recorder/prompts.mjs";
import { Recorder } from "freethrow/recorder/recorder.mjs";
import { Turns, shuffled } from "freethrow/recorder/turns.mjs";
import { clock } from "freethrow/recorder/words.mjs";

/** @typedef {import("freethrow/recorder/turns.mjs").Phase} Phase */

const TICK_MS = 100;
const SOON_S = 5;
const FIELDS = "input, select, textarea, button, a, video, dialog, summary";

/** What is said on the button, and where no seconds are counted. */
const READY = /** @type {Partial<Record<Phase, string>>} */ ({ waiting: "I’m ready", going: "Go on", stuck: "Try again" });

const MEANWHILE = /** @type {Partial<Record<Phase, string>>} */ ({ fetching: "Here comes the next one …", playing: "Listen. Recording goes on after it." });

class Drill {
  /** @param {Recorder} recorder */
  constructor(recorder) {
    this.recorder = recorder;
    this.noun = recorder.dataset.noun ?? "";
    /** @type {string | undefined} */
    this.countsFrom = undefined;
    this.prompts = new Prompts(/** @type {HTMLElement} */ (this.#all("media")[0]));
    this.turns = new Turns(recorder.prompts, {
      recorder,
      get: (id) => this.prompts.get(id),
      ahead: (ids) => void this.prompts.ahead(ids),
      play: (prompt) => this.prompts.play(prompt),
      hush: () => this.prompts.hush(),
      show: () => this.#show(),
      now: () => performance.now(),
    });
    recorder.addEventListener("state", (event) => this.#follow(/** @type {CustomEvent} */ (event).detail));
    document.addEventListener("click", (event) => this.#clicked(event));
    document.addEventListener("keydown", (event) => this.#pressed(event));
    setInterval(() => this.turns.tick(document.querySelector("dialog[open]") !== null), TICK_MS);
    this.#show();
  }

  /** @param {{ state: import("freethrow/recorder/machine.mjs").State, before: import("freethrow/recorder/machine.mjs").State }} told */
  #follow({ state, before }) {
    if (state === "ready" && ["sending", "done"].includes(before)) this.#again();
    this.turns.follow(state, before, this.recorder.handing.recording?.kept.chapters);
    if (state !== "stopping") return;
    this.#count();
    this.#tellAnswers();
  }

  /** Another take asks them all again, in another order where it is drawn. */
  #again() {
    const { dataset, prompts } = this.recorder;
    this.turns.ids = dataset.random === undefined ? prompts : shuffled(prompts);
    dataset.prompts = JSON.stringify(this.turns.ids);
  }

  /** @param {Event} event */
  #clicked(event) {
    const button = event.target instanceof Element ? event.target.closest("[data-drill-act]") : null;
    if (!(button instanceof HTMLElement)) return;
    if (button.dataset.drillAct === "next") this.turns.next();
    else this.turns.ready();
  }

  /** @param {KeyboardEvent} event */
  #pressed(event) {
    const busy = event.target instanceof Element && event.target.closest(FIELDS);
    if (busy || event.repeat || event.ctrlKey || event.metaKey || event.altKey) return;
    const { state } = this.recorder.machine;
    if (event.key.toLowerCase() === "n") this.turns.next();
    else if (state === "prompted" && [" ", "Enter"].includes(event.key)) this.turns.ready();
    else return;
    event.preventDefault();
  }

  // ---- what is shown -------------------------------------------------------------------------

  #show() {
    const { turns } = this;
    const { phase, prompt, secondsLeft, problem } = turns;
    const running = phase !== "idle" && phase !== "over";
    const many = turns.ids.length > 1;
    this.#words("title", many ? `${this.noun} ${turns.step} of ${turns.ids.length}` : this.noun, running);
    this.#words("text", prompt?.text ?? "", running);
    this.#words("problem", `${problem} What you recorded so far is safe.`, phase === "stuck");
    this.#words("left", secondsLeft === null ? (MEANWHILE[phase] ?? "") : this.#leftWords(phase, secondsLeft));
    this.#words("ready", READY[phase] ?? "", phase in READY);
    this.#words("skip", "Leave it out", phase === "stuck" && many);
    this.#words("next", turns.isLast ? "Finish" : `Next ${this.noun.toLowerCase()}`);
    for (const one of this.#all("left")) one.classList.toggle("soon", phase === "answering" && secondsLeft !== null && secondsLeft <= SOON_S);
    for (const one of this.#all("waits")) one.hidden = running;
    for (const one of this.#all("listening")) one.hidden = !(phase === "playing" && !prompt?.media?.has_video);
    for (const bars of this.#all("steps")) [...bars.children].forEach((bar, at) => bar.classList.toggle("on", running && at < turns.step));
    this.#say(running && phase !== "fetching" ? `${this.noun} ${turns.step} of ${turns.ids.length}. ${prompt?.text ?? ""}` : "");
  }

  /**
   * @param {Phase} phase
   * @param {number} seconds
   */
  #leftWords(phase, seconds) {
    if (phase === "answering") return `${clock(seconds * 1000)} left`;
    return `${this.turns.prompt?.think_seconds ? "Think" : "Read"}: recording goes on in ${seconds} s`;
  }

  /** One answered prompt is practice, however short the take; the page counts along. */
  #count() {
    const { dataset } = this.recorder;
    this.countsFrom ??= dataset.countsFrom;
    dataset.countsFrom = this.turns.chapters.some((one) => one.response_ms !== null) ? "0" : this.countsFrom;
  }

  #tellAnswers() {
    const rows = this.turns.chapters.map((one, at) => h("tr", {}, h("th", { scope: "row" }, `${this.noun} ${at + 1}`), h("td", {}, responseWords(one.response_ms))));
    for (const place of this.#all("answers")) {
      place.hidden = rows.length === 0;
      place.querySelector("tbody")?.replaceChildren(...rows);
    }
  }

  /**
   * @param {string} name
   * @param {string} words
   * @param {boolean} [there]
   */
  #words(name, words, there = words !== "") {
    for (const one of this.#all(name)) {
      one.hidden = !there;
      if (there && one.textContent !== words) one.textContent = words;
    }
  }

  /** @param {string} words  to those who listen to the page, once */
  #say(words) {
    for (const one of this.#all("said")) if (one.textContent !== words) one.textContent = words;
  }

  /**
   * @param {string} name
   * @returns {HTMLElement[]}
   */
  #all(name) {
    return [...document.querySelectorAll(`[data-drill="${name}"]`)].filter((one) => one instanceof HTMLElement);
  }
}

const recorder = document.querySelector("ft-recorder");
if (recorder instanceof Recorder && recorder.prompts.length > 0) new Drill(recorder);
