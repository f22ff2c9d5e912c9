// @ts-check
/**
 * `<ft-recorder>`: the recording page, wired. The server renders every part; parts.mjs turns them on and
 * off, taking.mjs makes a take, handing.mjs brings it to the server.
 *
 * For what accompanies a take (a drill, a teleprompter): `ms`, `level`, `machine.state`, `prompts`; the
 * event "state" with `{ state, before }`; `prompt()`, `go()`, `stop()`, `note(words)` and `chapter(…)`.
 */
import { confirm } from "freethrow/core/dialogs.mjs";
import { toast, toastError } from "freethrow/core/toasts.mjs";
import { Awake } from "freethrow/recorder/awake.mjs";
import { alreadyAllowed, obstacle } from "freethrow/recorder/devices.mjs";
import { takeDrops } from "freethrow/recorder/drops.mjs";
import { Effort } from "freethrow/recorder/effort.mjs";
import { GreenRoom } from "freethrow/recorder/green-room.mjs";
import { Handing } from "freethrow/recorder/handing.mjs";
import { listenToKeys } from "freethrow/recorder/keys.mjs";
import { Machine, warnsOnLeaving } from "freethrow/recorder/machine.mjs";
import { Parts } from "freethrow/recorder/parts.mjs";
import { Recording } from "freethrow/recorder/recording.mjs";
import { Server } from "freethrow/recorder/server.mjs";
import { openSpool } from "freethrow/recorder/spool.mjs";
import { Taking } from "freethrow/recorder/taking.mjs";
import { clock } from "freethrow/recorder/words.mjs";

/** @typedef {import("freethrow/recorder/machine.mjs").State} State */
/** @typedef {import("freethrow/recorder/spool.mjs").Chapter} Chapter */

/** A device that hasn’t opened its spool by then hardly will; a countdown waits no longer for it. */
const SPOOL_WITHIN_MS = 10_000;
const NOT_HERE = "That take isn’t on this device any more. You can record a new one.";
const OUT_OF_REACH = "Your take couldn’t be opened on this device just now. Go back and choose it again.";

export class Recorder extends HTMLElement {
  machine = new Machine((state, before) => this.#changed(state, before));
  parts = new Parts(this);
  room = new GreenRoom(this);
  effort = new Effort(this.dataset);
  server = new Server(this.dataset.person ?? "");
  spool = openSpool(SPOOL_WITHIN_MS);
  handing = new Handing(this);
  taking = new Taking(this);
  awake = new Awake();

  connectedCallback() {
    this.addEventListener("click", (event) => this.#clicked(event));
    this.addEventListener("change", (event) => void this.#chosen(event));
    listenToKeys(this.machine, (act) => void this.acts[act]?.());
    addEventListener("beforeunload", (event) => {
      if (warnsOnLeaving(this.machine.state, this.handing.safe)) event.preventDefault();
    });
    takeDrops(this, (file) => void this.handing.import(file));
    setInterval(() => this.#tick(), 200);
    this.parts.show("asking");
    void this.#arrive();
  }

  // ---- for what accompanies a take ----------------------------------------------------------

  /** Milliseconds recorded so far. */
  get ms() {
    return this.taking.ms;
  }

  /** The level of the microphone now, in decibels. */
  get level() {
    return this.room.level;
  }

  /** @returns {string[]} the ids of the prompts in the order of this take; none when nothing is played */
  get prompts() {
    return JSON.parse(this.dataset.prompts || "[]");
  }

  /** About how long it should be, in milliseconds. */
  get target() {
    return Number(this.dataset.targetMs);
  }

  /** The hard cap of a take in milliseconds. */
  get most() {
    return Number(this.dataset.most || this.dataset.cap);
  }

  prompt() {
    this.taking.prompt();
  }

  go() {
    return this.taking.go();
  }

  stop() {
    return this.taking.stop();
  }

  /** @param {Chapter} chapter */
  chapter(chapter) {
    const { recording } = this.handing;
    if (recording instanceof Recording) recording.chapter(chapter);
  }

  /** @param {string} words */
  note(words) {
    this.parts.note(words);
  }

  // ---- what the person does -----------------------------------------------------------------

  /** @type {Record<string, () => unknown>} */
  acts = {
    allow: () => this.allow(),
    record: () => this.taking.count(),
    cancel: () => this.machine.send("cancel"),
    pause: () => this.taking.pause(),
    resume: () => this.taking.resume(),
    go: () => this.go(),
    restart: () => this.taking.restart(),
    stop: () => this.stop(),
    another: () => this.handing.another(),
    delete: () => this.handing.delete(),
    download: () => this.handing.download(),
    retry: () => this.handing.send(),
    file: () => this.parts.get("file").click(),
  };

  /** @param {globalThis.Event} event */
  #clicked(event) {
    const button = event.target instanceof Element ? event.target.closest("[data-act]") : null;
    if (button instanceof HTMLElement) void this.acts[button.dataset.act ?? ""]?.();
  }

  /** @param {globalThis.Event} event */
  async #chosen(event) {
    const field = event.target;
    if (field instanceof HTMLSelectElement) {
      this.room.choose();
      await this.allow();
    } else if (field instanceof HTMLInputElement && field.files?.[0]) {
      await this.handing.import(field.files[0]);
      field.value = "";
    }
  }

  // ---- for the rooms of the recorder ----------------------------------------------------------

  /** Opens what records; explains it when that fails. */
  async allow() {
    if (this.machine.state === "blocked") this.machine.send("retry");
    try {
      await this.room.open();
      this.machine.send("granted");
      this.parts.show(this.machine.state);
      void this.taking.weigh();
    } catch (error) {
      this.#block(await this.room.explain(error));
    }
  }

  /**
   * What is recorded, for whom and for what.
   * @param {import("freethrow/recorder/spool.mjs").Kind} kind
   */
  occasion(kind) {
    const { person = "", title = "", scenario = "", target, prompt, heard } = this.dataset;
    return { person, title, purpose: { scenario, target: target || null, kind, prompt: prompt || null, heard: heard || null } };
  }

  /** @param {string} words */
  say(words) {
    toast(words);
  }

  /** @param {unknown} error */
  complain(error) {
    toastError(error);
  }

  /**
   * @param {string} question
   * @param {Parameters<typeof confirm>[1]} more
   */
  ask(question, more) {
    return confirm(question, more);
  }

  // ---- what happens by itself ---------------------------------------------------------------

  async #arrive() {
    const problem = obstacle();
    if (problem) return this.#block(problem);
    await this.#goOn(new URLSearchParams(location.search).get("kept"));
    const asksEachTime = this.room.mode === "screen"; // what to share is asked after a tap, every time
    if (!asksEachTime && (await alreadyAllowed(this.room.mode))) await this.allow();
  }

  /**
   * Goes on recording what an earlier page left on this device.
   * @param {string | null} id
   */
  async #goOn(id) {
    if (!id) return;
    try {
      const spool = await this.spool;
      const kept = (await spool.list(this.dataset.person ?? "")).find((one) => one.id === id);
      if (!kept) return this.complain(spool.lasting ? NOT_HERE : OUT_OF_REACH);
      await this.taking.takeOver(kept);
      this.note(`Your ${clock(kept.recorded_ms)} take is here. Go on when you are ready.`);
    } catch (error) {
      this.complain(error);
    } finally {
      history.replaceState(null, "", without(location.href, "kept")); // a reload begins anew
    }
  }

  #tick() {
    this.parts.elapsed(this.ms, this.target, this.most);
    this.room.listen();
    if (this.machine.state === "recording") this.parts.tell(this.handing.recording);
    this.taking.tick();
  }

  /**
   * @param {State} state
   * @param {State} before
   */
  #changed(state, before) {
    this.parts.show(state);
    this.parts.tell(this.handing.recording);
    void this.awake.want(["countdown", "prompted", "recording"].includes(state));
    this.dispatchEvent(new CustomEvent("state", { detail: { state, before } }));
  }

  /** @param {import("freethrow/recorder/devices.mjs").Explanation} why */
  #block(why) {
    this.parts.trouble(why);
    if (!this.machine.send("refused")) this.note(`${why.title} ${why.steps}`);
  }
}

/**
 * @param {string} address
 * @param {string} parameter
 */
function without(address, parameter) {
  const url = new URL(address);
  url.searchParams.delete(parameter);
  return url.href;
}

customElements.define("ft-recorder", Recorder);
