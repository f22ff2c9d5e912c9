// @ts-check
/** `<ft-recorder>`: the recording page. The server renders every part; this turns them on and off. */
import { confirm } from "freethrow/core/dialogs.mjs";
import { post } from "freethrow/core/api.mjs";
import { toast, toastError } from "freethrow/core/toasts.mjs";
import { Capture } from "freethrow/recorder/capture.mjs";
import { chooseType, isApple, recorderOptions } from "freethrow/recorder/codec.mjs";
import { takeDrops } from "freethrow/recorder/drops.mjs";
import { Effort } from "freethrow/recorder/effort.mjs";
import { alreadyAllowed, explain, obstacle } from "freethrow/recorder/devices.mjs";
import { GreenRoom, part } from "freethrow/recorder/green-room.mjs";
import { FileImport, refusalOf } from "freethrow/recorder/import.mjs";
import { Machine, warnsOnLeaving } from "freethrow/recorder/machine.mjs";
import { Recording, freshKept } from "freethrow/recorder/recording.mjs";
import { Replay } from "freethrow/recorder/replay.mjs";
import { Server } from "freethrow/recorder/server.mjs";
import { openSpool } from "freethrow/recorder/spool.mjs";
import { clock } from "freethrow/recorder/words.mjs";
import { download } from "freethrow/recorder/download.mjs";
import { LOST, SAID, savedWords, sendingWords } from "freethrow/recorder/telling.mjs";
import { hold } from "freethrow/recorder/writer.mjs";

/** @typedef {import("freethrow/recorder/machine.mjs").State} State */
/** @typedef {import("freethrow/recorder/spool.mjs").Spool} Spool */

const ASK_BEFORE_RESTART_MS = 10_000;

class Recorder extends HTMLElement {
  machine = new Machine((state) => this.#show(state));
  room = new GreenRoom(this);
  /** @type {Recording | FileImport | null} */
  recording = null;
  /** @type {Capture | null} */
  capture = null;
  /** What isn't with the server yet, the take before this one included. */
  unsent = /** @type {Set<Recording | FileImport>} */ (new Set());
  /** @type {WeakMap<object, () => void>} */
  holds = new WeakMap();
  /** @type {Promise<Spool>} */
  spool = openSpool();
  counting = 0;
  effort = new Effort(this.dataset);

  connectedCallback() {
    this.server = new Server(this.dataset.person ?? "");
    this.replay = new Replay(this.#replay);
    this.addEventListener("click", (event) => this.#clicked(event));
    this.addEventListener("change", (event) => void this.#changed(event));
    document.addEventListener("keydown", (event) => this.#pressed(event));
    addEventListener("beforeunload", (event) => {
      const safe = [...this.unsent].every((one) => one.safe);
      if (warnsOnLeaving(this.machine.state, safe)) event.preventDefault();
    });
    takeDrops(this, (file) => void this.#import(file));
    setInterval(() => this.#tick(), 200);
    this.#show("asking");
    void this.#arrive();
  }

  async #arrive() {
    const problem = obstacle();
    if (problem) this.#block(problem);
    else if (await alreadyAllowed()) await this.#allow();
  }

  // ---- what the person does ---------------------------------------------------------------

  /** @type {Record<string, () => unknown>} */
  acts = {
    allow: () => this.#allow(),
    record: () => this.#count(),
    cancel: () => this.machine.send("cancel"),
    pause: () => this.#pause(),
    resume: () => this.#resume(),
    restart: () => this.#restart(),
    stop: () => this.#stop(),
    another: () => this.#another(),
    delete: () => this.#delete(),
    download: () => this.#download(),
    retry: () => this.#send(),
    file: () => /** @type {HTMLInputElement} */ (this.#part("file")).click(),
  };

  /** @param {globalThis.Event} event */
  #clicked(event) {
    const button = event.target instanceof Element ? event.target.closest("[data-act]") : null;
    if (button instanceof HTMLElement) void this.acts[button.dataset.act ?? ""]?.();
  }

  /** @param {globalThis.Event} event */
  async #changed(event) {
    const field = event.target;
    if (field instanceof HTMLSelectElement) {
      this.room.choose();
      await this.#allow();
    } else if (field instanceof HTMLInputElement && field.files?.[0]) {
      await this.#import(field.files[0]);
      field.value = "";
    }
  }

  /** @param {KeyboardEvent} event */
  #pressed(event) {
    const busy = event.target instanceof Element && event.target.closest("input, select, textarea, button, a, video, dialog, summary");
    if (busy || event.repeat || event.ctrlKey || event.metaKey || event.altKey) return;
    const act = this.#actOf(event.key);
    if (!act) return;
    event.preventDefault();
    void this.acts[act]?.();
  }

  /** @param {string} key */
  #actOf(key) {
    const { state } = this.machine;
    if (key === " ") return state === "recording" ? "pause" : state === "paused" ? "resume" : null;
    if (key === "Escape") return state === "countdown" ? "cancel" : this.machine.may("stop") ? "stop" : null;
    if (key.toLowerCase() === "r") return state === "ready" ? "record" : this.machine.may("restart") ? "restart" : null;
    return null;
  }

  async #allow() {
    if (this.machine.state === "blocked") this.machine.send("retry");
    try {
      await this.room.open();
      this.machine.send("granted");
      this.#show(this.machine.state);
    } catch (error) {
      this.#block(explain(error, navigator.userAgent));
    }
  }

  async #count() {
    if (!this.room.isAlive) await this.#allow();
    if (!this.room.isAlive || !this.machine.send("record")) return;
    await this.#countDown();
  }

  async #countDown() {
    const round = ++this.counting;
    for (const number of ["3", "2", "1"]) {
      this.#part("count").textContent = number;
      await new Promise((resolve) => setTimeout(resolve, 1000));
      if (round !== this.counting || this.machine.state !== "countdown") return;
    }
    await this.#begin();
  }

  async #begin() {
    const { person = "", title = "", scenario = "", target } = this.dataset;
    const purpose = { scenario, target: target || null, kind: /** @type {const} */ ("camera") };
    const kept = freshKept({ person, title, purpose });
    const release = await hold(kept.id);
    const recording = new Recording(kept, await this.spool, /** @type {Server} */ (this.server));
    this.capture = new Capture(recording, (stream) => this.#makeRecorder(stream), (what) => this.#lost(what));
    this.#use(recording);
    if (release) this.holds.set(recording, release);
    try {
      this.capture.begin(/** @type {MediaStream} */ (this.room.stream));
      this.machine.send("zero");
      await this.#stayAwake();
    } catch {
      this.machine.send("cancel");
      toastError("Recording didn’t start. Try again, or choose another camera or microphone.");
    }
  }

  #pause() {
    if (!this.machine.send("pause")) return;
    this.capture?.pause();
    this.#note("");
  }

  async #resume() {
    if (!this.machine.may("resume")) return;
    if (!this.room.isAlive) await this.#allow();
    if (!this.room.stream || !this.room.isAlive) return;
    await this.capture?.resume(this.room.stream);
    this.machine.send("resume");
    this.#note("");
  }

  async #restart() {
    if (!this.machine.may("restart")) return;
    const long = (this.capture?.ms ?? 0) > ASK_BEFORE_RESTART_MS;
    if (long) this.#pause();
    if (long && !(await confirm("Start over?", { yes: "Start over", no: "Keep this take", more: "What you recorded so far goes away and doesn’t count." }))) return;
    const dropped = this.recording;
    this.machine.send("restart");
    void dropped?.uploader.close(); // before the end, whose last piece nobody needs
    await this.capture?.end();
    await this.#throwAway(dropped);
    await this.#countDown();
  }

  async #stop() {
    if (!this.machine.send("stop")) return;
    await this.capture?.end();
    this.machine.send("stopped");
    this.#part("effort").textContent = this.effort.weigh(this.capture?.ms ?? 0);
    await this.#send();
  }

  async #send() {
    const recording = this.recording;
    if (!recording) return;
    this.#part("problem").hidden = true;
    const blobs = await recording.blobs();
    if (blobs.length === 0) return this.#tooShort(recording);
    if (!this.#replay.currentSrc) this.replay?.show(blobs);
    try {
      recording.uploader.retry();
      const { take_url } = await recording.finish();
      this.#letGo(recording);
      if (recording === this.recording) this.#arrived(take_url);
      else toast("Your earlier take was sent.");
    } catch (error) {
      this.#stuck(recording, error);
    }
  }

  /** @param {string} takeUrl */
  #arrived(takeUrl) {
    this.machine.send("sent");
    for (const link of this.querySelectorAll("[data-link]")) {
      if (link instanceof HTMLAnchorElement) link.href = takeUrl + (link.dataset.link ?? "");
    }
  }

  /**
   * @param {Recording | FileImport} recording
   * @param {unknown} error
   */
  #stuck(recording, error) {
    if (recording !== this.recording) return void toastError(error);
    this.#part("problem").hidden = false;
    this.#part("problem-words").textContent = error instanceof Error ? error.message : "";
  }

  /** @param {Recording | FileImport} recording */
  async #tooShort(recording) {
    await this.#throwAway(recording);
    this.#another();
    toastError("That was too short to keep.");
  }

  #another() {
    this.replay?.clear();
    const { number } = this.recording?.kept.remote ?? {};
    this.recording = this.capture = null;
    this.#number(number && number + 1);
    this.#note("");
    if (!this.machine.send("another")) return;
    if (!this.room.isAlive) void this.#allow();
  }

  async #delete() {
    const sure = await confirm("Delete this take?", { yes: "Delete", no: "Keep it", danger: true, more: "The video goes away for good; the take still counts as practice." });
    if (!sure || !this.recording) return;
    const { kept } = this.recording;
    const sent = this.machine.state === "done";
    try {
      if (sent && kept.remote) await post(`/takes/${kept.remote.take}/delete`);
      else await this.#throwAway(this.recording);
      this.#another();
    } catch (error) {
      toastError(error);
    }
  }

  async #download() {
    const [blob] = (await this.recording?.blobs()) ?? [];
    if (blob) download(blob, this.dataset.title ?? "take");
  }

  /** @param {File} file */
  async #import(file) {
    const refusal = refusalOf(file, Number(this.dataset.mostBytes));
    if (refusal) return void toastError(refusal);
    if (!this.machine.send("import")) return;
    const { person = "", title = "", scenario = "", target } = this.dataset;
    const kept = freshKept({ person, title, purpose: { scenario, target: target || null, kind: "import" } });
    this.#part("effort").textContent = this.effort.weigh(null);
    this.#use(new FileImport(file, kept, /** @type {Server} */ (this.server)));
    await this.#send();
  }

  // ---- what happens by itself ---------------------------------------------------------------

  /** @param {import("freethrow/recorder/session.mjs").Lost} what */
  #lost(what) {
    if (this.machine.send("interrupted")) this.#note(LOST[what]);
  }

  #tick() {
    const ms = this.capture?.ms ?? 0;
    this.#part("elapsed").textContent = clock(ms);
    this.room.listen();
    if (this.machine.state !== "recording") return;
    this.#tell();
    const overflowing = this.recording instanceof Recording && this.recording.overflowing;
    const full = ms >= Number(this.dataset.cap);
    if (full || overflowing) void this.#stop();
    if (full) toast("A take can’t be longer than this, so we stopped here.");
    if (overflowing) toastError("This device is full and the connection too slow, so we stopped here. What you recorded is being sent.");
  }

  #tell() {
    const { recording } = this;
    const saved = document.getElementById("saved");
    if (saved) saved.textContent = recording ? savedWords(recording) : "";
    if (!recording) return;
    this.#number(recording.kept.remote?.number);
    const { words, percent } = sendingWords(recording);
    this.#part("sending-words").textContent = words;
    this.#part("signed-out").hidden = recording.uploader.status.state !== "signed-out";
    const bar = this.#part("sending-bar");
    if (bar instanceof HTMLProgressElement) bar.value = percent;
  }

  /** @param {number | undefined} number  of the take, as the server counts */
  #number(number) {
    const shown = document.getElementById("number");
    if (shown && number) shown.textContent = String(number);
  }

  // ---- parts ----------------------------------------------------------------------------------

  /** @param {State} state */
  #show(state) {
    this.dataset.state = state;
    for (const part of this.querySelectorAll("[data-when]")) {
      if (part instanceof HTMLElement) part.hidden = !part.dataset.when?.split(" ").includes(state);
    }
    const said = document.getElementById("said");
    if (said) said.textContent = SAID[state];
    this.#tell();
  }

  /** @param {Recording | FileImport} recording */
  #use(recording) {
    this.replay?.clear();
    this.recording = recording;
    this.unsent.add(recording);
    recording.addEventListener("change", () => {
      if (recording === this.recording) this.#tell();
    });
  }

  /** @param {Recording | FileImport} recording */
  #letGo(recording) {
    this.unsent.delete(recording);
    this.holds.get(recording)?.();
  }

  /** @param {Recording | FileImport | null} recording */
  async #throwAway(recording) {
    if (!recording) return;
    await recording.discard();
    this.#letGo(recording);
    if (recording.kept.remote) await this.server?.discard(recording.kept.remote.take).catch(() => {});
  }

  /** @param {import("freethrow/recorder/devices.mjs").Explanation} why */
  #block({ title, steps }) {
    this.#part("trouble-title").textContent = title;
    this.#part("trouble-steps").textContent = steps;
    this.machine.send("refused");
  }

  /** @param {MediaStream} stream */
  #makeRecorder(stream) {
    const video = stream.getVideoTracks().length > 0;
    const type = chooseType((one) => MediaRecorder.isTypeSupported(one), { apple: isApple(navigator), video });
    return new MediaRecorder(stream, type ? recorderOptions(type) : {});
  }

  async #stayAwake() {
    await navigator.wakeLock?.request("screen").catch(() => null);
  }

  /** @param {string} words */
  #note(words) {
    this.#part("note").textContent = words;
    this.#part("note").hidden = words === "";
  }

  get #replay() {
    return /** @type {HTMLVideoElement} */ (this.#part("replay"));
  }

  /** @param {string} name */
  #part(name) {
    return part(this, name);
  }
}

customElements.define("ft-recorder", Recorder);
