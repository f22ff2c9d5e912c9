// @ts-check
/**
 * `<ft-clip>`: a small recorder inside of a form, for prompts and model takes. The server renders its
 * parts (components/clip.html); this turns them on and off and writes the recording's id into the
 * hidden field. While a recording is made or sent, its form waits.
 */
import { ApiError, get } from "freethrow/core/api.mjs";
import { around } from "freethrow/core/dom.mjs";
import { toast, toastError, toastUndo } from "freethrow/core/toasts.mjs";
import { Making, fileOf } from "freethrow/recorder/clip-making.mjs";
import { isBusy, mediaIn, prepared, readyWords } from "freethrow/recorder/clip-words.mjs";
import { obstacle } from "freethrow/recorder/devices.mjs";
import { diagnose } from "freethrow/recorder/explaining.mjs";
import { pause } from "freethrow/recorder/following.mjs";
import { refusalOf } from "freethrow/recorder/import.mjs";
import { part } from "freethrow/recorder/parts.mjs";
import { Replay } from "freethrow/recorder/replay.mjs";
import { clock, percent } from "freethrow/recorder/words.mjs";

/** @typedef {import("freethrow/recorder/clip-words.mjs").State} State */
/** @typedef {import("freethrow/recorder/clip-making.mjs").Mode} Mode */
/** @typedef {import("freethrow/recorder/recording.mjs").Recording | import("freethrow/recorder/import.mjs").FileImport} Going */

const TICK_MS = 150;

export class Clip extends HTMLElement {
  /** @type {State} */
  state = "empty";
  /** @type {Making | null} */
  #making = null;
  /** @type {Going | null} */
  #going = null;
  /** @type {(() => void) | null} what waits until the sending is done */
  #then = null;
  #wired = false;
  #round = 0;

  connectedCallback() {
    if (this.#wired) return this.#back();
    this.#wired = true;
    this.replay = new Replay(this.#video("replay"));
    this.addEventListener("click", (event) => this.#clicked(event));
    this.#file.addEventListener("change", () => this.#chosen());
    this.closest("form")?.addEventListener("submit", (event) => this.#hold(event));
    this.#clear();
    this.#rest();
    this.#chosen(); // a file may have been chosen before this script was there
  }

  /** Moved, or brought back after it was removed: what was being prepared may be ready by now. */
  #back() {
    if (this.state === "preparing") void this.#follow(this.value);
  }

  disconnectedCallback() {
    setTimeout(() => this.isConnected || !this.#making || void this.#cancel(), 0);
  }

  /** The id of the recording; empty when there is none, or none that has arrived. */
  get value() {
    return this.#field.value;
  }

  /** @type {Record<string, () => unknown>} */
  acts = {
    audio: () => this.#record("audio"),
    video: () => this.#record("video"),
    file: () => this.#file.click(),
    stop: () => this.#stop(),
    cancel: () => this.#cancel(),
    retry: () => this.#send(),
    play: () => this.#play(),
    again: () => this.#again(),
    keep: () => this.#rest(),
    remove: () => this.#remove(),
  };

  /** @param {Event} event */
  #clicked(event) {
    const name = around(event, "[data-clip]")?.dataset.clip;
    if (name) void this.acts[name]?.();
  }

  // ---- making one ---------------------------------------------------------------------------

  /** @param {Mode} mode */
  async #record(mode) {
    if (this.#making || isBusy(this.state)) return;
    const problem = obstacle();
    if (problem) return this.#tell(`${problem.title} ${problem.steps}`);
    this.#show("asking", "Waiting for the microphone…");
    try {
      this.#making = await Making.begin(mode, this.dataset.person ?? "", () => void this.#stop());
      if (!this.isConnected) return await this.#cancel(); // removed while the browser asked
      this.#roll(this.#making);
    } catch (error) {
      const { title, steps } = await diagnose(error, mode === "video" ? "camera" : "audio");
      this.#rest();
      this.#tell(`${title} ${steps}`);
    }
  }

  /** @param {Making} making */
  #roll(making) {
    const live = this.#video("live");
    live.hidden = making.stream.getVideoTracks().length === 0;
    live.srcObject = making.stream;
    this.#show("recording", "Recording");
    this.#touch();
    part(this, "stop").focus();
    const timer = setInterval(() => (this.#making === making ? this.#tick(making) : clearInterval(timer)), TICK_MS);
  }

  /** @param {Making} making */
  #tick(making) {
    part(this, "elapsed").textContent = clock(making.ms);
    const bars = [...part(this, "level").children];
    const loud = making.loudness * bars.length;
    bars.forEach((bar, at) => bar.classList.toggle("on", loud > at + 0.1));
    if (making.ms >= Number(this.dataset.most)) void this.#stop();
  }

  async #stop() {
    const making = this.#making;
    if (!making) return;
    this.#making = null;
    this.#show("sending", "Sending…");
    const recording = await making.end();
    const blobs = await recording.blobs();
    if (blobs.length === 0) return this.#tooShort();
    await this.#take(recording, blobs);
  }

  #tooShort() {
    this.#rest();
    this.#tell("That was too short to keep. Record it again.");
  }

  async #cancel() {
    const making = this.#making;
    this.#making = null;
    await making?.drop();
    this.#rest();
    if (this.isConnected) this.#focus();
  }

  #chosen() {
    const file = this.#file.files?.[0];
    this.#file.value = "";
    if (!file) return;
    const refusal = refusalOf(file, Number(this.dataset.mostBytes));
    if (refusal) return this.#tell(refusal);
    this.#touch();
    void this.#take(fileOf(file, this.dataset.person ?? ""), [file]);
  }

  // ---- sending it ---------------------------------------------------------------------------

  /**
   * @param {Going} going
   * @param {Blob[]} blobs  to listen to at once
   */
  async #take(going, blobs) {
    this.#going = going;
    this.classList.toggle("sound-only", blobs.every((blob) => blob.type.startsWith("audio/")));
    this.replay?.show(blobs);
    this.#video("replay").hidden = false;
    going.addEventListener("change", () => going === this.#going && this.#progress(going));
    await this.#send();
  }

  async #send() {
    const going = this.#going;
    if (!going) return;
    this.#show("sending", "Sending…");
    try {
      going.uploader.retry();
      await going.finish();
    } catch (error) {
      if (going === this.#going) this.#show("stuck", error instanceof Error ? error.message : "It couldn’t be sent.");
      return;
    }
    if (going === this.#going) this.#arrived(going.kept.remote?.recording ?? "");
  }

  /** @param {Going} going */
  #progress({ uploader: { status } }) {
    const share = percent(status.sentBytes, status.sentBytes + status.pendingBytes);
    if (this.state === "sending") this.#tell(status.sentence || `Sending, ${share}%`);
  }

  /** @param {string} recording */
  #arrived(recording) {
    this.#going = null;
    delete this.dataset.media;
    this.#set(recording);
    this.#show("preparing", "Preparing…");
    void this.#follow(recording);
    const then = this.#then;
    this.#then = null;
    then?.();
  }

  /**
   * Looks until it can be played or never will be.
   * @param {string} recording
   */
  async #follow(recording) {
    const round = ++this.#round;
    for (let looks = 0; this.isConnected; looks += 1) {
      const found = await this.#look(recording);
      if (round !== this.#round || this.value !== recording || this.state !== "preparing") return;
      if (found.state !== "preparing") return this.#show(found.state, found.words);
      this.#tell(found.words);
      await new Promise((resolve) => setTimeout(resolve, pause(looks)));
    }
  }

  /**
   * @param {string} recording
   * @returns {Promise<{ state: State, words: string }>}
   */
  async #look(recording) {
    try {
      if (!this.dataset.media) return prepared(await get(`/recordings/${recording}`));
      const media = mediaIn(await get(this.dataset.media));
      return media ? { state: "ready", words: readyWords(media) } : { state: "preparing", words: "Preparing…" };
    } catch (error) {
      if (error instanceof ApiError && error.status === 404) return { state: "broken", words: "This recording is gone." };
      return { state: "preparing", words: "Preparing…" };
    }
  }

  // ---- what there is ------------------------------------------------------------------------

  /** Shows what the field says: a recording, or nothing yet. */
  #rest() {
    this.#going = null;
    if (!this.value) return this.#show("empty", "");
    const known = /** @type {State} */ (this.dataset.known || "preparing");
    this.#show(known, this.dataset.words ?? "");
    if (known === "preparing") void this.#follow(this.value);
  }

  async #play() {
    const video = this.#video("replay");
    try {
      const media = mediaIn(await get(this.dataset.media || `/recordings/${this.value}/media`));
      if (!media) return this.#tell("It is still being prepared.");
      this.replay?.clear();
      [video.src, video.hidden] = [media.url, false];
      this.#tell(readyWords(media));
      this.classList.toggle("sound-only", !media.has_video);
      await video.play();
    } catch (error) {
      if (error instanceof ApiError) toastError(error);
    }
  }

  /** Back to the choice of how; what stood here stays until something new has arrived. */
  #again() {
    void this.#going?.discard();
    this.#clear();
    this.#show("empty", "");
    part(this, "keep").hidden = !this.value;
    this.#focus();
  }

  async #remove() {
    const [value, media] = [this.value, this.dataset.media];
    void this.#going?.discard();
    this.#clear();
    this.#set("");
    this.#show("empty", "");
    this.#focus();
    if (!value || !(await toastUndo("The recording is out of here.")) || this.value) return;
    if (media) this.dataset.media = media;
    this.#set(value);
    this.#rest();
  }

  #clear() {
    this.#going = null;
    this.replay?.clear();
    this.#video("replay").hidden = true;
  }

  // ---- its form and its parts ---------------------------------------------------------------

  /** @param {SubmitEvent} event */
  #hold(event) {
    if (!this.isConnected || !isBusy(this.state)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (this.state !== "sending") return void toastError("Stop the recording first, then save.");
    const { submitter } = event;
    this.#then = () => this.closest("form")?.requestSubmit(submitter);
    toast("The recording is still being sent. We go on as soon as it is there.");
  }

  /** @param {string} recording */
  #set(recording) {
    this.#field.value = recording;
    this.dataset.known = this.dataset.words = "";
    this.#touch();
    this.dispatchEvent(new CustomEvent("clip", { bubbles: true, detail: { recording } }));
  }

  /** Tells the form that something in it is not saved. */
  #touch() {
    this.#field.dispatchEvent(new Event("input", { bubbles: true }));
  }

  /**
   * @param {State} state
   * @param {string} words
   */
  #show(state, words) {
    this.state = this.dataset.state = state;
    for (const one of this.querySelectorAll("[data-when]")) {
      if (one instanceof HTMLElement) one.hidden = !one.dataset.when?.split(" ").includes(state);
    }
    part(this, "keep").hidden = true;
    if (state !== "recording") this.#darken();
    this.#tell(words);
  }

  #darken() {
    const live = this.#video("live");
    live.srcObject = null;
    live.hidden = true;
  }

  /** @param {string} words */
  #tell(words) {
    const said = part(this, "words");
    if (said.textContent !== words) said.textContent = words;
  }

  #focus() {
    /** @type {HTMLElement | null} */ (this.querySelector("[data-when]:not([hidden]) button"))?.focus();
  }

  get #field() {
    return /** @type {HTMLInputElement} */ (part(this, "recording"));
  }

  get #file() {
    return /** @type {HTMLInputElement} */ (part(this, "file"));
  }

  /** @param {"live" | "replay"} name */
  #video(name) {
    return /** @type {HTMLVideoElement} */ (part(this, name));
  }
}

customElements.define("ft-clip", Clip);
