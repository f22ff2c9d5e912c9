// @ts-check
/**
 * Autosave that loses nothing: every change waits in this browser until the server has it.
 *
 * Changes are known by a key ("level:…", "marker:…"); a newer one takes the place of an older one
 * that was not sent. They go out one after the other. No answer, a busy server or an ended session
 * only delay them; a change that the server refuses is put aside with its sentence.
 */

/**
 * @typedef {{method: string, path: string, body?: any}} Change
 * @typedef {"saved" | "saving" | "waiting" | "signed_out" | "refused"} Condition
 * @typedef {{condition: Condition, sentence: string, savedAt: number | null}} Status
 * @typedef {{getItem: (key: string) => string | null, setItem: (key: string, value: string) => void, removeItem: (key: string) => void}} Shelf
 */

const LONGEST_WAIT_MS = 20_000;

export class Saver {
  /**
   * @param {{
   *   name: string,
   *   send: (change: Change) => Promise<any>,
   *   renew: () => Promise<boolean>,
   *   shelf?: Shelf | null,
   *   tell?: (status: Status) => void,
   *   later?: (run: () => void, ms: number) => any,
   *   now?: () => number,
   * }} parts
   */
  constructor({ name, send, renew, shelf = null, tell = () => {}, later = (run, ms) => setTimeout(run, ms), now = Date.now }) {
    this.name = name;
    this.send = send;
    this.renew = renew;
    this.shelf = shelf;
    this.tell = tell;
    this.later = later;
    this.now = now;
    /** @type {Map<string, Change>} */
    this.waiting = new Map(this.kept());
    /** @type {Map<string, string>} */
    this.refused = new Map();
    this.savedAt = /** @type {number | null} */ (null);
    this.tries = 0;
    this.busy = false;
    this.sleeping = false;
    /** @type {Array<(done: boolean) => void>} */
    this.listeners = [];
  }

  /** @returns {Array<[string, Change]>} */
  kept() {
    try {
      return JSON.parse(this.shelf?.getItem(this.name) ?? "[]");
    } catch {
      return [];
    }
  }

  keep() {
    try {
      if (this.waiting.size) this.shelf?.setItem(this.name, JSON.stringify([...this.waiting]));
      else this.shelf?.removeItem(this.name);
    } catch {
      // Without storage the words still wait on this page.
    }
  }

  /**
   * @param {string} key
   * @param {Change} change
   */
  put(key, change) {
    this.refused.delete(key);
    this.waiting.delete(key);
    this.waiting.set(key, change);
    this.keep();
    this.go();
  }

  /** Whether anything is not with the server yet. */
  get dirty() {
    return this.waiting.size > 0;
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
    try {
      await this.send(change);
      this.done(key, change);
      this.savedAt = this.now();
      this.tries = 0;
      return true;
    } catch (problem) {
      return this.failed(key, change, /** @type {any} */ (problem));
    }
  }

  /**
   * @param {string} key
   * @param {Change} change
   */
  done(key, change) {
    if (this.waiting.get(key) === change) this.waiting.delete(key);
    this.keep();
  }

  /**
   * @param {string} key
   * @param {Change} change
   * @param {{status?: number, temporary?: boolean, message?: string}} problem
   */
  async failed(key, change, problem) {
    const status = problem.status ?? 0;
    if ((status === 401 || status === 400) && this.tries < 1) {
      this.tries += 1;
      if (await this.renew()) return true;
    }
    if (status === 401 || status === 400) return this.pause("signed_out", "Sign in again in another tab; your words are kept here.");
    if (status === 0 || problem.temporary) return this.pause("waiting", "Not saved yet: no connection. Your words are kept here.");
    this.done(key, change);
    this.refused.set(key, problem.message ?? "That could not be saved.");
    return true;
  }

  /**
   * @param {Condition} condition
   * @param {string} sentence
   */
  pause(condition, sentence) {
    this.say(condition, sentence);
    this.tries += 1;
    const wait = Math.min(1000 * 2 ** Math.min(this.tries, 5), LONGEST_WAIT_MS);
    if (!this.sleeping) this.later(() => this.wake(condition), wait);
    this.sleeping = true;
    return false;
  }

  /** @param {Condition} condition */
  async wake(condition) {
    this.sleeping = false;
    if (condition === "signed_out" && !(await this.renew())) return this.pause(condition, "Sign in again in another tab; your words are kept here.");
    return this.go();
  }

  settled() {
    const [sentence] = this.refused.values();
    if (sentence) this.say("refused", sentence);
    else this.say("saved");
    this.answer(!sentence);
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
