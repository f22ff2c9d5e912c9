// @ts-check
/**
 * Autosave that loses nothing: every change waits in this browser until the server has it.
 *
 * Changes are known by a key ("level:…", "marker:…"); a newer one takes the place of an older one
 * that was not sent. They go out one after the other, each with the version it was written over.
 * No answer, a busy server or an ended session only delay them; one that was overtaken waits for
 * the person to choose, and one that the server refuses until they took its words with them.
 */
import { fieldsOf, isSame, isUntouched, stamped, thingOf } from "freethrow/review/versions.mjs";

/**
 * @typedef {import("freethrow/review/versions.mjs").Change} Change
 * @typedef {import("freethrow/review/versions.mjs").Seen} Seen
 * @typedef {import("freethrow/review/versions.mjs").Fields} Fields
 * @typedef {"saved" | "saving" | "waiting" | "signed_out" | "refused" | "conflict"} Condition
 * @typedef {{condition: Condition, sentence: string, savedAt: number | null}} Status
 * @typedef {{getItem: (key: string) => string | null, setItem: (key: string, value: string) => void, removeItem: (key: string) => void}} Shelf
 * @typedef {{key: string, change: Change, sentence: string}} Refusal
 * @typedef {Refusal & {current: Fields | null}} Conflict
 * @typedef {{key: string, change: Change, seen: Seen | null, unsure: Change[]}} Entry what is kept of a change
 */

const LONGEST_WAIT_MS = 20_000;
const SIGNED_OUT_MS = 2_000; // somebody signs in again right now, and looks here next
const SIGN_IN = "Sign in again in another tab; your words are kept here.";

export class Saver {
  /**
   * @param {{
   *   name: string,
   *   send: (change: Change) => Promise<any>,
   *   renew: () => Promise<boolean>,
   *   shelf?: Shelf | null,
   *   tell?: (status: Status) => void,
   *   differ?: (conflicts: Conflict[], refusals: Refusal[]) => void,
   *   learn?: (thing: string, current: Fields | null, writing: string[]) => void,
   *   later?: (run: () => void, ms: number) => any,
   *   now?: () => number,
   * }} parts differ: what was overtaken or refused; learn: what another window changed beside it
   */
  constructor({ name, send, renew, shelf = null, tell = () => {}, differ = () => {}, learn = () => {}, later = (run, ms) => setTimeout(run, ms), now = Date.now }) {
    this.name = name;
    this.send = send;
    this.renew = renew;
    this.shelf = shelf;
    this.tell = tell;
    this.differ = differ;
    this.learn = learn;
    this.later = later;
    this.now = now;
    /** @type {Map<string, Change>} */
    this.waiting = new Map();
    /** @type {Map<string, Seen>} the version of each thing that this page has seen */
    this.seen = new Map();
    /** @type {Map<string, Change[]>} what was sent without an answer: the server may have it */
    this.unsure = new Map();
    /** @type {Map<string, Conflict>} */
    this.conflicts = new Map();
    /** @type {Map<string, Refusal>} */
    this.refused = new Map();
    this.savedAt = /** @type {number | null} */ (null);
    this.stamp = "";
    this.tries = 0;
    this.busy = false;
    this.sleeping = false;
    /** @type {Array<(done: boolean) => void>} */
    this.listeners = [];
  }

  keep() {
    const stuck = [...this.conflicts.values(), ...this.refused.values()];
    const changes = [...this.waiting, ...stuck.map(({ key, change }) => /** @type {[string, Change]} */ ([key, change]))];
    const entries = changes.map(([key, change]) => ({ key, change, seen: this.seen.get(thingOf(key)) ?? null, unsure: this.unsure.get(key) ?? [] }));
    try {
      if (entries.length) this.shelf?.setItem(this.name, JSON.stringify(entries));
      else this.shelf?.removeItem(this.name);
    } catch {
      // Without storage the words still wait on this page.
    }
  }

  /**
   * Changes that another visit could not send any more wait here from now on.
   * @param {Entry[]} entries
   * @returns {Entry[]} those that have to stay where they are: this page has newer ones of its own
   */
  adopt(entries) {
    const holds = (/** @type {string} */ key) => this.waiting.has(key) || this.conflicts.has(key) || this.refused.has(key);
    const later = entries.filter(({ key }) => holds(key));
    for (const { key, change, seen, unsure } of entries) {
      if (holds(key)) continue;
      this.waiting.set(key, change);
      this.unsure.set(key, unsure);
      this.see(thingOf(key), seen);
    }
    this.keep();
    return later;
  }

  /**
   * @param {string} thing
   * @param {Seen | null} seen
   */
  see(thing, seen) {
    if (seen) this.seen.set(thing, seen);
    else this.seen.delete(thing);
  }

  /**
   * @param {string} key
   * @param {Change} change
   */
  put(key, change) {
    const stuck = this.refused.delete(key) || this.conflicts.delete(key);
    this.waiting.delete(key);
    this.waiting.set(key, change);
    if (stuck) this.stuck();
    this.keep();
    this.go();
  }

  /** Whether anything is not with the server yet. */
  get dirty() {
    return this.waiting.size + this.conflicts.size > 0;
  }

  /** Send what waits, now; tried again by itself when it can't be. */
  async go() {
    if (this.busy) return;
    this.busy = true;
    let going = true;
    while (going && this.waiting.size) {
      this.say(this.tries ? "waiting" : "saving");
      going = await this.next();
    }
    this.busy = false;
    if (this.waiting.size) this.answer(false);
    else this.settled();
  }

  /** @returns {Promise<boolean>} whether to go on with the next one at once */
  async next() {
    const [key, change] = /** @type {[string, Change]} */ (this.waiting.entries().next().value);
    this.unsure.set(key, [...(this.unsure.get(key) ?? []).filter((sent) => !isSame(fieldsOf(sent), fieldsOf(change)) || sent.method !== change.method), change]);
    this.keep();
    try {
      this.answered(key, change, await this.send(stamped(change, this.seen.get(thingOf(key))?.version ?? 0)));
      return true;
    } catch (problem) {
      return this.failed(key, change, /** @type {any} */ (problem));
    }
  }

  /**
   * @param {string} key
   * @param {Change} change
   * @param {{version?: number, stamp?: string} | undefined} answer
   */
  answered(key, change, answer) {
    const thing = thingOf(key);
    const content = { ...this.seen.get(thing)?.content, ...change.body };
    this.see(thing, change.method === "DELETE" ? null : { version: answer?.version ?? 0, content });
    this.stamp = answer?.stamp ?? this.stamp;
    this.done(key, change);
    this.savedAt = this.now();
    this.tries = 0;
  }

  /**
   * @param {string} key
   * @param {Change} change
   */
  done(key, change) {
    if (this.waiting.get(key) === change) this.waiting.delete(key);
    this.unsure.delete(key);
    this.keep();
  }

  /**
   * @param {string} key
   * @param {Change} change
   * @param {{status?: number, temporary?: boolean, message?: string, body?: any}} problem
   */
  async failed(key, change, problem) {
    const status = problem.status ?? 0;
    if (status === 409 && problem.body && "current" in problem.body) return this.overtaken(key, change, problem.body);
    if ((status === 401 || status === 400) && this.tries < 1) {
      this.tries += 1;
      if (await this.renew()) return true;
    }
    if (status === 401 || status === 400) return this.pause("signed_out", SIGN_IN);
    if (status === 0 || problem.temporary) return this.pause("waiting", "Not saved yet: no connection. Your words are kept here.");
    if (this.waiting.get(key) === change) this.refused.set(key, { key, change, sentence: problem.message ?? "That could not be saved." });
    this.done(key, change);
    this.stuck();
    return true;
  }

  /**
   * Somebody was faster. If that was this very page (the answer got lost), or if they changed
   * something else, it goes on; else the person chooses.
   * @param {string} key
   * @param {Change} change
   * @param {{current: Fields | null, error?: string}} told
   */
  overtaken(key, change, { current, error = "" }) {
    const thing = thingOf(key);
    const wasHere = (this.unsure.get(key) ?? []).some((sent) => (sent.method === "DELETE" ? current === null : current !== null && isSame(current, fieldsOf(sent))));
    if (wasHere || (current && isUntouched(change, current, this.seen.get(thing)))) {
      this.accept(thing, current);
      return true;
    }
    if (this.waiting.get(key) !== change) return true; // a newer one of the same goes first
    this.waiting.delete(key);
    this.unsure.delete(key);
    this.conflicts.set(key, { key, change, current, sentence: error });
    this.keep();
    this.stuck();
    return true;
  }

  /** Tell what waits for the person. */
  stuck() {
    this.differ([...this.conflicts.values()], [...this.refused.values()]);
  }

  /**
   * The person has taken what they need of a change that was refused.
   * @param {string} key
   */
  discard(key) {
    this.refused.delete(key);
    this.keep();
    this.stuck();
    if (!this.waiting.size) this.settled();
  }

  /**
   * From now on this is what the page has seen.
   * @param {string} thing
   * @param {Fields | null} current
   */
  accept(thing, current) {
    this.see(thing, current && { version: current.version, content: current });
    const own = [...this.waiting].filter(([key]) => thingOf(key) === thing);
    this.learn(thing, current, own.flatMap(([, change]) => [change.method, ...Object.keys(fieldsOf(change))]));
  }

  /**
   * The person chose between what was written here and there.
   * @param {string} key
   * @param {boolean} here
   */
  choose(key, here) {
    const conflict = this.conflicts.get(key);
    if (!conflict) return;
    this.conflicts.delete(key);
    if (here) this.waiting.set(key, conflict.change);
    this.accept(thingOf(key), conflict.current);
    this.keep();
    this.stuck();
    this.go();
  }

  /**
   * @param {Condition} condition
   * @param {string} sentence
   */
  pause(condition, sentence) {
    this.say(condition, sentence);
    this.tries += 1;
    const wait = condition === "signed_out" ? SIGNED_OUT_MS : Math.min(1000 * 2 ** Math.min(this.tries, 5), LONGEST_WAIT_MS);
    if (!this.sleeping) this.later(() => this.wake(condition), wait);
    this.sleeping = true;
    return false;
  }

  /** @param {Condition} condition */
  async wake(condition) {
    this.sleeping = false;
    if (condition === "signed_out" && !(await this.renew())) return this.pause(condition, SIGN_IN);
    return this.go();
  }

  settled() {
    const [refusal] = this.refused.values();
    if (this.conflicts.size) this.say("conflict", "Changed in another window. Choose what to keep.");
    else if (refusal) this.say("refused", refusal.sentence);
    else this.say("saved");
    this.answer(!refusal && !this.conflicts.size);
  }

  /** Try at once; true when everything is with the server, false when it is not. */
  flush() {
    return new Promise((resolve) => {
      this.listeners.push(resolve);
      if (!this.waiting.size && !this.busy) this.settled();
      else this.go();
    });
  }

  /** @param {boolean} done */
  answer(done) {
    for (const resolve of this.listeners.splice(0)) resolve(done);
  }

  /**
   * @param {Condition} condition
   * @param {string} [sentence]
   */
  say(condition, sentence = "") {
    this.tell({ condition, sentence, savedAt: this.savedAt });
  }
}
