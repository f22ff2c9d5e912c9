// @ts-check
/**
 * Keeps a video playable although its addresses are short-lived: asks for new ones in time, or when
 * one fails, and goes on at the same place. Goes over to something better at the next pause after it
 * is there: until then new addresses are of what is played. To something lighter when the line is
 * slow.
 */
import { get } from "freethrow/core/api.mjs";
import { Lease, nextMove } from "freethrow/player/address.mjs";
import { chosen, isSlow, Line, pick } from "freethrow/player/quality.mjs";
import { exchange } from "freethrow/player/swap.mjs";

const AWAKE_MS = 30 * 60_000; // after this nobody is there: the session may end, addresses too
const FIRST_LOOK_MS = 1500;
const LONGEST_LOOK_MS = 15_000;
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 15_000;
const MOST_ERRORS = 8;
const IN_A_ROW_MS = 60_000;
const TELL_FROM = 3;
const FINAL = new Map([
  [401, "You’ve been signed out. Sign in again in another tab, then press play."],
  [403, "You can’t watch this video anymore."],
  [404, "This video can’t be watched anymore."],
  [410, "This video can’t be watched anymore."],
]);
const LATER = "The video can’t be loaded right now. Check your connection; it goes on by itself.";

/**
 * @typedef {object} State what the server tells about a video
 * @property {import("freethrow/player/quality.mjs").Made[]} sources
 * @property {string} version
 * @property {string | null} poster
 * @property {number} duration_ms
 * @property {number} expires_in
 * @property {string} peaks
 * @property {string | null} storyboard
 * @property {import("freethrow/player/chapters.mjs").Chapter[]} [chapters]
 */

/**
 * @typedef {object} Parts
 * @property {string | undefined} media where new addresses come from
 * @property {State} state what the page came with
 * @property {(sentence: string) => void} say
 * @property {(state: State) => void} [changed] another version is there
 * @property {(made: import("freethrow/player/quality.mjs").Made) => void} [plays]
 * @property {(url: string) => Promise<any>} [ask]
 * @property {typeof exchange} [swap]
 * @property {() => number} [now]
 */

export class Source {
  /**
   * @param {HTMLVideoElement} video
   * @param {Parts} parts
   */
  constructor(video, { media, state, say, changed, plays, ask = get, swap = exchange, now = Date.now }) {
    this.video = video;
    this.media = media;
    this.state = state;
    this.say = say;
    this.changed = changed ?? (() => undefined);
    this.plays = plays ?? (() => undefined);
    this.ask = ask;
    this.exchange = swap;
    this.now = now;
    this.held = this.hand = new Lease(performance.timeOrigin, state.expires_in);
    this.choice = chosen();
    this.line = new Line(isSlow(connection()));
    this.current = state.sources[0];
    this.version = state.version;
    this.at = 0;
    this.errors = 0;
    this.erredAt = 0;
    this.failures = 0;
    this.isOwn = false; // the next play comes with an address that is put in to play on
    this.nextTry = 0;
    this.looks = 0;
    this.nextLook = now() + FIRST_LOOK_MS;
    this.touched = now();
    this.stalledAt = 0;
    this.going = !video.paused;
    this.refused = "";
    this.broken = Boolean(video.error); // it failed before this script was there
    this.urgent = true;
    /** @type {Promise<void> | null} */
    this.asking = null;
    this.ends = new AbortController();
    if (media) this.#listen();
    else video.addEventListener("error", () => say("This video can’t be played."));
    if (this.current) this.plays(this.current);
  }

  #listen() {
    const { video } = this;
    const options = { signal: this.ends.signal };
    const on = (/** @type {string} */ name, /** @type {() => void} */ does) => video.addEventListener(name, does, options);
    on("timeupdate", () => this.#heard());
    on("seeking", () => this.#keepPlace());
    on("error", () => this.#failed());
    on("waiting", () => this.#waits());
    for (const name of ["playing", "canplay"]) on(name, () => this.#fine());
    on("play", () => this.#played());
    on("pause", () => this.#paused());
    for (const name of ["pointerdown", "keydown", "focus", "pageshow"]) addEventListener(name, () => this.#wake(), { ...options, capture: true, passive: true });
    addEventListener("online", () => this.again(), options);
    document.addEventListener("visibilitychange", () => this.#wake(), options);
    connection()?.addEventListener?.("change", () => this.#slower(), options);
    this.#tick();
  }

  /** Nothing more is done for a player that left the page. */
  stop() {
    this.ends.abort();
  }

  #tick() {
    if (this.ends.signal.aborted) return;
    this.step();
    setTimeout(() => this.#tick(), Math.min(5000, Math.max(200, this.hand.life / 20)));
  }

  /** Where it is, in seconds; a video that failed or only begins to load forgets. */
  get place() {
    const { currentTime, readyState } = this.video;
    return readyState > 0 ? currentTime : currentTime || this.at;
  }

  get light() {
    return this.choice === "low" || (this.choice === "auto" && this.line.light);
  }

  get wanted() {
    return pick(this.state.sources, this.light);
  }

  get playing() {
    return !this.video.paused && !this.video.ended;
  }

  /** Whether it is to play. The event of what was pressed comes later; a browser pauses what fails. */
  get goes() {
    return this.video.error ? this.going : !this.video.paused;
  }

  /** Whether the person or the line wants the lighter one and it is not what is played, or the reverse. */
  get isOther() {
    return (this.current?.kind === "low") !== (this.wanted?.kind === "low");
  }

  /** @param {string} choice of the person */
  choose(choice) {
    this.choice = choice;
    this.again({ urgent: true });
  }

  /** Look at once, whatever went wrong before. */
  again({ urgent = false } = {}) {
    this.nextTry = this.errors = this.failures = 0;
    this.refused = "";
    this.urgent ||= urgent;
    if (this.video.error) this.broken = true;
    this.step();
  }

  #wake() {
    if (document.visibilityState === "hidden") return;
    this.touched = this.now();
    const isStuck = this.refused && this.video.error; // pressing play then tells of nothing
    if (isStuck || this.hand.isOver(this.touched)) this.again();
  }

  /** Do what is due. */
  step() {
    const { held, hand, playing, broken, isOther: other } = this;
    const now = this.now();
    if (!isSlow(connection()) && this.line.lift(playing)) this.urgent = true;
    const better = this.version !== this.state.version;
    const awake = playing || now - this.touched < AWAKE_MS;
    const move = nextMove({ held, hand, playing, rest: this.#rest(), broken, better, other, urgent: this.urgent, awake }, now);
    if (move === "swap") this.#swap();
    else if (move === "ask" || this.#looksForBetter(now)) this.#refresh();
    else this.urgent = false;
  }

  /** What is left to play, in ms of the clock. */
  #rest() {
    return Math.max(0, this.state.duration_ms - this.place * 1000) / (this.video.playbackRate || 1);
  }

  /** @param {number} now */
  #looksForBetter(now) {
    return this.state.sources[0]?.kind === "playable" && now >= this.nextLook && document.visibilityState === "visible";
  }

  /** What is played, at its new address, while it plays and can be played; else what is wanted. */
  #same() {
    if (!this.playing || this.video.error || this.isOther) return undefined;
    return this.state.sources.find((made) => made.version === this.current?.version);
  }

  #swap() {
    const same = this.#same();
    const made = same ?? this.wanted;
    if (!made) return;
    this.held = this.hand;
    this.current = made;
    if (!same) this.version = this.state.version;
    this.broken = this.urgent = false;
    this.stalledAt = 0;
    this.plays(made);
    this.isOwn = this.goes; // loading drops the events of before, so that one comes at most
    void this.exchange(this.video, made.url, this.place, this.goes);
  }

  #refresh() {
    const now = this.now();
    if (this.asking || this.refused || now < this.nextTry || this.errors > MOST_ERRORS) return;
    this.nextLook = now + Math.min(LONGEST_LOOK_MS, FIRST_LOOK_MS * 1.3 ** this.looks++);
    this.asking = this.ask(this.media ?? "")
      .then((state) => this.#adopt(state, now), (problem) => this.#missed(problem))
      .finally(() => {
        this.asking = null;
        this.step();
      });
  }

  /**
   * @param {State} state
   * @param {number} since
   */
  #adopt(state, since) {
    const isOther = state.version !== this.state.version;
    this.state = state;
    this.hand = new Lease(since, state.expires_in);
    this.failures = 0;
    if (!this.broken) this.say("");
    if (isOther) this.changed(state);
  }

  /** @param {any} problem */
  #missed(problem) {
    this.refused = FINAL.get(problem?.status) ?? "";
    this.#putOff(++this.failures);
    if (this.refused) this.say(this.refused);
    else if (this.broken && this.failures >= TELL_FROM) this.say(LATER);
  }

  #failed() {
    const now = this.now();
    this.errors = now - this.erredAt > IN_A_ROW_MS ? 1 : this.errors + 1;
    this.erredAt = now;
    this.broken = true;
    if (this.errors > 1) this.#putOff(this.errors);
    if (this.errors >= TELL_FROM) this.say(this.refused || LATER);
    this.step();
  }

  /** Somebody pressed play, unless it goes on by itself: asking for an address then would never end. */
  #played() {
    const { isOwn } = this;
    this.going = true;
    this.isOwn = false;
    if (!isOwn) this.again({ urgent: true });
  }

  /** A browser pauses what fails: that is not the person's wish. */
  #paused() {
    if (!this.video.error) this.going = false;
    this.step();
  }

  /** @param {number} times */
  #putOff(times) {
    this.nextTry = this.now() + Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (times - 1));
  }

  #keepPlace() {
    if (this.video.readyState > 0) this.at = this.video.currentTime;
  }

  #fine() {
    if (!this.refused) this.say("");
  }

  /** It plays on: so long it ran well. */
  #heard() {
    const before = this.at;
    this.#keepPlace();
    if (this.stalledAt) this.line.stalled(this.now() - this.stalledAt, this.now());
    this.stalledAt = 0;
    const step = (this.at - before) * 1000;
    if (step > 0 && step < 1500) this.line.played(step);
  }

  /** It should play and has nothing to: the address may be over, or the line slow. */
  #waits() {
    if (this.video.paused || this.video.readyState === 0) return;
    const since = (this.stalledAt = this.now());
    if (this.held.isOver(since)) this.broken = true;
    this.step();
    setTimeout(() => this.stalledAt === since && this.#slower(2000), 2000);
  }

  /** @param {number} [stall] ms that it has waited already, when that is why */
  #slower(stall) {
    if (stall) this.line.stalled(stall, this.now());
    else if (!this.line.light && isSlow(connection())) this.line.drop();
    this.urgent ||= this.line.light;
    this.step();
  }
}

/** @returns {any} what the browser knows about the line; not every browser tells */
function connection() {
  return "connection" in navigator ? navigator.connection : undefined;
}
