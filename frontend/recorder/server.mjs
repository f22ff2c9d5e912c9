// @ts-check
/**
 * The recorder's side of the upload protocol: begin, sign a piece, put it, finish.
 *
 * Every answer becomes a value or a Trouble, so that the uploader never looks at a status code.
 */
import { ApiError, get, post } from "freethrow/core/api.mjs";
import { Trouble } from "freethrow/recorder/uploader.mjs";

/** @typedef {import("freethrow/recorder/spool.mjs").Purpose} Purpose */
/** @typedef {import("freethrow/recorder/uploader.mjs").Signed} Signed */
/** @typedef {{ take: string, recording: string, number?: number, take_url: string }} Begun */

const ASK_EVERY_MS = 4000;
const LONGEST_KEPT_MS = 366 * 86_400_000;

/**
 * What an answer of our own doors means for the uploader. A token from before the last sign-in (400)
 * is renewed the way a session is.
 * @param {unknown} problem
 */
export function troubleOf(problem) {
  if (!(problem instanceof ApiError)) return new Trouble("temporary");
  if (problem.signedOut || problem.status === 400) return new Trouble("signed-out");
  if (problem.temporary || problem.status === 425) return new Trouble("temporary");
  return new Trouble("refused", problem.message);
}

/**
 * What a status from the store means. A refused signature is asked for anew, a busy or broken store will
 * pass, any other no is about these bytes.
 * @param {number} status
 */
export function storeTroubleOf(status) {
  if (status === 401 || status === 403 || status === 410) return new Trouble("expired");
  const passes = status >= 500 || status === 0 || status === 408 || status === 425 || status === 429;
  return new Trouble(passes ? "temporary" : "rejected");
}

export class Server {
  /** @type {Promise<void> | null} */
  #signingIn = null;

  /** @param {string} person  whose page this is; nobody else's session may finish the take */
  constructor(person) {
    this.person = person;
  }

  /**
   * Opens a take; without a scenario, a clip that belongs to no take.
   * @param {Purpose} purpose
   * @param {string} begunAs  this device's name of the recording: asked twice, it is begun once
   * @param {number} msAgo    since it began here, maybe without a network
   * @returns {Promise<Begun>}
   */
  async begin(purpose, begunAs, msAgo) {
    const begun_ms_ago = Math.round(Math.min(Math.max(0, msAgo), LONGEST_KEPT_MS)); // whatever the clock did meanwhile
    if (purpose.scenario) return tell("/takes", { ...purpose, begun_as: begunAs, begun_ms_ago });
    return { take: "", take_url: "", ...(await tell("/recordings", { kind: purpose.kind })) };
  }

  /**
   * @param {string} recording
   * @param {object} claim
   * @returns {Promise<Signed>}
   */
  sign(recording, claim) {
    return tell(`/recordings/${recording}/pieces`, claim);
  }

  /**
   * @param {string} recording
   * @param {object} manifest
   * @returns {Promise<{ state: string, take_url: string }>}
   */
  finish(recording, manifest) {
    return tell(`/recordings/${recording}/finish`, manifest);
  }

  /**
   * Takes back a take that was restarted or thrown away before it was finished. A clip that was never
   * finished goes away by itself.
   * @param {string} take
   */
  async discard(take) {
    if (take) await tell(`/takes/${take}/discard`, {});
  }

  /**
   * Straight to the store, with progress (which fetch does not tell).
   * @param {Signed} signed
   * @param {ArrayBuffer} bytes
   * @param {AbortSignal} signal
   * @param {(sent: number) => void} alive
   * @returns {Promise<void>}
   */
  put(signed, bytes, signal, alive) {
    return new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      request.open("PUT", signed.url);
      for (const [name, value] of Object.entries(signed.headers)) request.setRequestHeader(name, value);
      request.upload.onprogress = (event) => alive(event.loaded);
      request.onload = () => (request.status < 300 ? resolve() : reject(storeTroubleOf(request.status)));
      request.onerror = request.onabort = () => reject(new Trouble("temporary"));
      const stop = () => request.abort();
      signal.addEventListener("abort", stop);
      request.onloadend = () => signal.removeEventListener("abort", stop); // else it is kept as long as the take, bytes and all
      request.send(new Blob([bytes])); // bytes themselves are copied on the way, which keeps the page from its work
    });
  }

  /** Resolves when this person is signed in again; one loop however many pieces wait. */
  signedIn() {
    this.#signingIn ??= this.#askUntilSignedIn().finally(() => {
      this.#signingIn = null;
    });
    return this.#signingIn;
  }

  async #askUntilSignedIn() {
    while (!(await this.#renewed())) await new Promise((resolve) => setTimeout(resolve, ASK_EVERY_MS));
  }

  /** @returns {Promise<boolean>} whether the session is this person's, with its token taken over */
  async #renewed() {
    try {
      const { csrf_token, person } = await get("/session");
      if ((person?.id ?? person) !== this.person) return false;
      document.querySelector('meta[name="csrf-token"]')?.setAttribute("content", csrf_token);
      return true;
    } catch {
      return false;
    }
  }
}

/**
 * @param {string} path
 * @param {object} body
 * @returns {Promise<any>}
 */
async function tell(path, body) {
  try {
    return await post(path, body);
  } catch (problem) {
    throw troubleOf(problem);
  }
}
