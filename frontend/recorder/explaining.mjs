// @ts-check
/** Why there is no picture or sound, and what helps in this browser on this system. Loaded when needed. */
import { browserOf, nameOf, permissions } from "freethrow/recorder/devices.mjs";
import { NotShared } from "freethrow/recorder/sources.mjs";

/** @typedef {import("freethrow/recorder/devices.mjs").Explanation} Explanation */
/** @typedef {import("freethrow/recorder/devices.mjs").Mode} Mode */
/** @typedef {"camera" | "microphone" | "both"} What */
/**
 * @typedef {object} Facts  what is known about a refusal
 * @property {string} name      of the error
 * @property {string} [message]
 * @property {string} agent     navigator.userAgent
 * @property {Mode} [mode]      what was asked for
 * @property {{ camera?: PermissionState, microphone?: PermissionState }} [allowed]  where the browser tells
 * @property {{ camera: boolean, microphone: boolean }} [there]  which devices there are, where the browser tells
 */

const NAMES = { camera: "the camera", microphone: "the microphone", both: "the camera and the microphone" };
const YOURS = { camera: "your camera", microphone: "your microphone", both: "your camera and microphone" };
const SWITCHES = { camera: "“Camera”", microphone: "“Microphone”", both: "“Camera”, then “Microphone”" };

/** @type {Record<ReturnType<typeof browserOf>, (what: What) => string>} */
const ALLOW = {
  chromium: (what) => `Click the sign left of the address, turn on ${NAMES[what]}, then try again.`,
  edge: (what) => `Click the lock left of the address, “Permissions for this site”, set ${NAMES[what]} to Allow, then try again.`,
  "chromium-phone": (what) => `Tap the sign left of the address, then “Permissions”, allow ${NAMES[what]}, and try again.`,
  firefox: (what) => `Click the crossed-out sign left of the address, remove the block of ${NAMES[what]}, then try again.`,
  "firefox-phone": (what) => `Tap the lock left of the address, allow ${NAMES[what]}, then try again.`,
  safari: (what) => `Open Safari’s menu, “Settings for This Website…”, set ${NAMES[what]} to Allow, then try again.`,
  "safari-phone": (what) => `Tap the sign left of the address, “Website Settings”, set ${NAMES[what]} to Allow, then try again.`,
  "iphone-other": (what) => `Open the Settings app, choose your browser, turn on ${NAMES[what]}, then come back and try again.`,
};

/** @type {Record<ReturnType<typeof systemOf>, (what: What) => string>} */
const ALLOW_IN_SYSTEM = {
  mac: (what) => `Open System Settings, “Privacy & Security”, ${SWITCHES[what]}, turn your browser on there, and restart it.`,
  windows: (what) => `Open Settings, “Privacy & security”, ${SWITCHES[what]}, let desktop apps use it, then try again.`,
  android: (what) => `Open the phone’s Settings, “Apps”, your browser, “Permissions”, allow ${NAMES[what]}, then try again.`,
  iphone: (what) => `Open the Settings app, choose your browser, turn on ${NAMES[what]}, then come back and try again.`,
  other: (what) => `Allow your browser to use ${NAMES[what]} in your system’s privacy settings, then try again.`,
};

/** @param {string} agent  navigator.userAgent */
export function systemOf(agent) {
  if (/iPhone|iPad/.test(agent)) return "iphone";
  if (/Android/.test(agent)) return "android";
  if (/Windows/.test(agent)) return "windows";
  return /Mac OS X|Macintosh/.test(agent) ? "mac" : "other";
}

/**
 * Asks the browser what it tells about a refusal, and explains it.
 * @param {unknown} error
 * @param {Mode} mode
 */
export async function diagnose(error, mode) {
  const first = error instanceof NotShared ? error.cause : error;
  const message = first instanceof Error || first instanceof DOMException ? first.message : "";
  const [allowed, there] = await Promise.all([permissions(), whatIsThere()]);
  const name = error instanceof NotShared ? "NotShared" : nameOf(error);
  return explain({ name, message, agent: navigator.userAgent, mode, allowed, there });
}

async function whatIsThere() {
  const found = await navigator.mediaDevices.enumerateDevices().catch(() => null);
  if (!found) return undefined;
  return { camera: found.some((one) => one.kind === "videoinput"), microphone: found.some((one) => one.kind === "audioinput") };
}

/**
 * @param {Facts} facts
 * @returns {Explanation}
 */
export function explain(facts) {
  switch (facts.name) {
    case "NotAllowedError":
    case "SecurityError":
      return refused(facts);
    case "NotShared":
      return unshared(facts);
    case "NotFoundError":
      return missing(facts);
    case "NotReadableError":
    case "AbortError":
      return busy(facts);
    default:
      return {
        title: `${facts.mode === "audio" ? "The microphone" : "The camera"} didn’t start.`,
        steps: "Unplug and replug it or restart the browser, then try again.",
        sound: facts.mode !== "audio",
      };
  }
}

/**
 * @param {Facts} facts
 * @returns {Explanation}
 */
function refused(facts) {
  const { allowed = {}, message = "", agent, mode = "camera" } = facts;
  const wanted = mode === "audio" ? [allowed.microphone] : [allowed.camera, allowed.microphone];
  const all = wanted.every((state) => state === "granted");
  const what = refusedOf(facts);
  const sound = mode !== "audio" && what === "camera";
  if (all || /system/i.test(message)) {
    return { title: `Your system doesn’t let the browser use ${NAMES[what]}.`, steps: ALLOW_IN_SYSTEM[systemOf(agent)](what), sound };
  }
  if (/dismiss/i.test(message)) {
    return { title: `The browser’s question about ${NAMES[what]} was closed.`, steps: "Try again, and answer it with Allow.", sound: mode !== "audio" };
  }
  return { title: `The browser doesn’t let us use ${YOURS[what]}.`, steps: ALLOW[browserOf(agent)](what), sound };
}

/**
 * @param {Facts} facts
 * @returns {Explanation}
 */
function unshared({ message = "", agent }) {
  if (!/system/i.test(message)) return { title: "No screen was chosen.", steps: "Try again, choose what to show, and press Share." };
  const steps = systemOf(agent) === "mac"
    ? "Open System Settings, “Privacy & Security”, “Screen & System Audio Recording”, turn your browser on there, and restart it."
    : "Allow your browser to share the screen in your system’s privacy settings, then try again.";
  return { title: "Your system doesn’t let the browser show your screen.", steps };
}

/**
 * Which of the two is refused; both where the browser doesn’t tell.
 * @param {Facts} facts
 * @returns {What}
 */
function refusedOf({ allowed = {}, mode }) {
  if (mode === "audio") return "microphone";
  const camera = allowed.camera === "denied";
  const microphone = allowed.microphone === "denied";
  if (camera === microphone) return "both";
  return camera ? "camera" : "microphone";
}

/**
 * @param {Facts} facts
 * @returns {Explanation}
 */
function missing({ there = { camera: true, microphone: false }, mode }) {
  if (!there.microphone && !there.camera && mode !== "audio") {
    return { title: "We found no camera and no microphone.", steps: "Plug them in and try again, or use a phone." };
  }
  if (!there.microphone) return { title: "We found no microphone.", steps: "Plug one in, or connect a headset, and try again." };
  return { title: "We found no camera.", steps: "Plug one in and try again.", sound: true };
}

/**
 * @param {Facts} facts
 * @returns {Explanation}
 */
function busy({ message = "", mode }) {
  const video = /video|camera/i.test(message) && mode !== "audio";
  const audio = /audio|mic/i.test(message) || mode === "audio";
  const what = video === audio ? "both" : video ? "camera" : "microphone";
  const which = what === "both" ? "your camera or microphone" : YOURS[what];
  return {
    title: `Another program is using ${which}.`,
    steps: "Close calls and other tabs that use it, then try again. If there are none, unplug it and plug it in again.",
    sound: what === "camera",
  };
}
