// @ts-check
/** What a clip's state is, and how it is said: from what the server told about the recording. */
import { clock } from "freethrow/core/time.mjs";

/** @typedef {"empty"|"asking"|"recording"|"sending"|"stuck"|"preparing"|"ready"|"broken"} State */
/** @typedef {{ url: string, type: string, duration_ms: number, has_video: boolean }} Media */

const UNREAD = "This couldn’t be read. Record it again, or choose another file.";

/**
 * Whether leaving or saving now would lose what is being made.
 * @param {State} state
 */
export function isBusy(state) {
  return state === "asking" || state === "recording" || state === "sending";
}

/**
 * How far a recording is, as `GET /recordings/<id>` tells it.
 * @param {{ watchable: boolean, settled: boolean, stage: string, sentence: string }} progress
 * @returns {{ state: State, words: string }}
 */
export function prepared({ watchable, settled, stage, sentence }) {
  if (watchable) return { state: "ready", words: sentence || "Ready" };
  if (settled) return { state: "broken", words: sentence || UNREAD };
  return { state: "preparing", words: stage ? `Preparing: ${stage}` : "Preparing…" };
}

/**
 * What can be played, out of an answer that is it or has it in `media`; null while there is nothing.
 * @param {any} answer
 * @returns {Media | null}
 */
export function mediaIn(answer) {
  const found = answer && "media" in answer ? answer.media : answer;
  return found?.url ? found : null;
}

/** @param {Media} media */
export function readyWords({ duration_ms, has_video }) {
  return `Ready · ${has_video ? "video" : "audio"}, ${clock(duration_ms)}`;
}
