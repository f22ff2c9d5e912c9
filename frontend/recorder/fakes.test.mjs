// @ts-check
/** Stand-ins for the browser's recorder and for the network, shared by the tests of this room. */
import { Trouble } from "freethrow/recorder/uploader.mjs";

export class FakeTrack extends EventTarget {
  readyState = "live";
  /** @param {string} kind */
  constructor(kind) {
    super();
    this.kind = kind;
  }
  stop() {
    this.readyState = "ended";
  }
}

export class FakeRecorder extends EventTarget {
  state = "inactive";
  mimeType = "video/webm;codecs=vp9,opus";
  tracks = [new FakeTrack("video"), new FakeTrack("audio")];
  stream = /** @type {MediaStream} */ (/** @type {unknown} */ ({ getTracks: () => this.tracks }));

  start() {
    this.state = "recording";
  }
  pause() {
    this.state = "paused";
  }
  resume() {
    this.state = "recording";
  }
  stop() {
    this.state = "inactive";
    this.give("last");
    this.dispatchEvent(new Event("stop"));
  }
  /** @param {string} text */
  give(text) {
    this.dispatchEvent(Object.assign(new Event("dataavailable"), { data: new Blob([text]) }));
  }
  /** @returns {MediaRecorder} */
  get real() {
    return /** @type {MediaRecorder} */ (/** @type {unknown} */ (this));
  }
}

/** A store and its doors, with troubles to come in the order in which they are listed. */
export class FakeNetwork {
  /** @type {Map<string, ArrayBuffer>} */
  stored = new Map();
  /** @type {Record<"begin"|"sign"|"put"|"finish", (import("freethrow/recorder/uploader.mjs").Kind | "lost answer" | null)[]>} */
  troubles = { begin: [], sign: [], put: [], finish: [] };
  /** @type {string[]} */
  log = [];
  /** @type {any[]} */
  manifests = [];
  atOnce = 0;
  most = 0;
  connected = true;
  signIns = 0;

  /** @param {"begin"|"sign"|"put"|"finish"} step */
  #trouble(step) {
    this.log.push(step);
    const kind = this.troubles[step].shift();
    if (kind && kind !== "lost answer") throw new Trouble(kind, `no ${step}`);
    return kind === "lost answer";
  }

  /** @returns {import("freethrow/recorder/uploader.mjs").Ports} */
  get ports() {
    return {
      begin: async () => void this.#trouble("begin"),
      sign: async ({ segment, piece, sha256 }) => {
        this.#trouble("sign");
        const url = `${segment}/${piece}/${sha256}`;
        return { url, headers: {}, stored: this.stored.has(url) };
      },
      put: async ({ url }, bytes, _signal, alive) => {
        this.most = Math.max(this.most, ++this.atOnce);
        await new Promise((resolve) => setImmediate(resolve));
        this.atOnce -= 1;
        const lost = this.#trouble("put");
        this.stored.set(url, bytes);
        alive(bytes.byteLength);
        if (lost) throw new Trouble("temporary");
      },
      finish: async (manifest) => {
        this.#trouble("finish");
        this.manifests.push(manifest);
        return { state: "finished", take_url: "/takes/1" };
      },
      digest: async (bytes) => new TextDecoder().decode(bytes),
      wait: async () => void this.log.push("wait"),
      isOnline: () => this.connected,
      online: async () => {
        this.log.push("online");
        this.connected = true;
      },
      signedIn: async () => void (this.signIns += 1),
      random: () => 0.5,
    };
  }
}
