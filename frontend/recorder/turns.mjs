// @ts-check
/**
 * A drill, turn by turn: each prompt is fetched and played while the recorder rests, thought about, and
 * answered while it records.
 *
 *   idle ──> fetching ──> playing ──> waiting ──> going ──> answering ──> fetching (the next) … over
 *               └── stuck ──┘ (tried again, or left out)
 *
 * Nothing here knows the page or the clock: `Ports` are what it needs of them.
 */
import { FirstWord } from "freethrow/recorder/first-word.mjs";

/**
 * @typedef {{ url: string, type: string, duration_ms: number, has_video: boolean, poster: string | null }} Media
 * @typedef {{ id: string, text: string, media: Media | null, think_seconds: number, answer_seconds: number | null }} Prompt
 * @typedef {{ prompt: string, at_ms: number, response_ms: number | null }} Chapter
 * @typedef {"idle"|"fetching"|"stuck"|"playing"|"waiting"|"going"|"answering"|"over"} Phase
 *
 * @typedef {object} Ports
 * @property {{ ms: number, level: number, machine: { state: string }, prompt: () => void, go: () => unknown, stop: () => unknown, note: (words: string) => void, chapter: (chapter: Chapter) => void }} recorder
 * @property {(id: string) => Promise<Prompt>} get
 * @property {(ids: string[]) => void} ahead   fetch these, the first one with its sound and picture
 * @property {(prompt: Prompt) => Promise<void>} play  until it has ended
 * @property {() => void} hush
 * @property {(drill: Turns) => void} show
 * @property {() => number} now
 */

const READING_BASE_MS = 1500;
const READING_WORD_MS = 280;
const READING_MOST_MS = 20_000;
export const TIME_IS_UP = "That was the time for this one. Take a breath, the next one comes now.";

/**
 * How long a text stands before recording goes on by itself.
 * @param {string} text
 */
export function readingMs(text) {
  const words = text.split(/\s+/).filter(Boolean).length;
  return Math.min(READING_MOST_MS, READING_BASE_MS + words * READING_WORD_MS);
}

export class Turns {
  /** @type {Phase} */
  phase = "idle";
  /** @type {Prompt | null} whose turn it is; null until it may be shown */
  prompt = null;
  /** What went wrong, in a sentence. */
  problem = "";
  /** @type {Chapter[]} in the order they were answered */
  chapters = [];
  #at = 0;
  #round = 0;
  #until = 0;
  #ticked = 0;
  #begun = 0;
  #word = new FirstWord();

  /**
   * @param {string[]} ids  in the order of this take
   * @param {Ports} ports
   */
  constructor(ids, ports) {
    this.ids = ids;
    this.ports = ports;
  }

  /** Which one it is, from 1. */
  get step() {
    return Math.min(this.#at + 1, this.ids.length);
  }

  get isLast() {
    return this.#at >= this.ids.length - 1;
  }

  /** @returns {number | null} seconds that are left to think or to answer */
  get secondsLeft() {
    const left = this.phase === "waiting" ? this.#until - this.ports.now() : this.phase === "answering" ? this.#answerLeft : null;
    return left === null ? null : Math.max(0, Math.ceil(left / 1000));
  }

  /** @returns {number | null} */
  get #answerLeft() {
    const most = this.prompt?.answer_seconds;
    return most ? this.#begun + most * 1000 - this.ports.recorder.ms : null;
  }

  // ---- what the recorder tells ---------------------------------------------------------------

  /**
   * @param {import("freethrow/recorder/machine.mjs").State} state
   * @param {import("freethrow/recorder/machine.mjs").State} before
   * @param {Chapter[]} [answered]  by a take that goes on after a break
   */
  follow(state, before, answered = []) {
    if (state === "prompted" && before === "countdown") this.#begin([]);
    else if (state === "recording" && this.phase === "going") this.#answer();
    else if (state === "recording" && this.phase === "idle") this.#begin(answered);
    else if (["countdown", "ready"].includes(state)) this.#end("idle");
    else if (state === "stopping") this.#end("over");
  }

  /** @param {Chapter[]} answered */
  #begin(answered) {
    this.chapters = [...answered];
    const done = new Set(answered.map((one) => one.prompt));
    this.ids = [...this.ids.filter((id) => done.has(id)), ...this.ids.filter((id) => !done.has(id))];
    this.#at = Math.min(done.size, this.ids.length - 1);
    if (this.ids.every((id) => done.has(id))) return this.#show("over");
    this.ports.ahead(this.ids.slice(this.#at));
    void this.#turn();
  }

  /** @param {Phase} phase */
  #end(phase) {
    this.#round += 1;
    this.ports.hush();
    this.prompt = null;
    this.#at = phase === "idle" ? 0 : this.#at;
    this.#show(phase);
  }

  // ---- a turn --------------------------------------------------------------------------------

  async #turn() {
    const round = ++this.#round;
    this.prompt = null;
    this.#word = new FirstWord();
    this.ports.recorder.prompt();
    this.#show("fetching");
    try {
      await this.#hear(round);
      if (round === this.#round) this.#wait();
    } catch (error) {
      if (round !== this.#round) return;
      this.problem = error instanceof Error ? error.message : "";
      this.#show("stuck");
    }
  }

  /** @param {number} round */
  async #hear(round) {
    const prompt = await this.ports.get(this.ids[this.#at] ?? "");
    if (round !== this.#round) return;
    this.prompt = prompt;
    if (!prompt.media) return;
    this.#show("playing");
    await this.ports.play(prompt);
  }

  #wait() {
    const { text = "", media, think_seconds = 0 } = this.prompt ?? {};
    const ms = Math.max(think_seconds * 1000, media ? 0 : readingMs(text));
    if (ms === 0) return this.#go();
    this.#until = this.ports.now() + ms;
    this.#show("waiting");
  }

  #go() {
    this.#show("going");
    void this.ports.recorder.go();
  }

  #answer() {
    this.#begun = this.ports.recorder.ms;
    this.#note();
    this.ports.ahead(this.ids.slice(this.#at + 1));
    this.#show("answering");
  }

  #note() {
    const chapter = { prompt: this.prompt?.id ?? "", at_ms: this.#begun, response_ms: this.#word.ms };
    this.chapters = [...this.chapters.filter((one) => one.prompt !== chapter.prompt), chapter];
    this.ports.recorder.chapter(chapter);
  }

  #advance() {
    if (this.isLast) return void this.ports.recorder.stop();
    this.#at += 1;
    void this.#turn();
  }

  // ---- what the person does, and what time does -------------------------------------------------

  /** Thought enough; or: try again what didn't work, such as a camera that was gone. */
  ready() {
    if (this.phase === "stuck") void this.#turn();
    else if (this.phase === "waiting" || this.phase === "going") this.#go();
  }

  /** On to the next one: the answer is complete, or this prompt can't be played. */
  next() {
    if (this.#isAnswering || this.phase === "stuck") this.#advance();
  }

  get #isAnswering() {
    return this.phase === "answering" && this.ports.recorder.machine.state === "recording";
  }

  /**
   * Several times a second.
   * @param {boolean} held  somebody is being asked something, so thinking time stands still
   */
  tick(held = false) {
    const now = this.ports.now();
    if (held) this.#until += now - this.#ticked;
    this.#ticked = now;
    if (this.phase === "waiting") this.#think(now);
    else if (this.#isAnswering) this.#listen();
  }

  /** @param {number} now */
  #think(now) {
    this.#word.room(this.ports.recorder.level);
    if (now >= this.#until) this.#go();
    else this.ports.show(this);
  }

  #listen() {
    const { recorder } = this.ports;
    const ms = Math.max(0, recorder.ms - this.#begun); // a browser that is slow to start counts from nothing again
    if (this.#word.hear(recorder.level, ms)) this.#note();
    const left = this.#answerLeft;
    if (left !== null && left <= 0) {
      if (!this.isLast) recorder.note(TIME_IS_UP);
      return this.#advance();
    }
    this.ports.show(this);
  }

  /** @param {Phase} phase */
  #show(phase) {
    this.phase = phase;
    if (phase !== "stuck") this.problem = "";
    this.ports.show(this);
  }
}

/**
 * Another order, each as likely as the other.
 * @template T
 * @param {T[]} list
 * @param {() => number} [random]
 */
export function shuffled(list, random = Math.random) {
  const left = [...list];
  return list.map(() => /** @type {T} */ (left.splice(Math.floor(random() * left.length), 1)[0]));
}
