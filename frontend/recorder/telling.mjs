// @ts-check
/** What the page says about where a take is: on this device, on its way, or with the server. */
import { length, percent } from "freethrow/recorder/words.mjs";

/** @typedef {import("freethrow/recorder/uploader.mjs").Status} Status */
/** @typedef {{ spooled?: boolean, savedMs?: number, uploader: { status: Status } }} Told */

/** What is said aloud when the recorder changes its state. */
export const SAID = /** @type {Record<import("freethrow/recorder/machine.mjs").State, string>} */ ({
  asking: "",
  blocked: "",
  ready: "Ready to record.",
  countdown: "Recording begins in three seconds.",
  prompted: "",
  recording: "Recording.",
  paused: "Paused.",
  stopping: "Stopping.",
  sending: "Recorded. Sending it now.",
  done: "Your take is here.",
});
/** What is said when a device is gone in the middle. */
export const LOST = {
  camera: "Your camera stopped. Everything up to here is safe. Check it, then go on.",
  microphone: "Your microphone stopped. Everything up to here is safe. Check it, then go on.",
  screen: "Sharing has ended. Your camera goes on.",
};
/** What is said when it can be used again. */
export const BACK = {
  camera: "Your camera is back. Go on when you are ready.",
  microphone: "Your microphone is back. Go on when you are ready.",
  screen: "",
};
/** What is said when this device can't keep up. */
export const EASED = "This device is busy, so we go on with a smaller picture. Everything so far is safe.";
/** What is said when the recorder itself stops and can't begin anew. */
export const INTERRUPTED = "Recording stopped. Everything up to here is safe. Go on when you are ready.";
/** What is said when only the small picture on a shared screen is gone. */
export const WITHOUT_CAMERA = "Your camera stopped. Your screen and your voice go on.";

/**
 * The line in the corner while recording. What the recorder or the disk still works on is not saved yet.
 * @param {Told} recording
 */
export function savedWords({ spooled, savedMs: ms = 0, uploader: { status } }) {
  if (status.state === "sent") return "Sent";
  if (spooled === undefined) return "";
  if (!spooled) return `${length(status.sentMs)} sent. Keep this page open: this device isn’t keeping a copy`;
  if (ms < 1000) return "";
  return `${length(ms)} saved on this device, ${length(status.sentMs)} sent`;
}

/**
 * The line and the share under a recorded take.
 * @param {Told} recording
 * @returns {{ words: string, percent: number }}
 */
export function sendingWords({ spooled, uploader: { status } }) {
  const share = percent(status.sentBytes, status.sentBytes + status.pendingBytes);
  if (status.state === "sent") return { words: here(spooled), percent: 100 };
  if (status.state === "refused") return { words: "", percent: share }; // said beside the ways out
  if (status.state === "signed-out") return { words: status.sentence, percent: share };
  const safe = spooled ? "Safe to leave: it is saved on this device." : "Keep this page open until it is sent.";
  return { words: `${status.sentence || `Sending, ${share}%.`} ${safe}`, percent: share };
}

/**
 * Of a recording we know that it can be watched; a file (never spooled) is still being looked at.
 * @param {boolean | undefined} spooled
 */
function here(spooled) {
  const rest = "Only you can see it until you submit it.";
  return spooled === undefined ? `Your file is here and is being checked. ${rest}` : `Your take is here. ${rest}`;
}
