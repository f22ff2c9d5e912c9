// @ts-check
/** Asking the server for JSON. What goes wrong arrives as a sentence a person can act on. */

export class ApiError extends Error {
  /**
   * @param {string} sentence what to tell the person
   * @param {number} status the HTTP status; 0 when no answer came
   * @param {any} [body] the answer, when it was JSON
   */
  constructor(sentence, status, body = null) {
    super(sentence);
    this.name = "ApiError";
    this.status = status;
    this.body = body;
  }

  /** Whether the same request may work a little later: no answer, too many, or a server in trouble. */
  get temporary() {
    return this.status === 0 || this.status === 408 || this.status === 429 || this.status >= 500;
  }

  /** Whether the person has to sign in again. */
  get signedOut() {
    return this.status === 401;
  }
}

const SENTENCES = new Map([
  [400, "That didn’t go through. Reload the page and try once more."],
  [401, "You’ve been signed out. Sign in again; nothing on this page is lost."],
  [403, "You can’t do that here."],
  [404, "It isn’t there anymore."],
  [409, "It changed in the meantime. Reload the page to see how it stands now."],
  [413, "That is too big."],
  [429, "That was a bit fast. Wait a moment and try again."],
]);

/** @returns {string} */
function token() {
  return document.querySelector('meta[name="csrf-token"]')?.getAttribute("content") ?? "";
}

/**
 * @param {string} method
 * @param {string} url
 * @param {unknown} [body] sent as JSON, or as it is when it is FormData
 * @param {RequestInit} [options]
 * @returns {Promise<any>} the JSON of the answer, null when it has none
 */
export async function ask(method, url, body, options = {}) {
  const headers = new Headers(options.headers);
  headers.set("Accept", "application/json");
  if (method !== "GET") headers.set("X-CSRFToken", token());
  const form = body instanceof FormData;
  if (body !== undefined && !form) headers.set("Content-Type", "application/json");
  const payload = body === undefined ? undefined : form ? body : JSON.stringify(body);
  const answer = await send(url, { ...options, method, headers, body: payload, credentials: "same-origin" });
  const json = await read(answer);
  if (answer.ok) return json;
  throw new ApiError(sentence(answer.status, json), answer.status, json);
}

/**
 * @param {string} url
 * @param {RequestInit} request
 */
async function send(url, request) {
  try {
    return await fetch(url, request);
  } catch (problem) {
    if (problem instanceof DOMException && problem.name === "AbortError") throw problem;
    throw new ApiError("We can’t reach the server. Check your connection; you can try again.", 0);
  }
}

/** @param {Response} answer */
async function read(answer) {
  if (!answer.headers.get("Content-Type")?.includes("json")) return null;
  return answer.json().catch(() => null);
}

/**
 * @param {number} status
 * @param {any} json
 */
function sentence(status, json) {
  if (typeof json?.error === "string") return json.error;
  return SENTENCES.get(status) ?? "Something went wrong on our side. Try again in a moment.";
}

/** @param {string} url @param {RequestInit} [options] */
export const get = (url, options) => ask("GET", url, undefined, options);
/** @param {string} url @param {unknown} [body] @param {RequestInit} [options] */
export const post = (url, body, options) => ask("POST", url, body ?? {}, options);
/** @param {string} url @param {unknown} [body] @param {RequestInit} [options] */
export const put = (url, body, options) => ask("PUT", url, body ?? {}, options);
/** @param {string} url @param {RequestInit} [options] */
export const remove = (url, options) => ask("DELETE", url, undefined, options);
