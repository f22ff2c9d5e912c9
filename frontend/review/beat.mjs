// @ts-check
/**
 * Tells the server every fifteen seconds that this room is open, how long somebody was at work in
 * it since the last time, and which parts of the take they played. Time counts while the page is
 * seen and there was input within a minute, or the take plays. A page that was only prepared tells
 * nothing until it is shown.
 */
import { ApiError, post } from "freethrow/core/api.mjs";
import { playedOn } from "freethrow/player/watching.mjs";

const EVERY_MS = 15_000;
const PATIENCE_MS = 2_000;
const IDLE_MS = 60_000;
const STEP_MS = 1_000;
const INPUT = ["pointerdown", "pointermove", "keydown", "wheel", "touchstart"];

/**
 * @typedef {{others: string[], claim: boolean, gone: boolean, watched_ms?: number}} Standing who
 *   else is here, whether this person holds the review, whether it is not theirs to see any longer,
 *   and how much of the take they have played by now
 * @typedef {import("freethrow/player/player.mjs").Player} Player
 */

/** Time at work: seconds that were spent, not seconds that went by. */
export class Worked {
  ms = 0;

  /** @param {number} now */
  constructor(now) {
    this.at = now;
    this.input = now;
  }

  /** @param {number} now */
  touch(now) {
    this.input = now;
  }

  /**
   * Count what has passed since the last step. A step that took much longer than it should is a
   * machine that slept.
   * @param {number} now
   * @param {{seen: boolean, plays: boolean}} state
   */
  step(now, { seen, plays }) {
    const passed = Math.min(now - this.at, 2 * STEP_MS);
    this.at = now;
    if (seen && (plays || now - this.input <= IDLE_MS)) this.ms += Math.max(passed, 0);
  }
}

/** The parts of a take that were played, in milliseconds. */
export class Played {
  /** @type {[number, number][]} */
  parts = [];
  /** @type {number | null} */
  last = null;
  at = 0;

  /**
   * @param {number} ms where the take is
   * @param {boolean} plays
   * @param {number} [now]
   */
  heard(ms, plays, now = performance.now()) {
    const part = this.parts.at(-1);
    if (part && this.last !== null && part[1] === this.last && playedOn(ms - this.last, now - this.at)) part[1] = ms;
    else if (plays) this.parts.push([ms, ms]);
    this.last = plays ? ms : null;
    this.at = now;
  }

  /** A jump on the timeline: what comes next belongs to another part. */
  jump() {
    this.last = null;
  }

  /** What is worth telling; from here on a new account. */
  take() {
    const told = this.parts.filter(([from, until]) => until > from);
    this.parts = this.last === null ? [] : [[this.last, this.last]];
    return told;
  }
}

/**
 * @param {object} room
 * @param {string} room.submission its id
 * @param {Player | null} room.player
 * @param {(standing: Standing) => void} room.tell told when somebody else comes, goes or took over
 */
export function startBeat({ submission, player, tell }) {
  const beat = new Beat(submission, player, tell);
  if (/** @type {any} */ (document).prerendering) document.addEventListener("prerenderingchange", () => beat.begin(), { once: true });
  else beat.begin();
  return beat;
}

/**
 * The first picture is there, or takes long. A beat before it would only make it later.
 * @param {HTMLVideoElement | undefined} video
 */
async function pictured(video) {
  if (!video || video.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA) return;
  const over = AbortSignal.timeout(PATIENCE_MS);
  await new Promise((done) => {
    for (const name of ["loadeddata", "error"]) video.addEventListener(name, done, { once: true, signal: over });
    over.addEventListener("abort", done);
  });
}

class Beat {
  /** @type {ReturnType<typeof setInterval> | undefined} */
  timer;
  told = "";
  busy = 0;
  stopped = false;
  /** @type {Promise<void>} */
  sent = Promise.resolve();

  /**
   * @param {string} submission
   * @param {Player | null} player
   * @param {(standing: Standing) => void} tell
   */
  constructor(submission, player, tell) {
    this.url = `/submissions/${submission}/review/beat`;
    this.player = player;
    this.tell = tell;
    this.played = new Played();
    this.worked = new Worked(performance.now());
    /** @type {[number, number][]} */
    this.unsent = [];
  }

  begin() {
    this.worked = new Worked(performance.now());
    for (const name of INPUT) addEventListener(name, () => this.worked.touch(performance.now()), { passive: true, capture: true });
    document.addEventListener("visibilitychange", () => this.turned());
    this.follow(this.player?.video);
    this.stepper = setInterval(() => this.step(), STEP_MS);
    if (this.seen) pictured(this.player?.video).then(() => this.turned());
  }

  /** @param {HTMLVideoElement | undefined} video */
  follow(video) {
    if (!video) return;
    const hear = () => (video.seeking ? this.played.jump() : this.played.heard(this.player?.ms ?? 0, !video.paused));
    for (const name of ["timeupdate", "pause", "play", "ended"]) video.addEventListener(name, hear);
    video.addEventListener("seeking", () => this.played.jump());
  }

  get seen() {
    return document.visibilityState === "visible";
  }

  step() {
    this.worked.step(performance.now(), { seen: this.seen, plays: this.player?.playing ?? false });
  }

  /** The page comes into sight, or goes. */
  turned() {
    clearInterval(this.timer);
    this.worked.step(performance.now(), { seen: !this.seen, plays: this.player?.playing ?? false });
    if (this.seen) this.timer = setInterval(() => this.busy || this.send(), EVERY_MS);
    this.send(!this.seen);
  }

  /** Tell everything until now, after what is on its way. A page that goes can't wait for that. */
  send(leaving = false) {
    const before = leaving ? Promise.resolve() : this.sent;
    this.busy += 1;
    this.sent = before.then(() => this.post()).finally(() => (this.busy -= 1));
    return this.sent;
  }

  /** What could not be sent goes with the next beat. What is on its way arrives though the page goes. */
  async post() {
    if (this.stopped) return;
    const active = Math.round(this.worked.ms);
    this.unsent.push(...this.played.take());
    const parts = this.unsent.splice(0);
    this.worked.ms -= active;
    try {
      this.say({ ...(await post(this.url, { active_ms: Math.max(active, 0), parts }, { keepalive: true })), gone: false });
    } catch (problem) {
      if (problem instanceof ApiError && problem.status === 404) return this.stop();
      this.worked.ms += active;
      this.unsent.unshift(...parts);
    }
  }

  stop() {
    clearInterval(this.timer);
    clearInterval(this.stepper);
    this.stopped = true;
    this.say({ others: [], claim: false, gone: true });
  }

  /** @param {Standing} standing */
  say(standing) {
    const now = JSON.stringify(standing);
    if (now !== this.told) this.tell(standing);
    this.told = now;
  }
}
