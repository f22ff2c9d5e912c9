// @ts-check
/** Cameras and microphones: asking for them, choosing among them, explaining a refusal. */

/** @typedef {{ camera: string, microphone: string }} Choice */
/** @typedef {{ title: string, steps: string }} Explanation */

const REMEMBERED = "freethrow-devices";

/**
 * What to ask the browser for.
 * @param {Choice} choice  ids of devices; empty means any
 * @returns {{ video: MediaTrackConstraints, audio: MediaTrackConstraints }}
 */
export function constraints({ camera, microphone }) {
  return {
    video: {
      width: { ideal: 1280 },
      height: { ideal: 720 },
      frameRate: { ideal: 30, max: 30 },
      ...(camera ? { deviceId: { exact: camera } } : { facingMode: "user" }),
    },
    audio: {
      echoCancellation: true,
      noiseSuppression: true,
      ...(microphone ? { deviceId: { exact: microphone } } : {}),
    },
  };
}

/**
 * Camera and microphone; the microphone alone where there is no camera; any device when the remembered
 * one is gone.
 * @param {Choice} choice
 * @param {Pick<MediaDevices, "getUserMedia">} devices
 * @returns {Promise<MediaStream>}
 */
export async function acquire(choice, devices = navigator.mediaDevices) {
  const { video, audio } = constraints(choice);
  try {
    return await devices.getUserMedia({ video, audio });
  } catch (error) {
    const name = nameOf(error);
    if (name === "OverconstrainedError" && (choice.camera || choice.microphone)) {
      return acquire({ camera: "", microphone: "" }, devices);
    }
    if (name === "NotFoundError") return devices.getUserMedia({ audio });
    throw error;
  }
}

/** @param {unknown} error */
function nameOf(error) {
  return error instanceof Error || error instanceof DOMException ? error.name : "";
}

/**
 * Which browser this is, as far as its permission dialog differs.
 * @param {string} agent  navigator.userAgent
 * @returns {"firefox" | "safari-phone" | "safari" | "chromium-phone" | "chromium"}
 */
export function browserOf(agent) {
  if (/Firefox\//.test(agent)) return "firefox";
  if (/iPhone|iPad/.test(agent)) return "safari-phone";
  if (/Safari\//.test(agent) && !/Chrom(e|ium)\//.test(agent)) return "safari";
  if (/Android/.test(agent)) return "chromium-phone";
  return "chromium";
}

const ALLOW = {
  chromium: "Click the camera sign at the end of the address bar, choose “Always allow”, then try again.",
  "chromium-phone": "Tap the sign left of the address, then “Permissions”, allow camera and microphone, and try again.",
  firefox: "Click the crossed-out camera in the address bar, remove the block, then try again.",
  safari: "Open Safari’s menu, “Settings for This Website…”, set camera and microphone to Allow, then try again.",
  "safari-phone": "Tap the sign left of the address, “Website Settings”, set camera and microphone to Allow, then try again.",
};

/**
 * Why there is no picture or sound, and what helps in this browser.
 * @param {unknown} error
 * @param {string} agent
 * @returns {Explanation}
 */
export function explain(error, agent) {
  switch (nameOf(error)) {
    case "NotAllowedError":
    case "SecurityError":
      return { title: "The browser doesn’t let us use your camera and microphone.", steps: ALLOW[browserOf(agent)] };
    case "NotFoundError":
      return { title: "We found no microphone.", steps: "Plug one in and try again, or send a file you recorded elsewhere." };
    case "NotReadableError":
    case "AbortError":
      return {
        title: "Another program is using your camera or microphone.",
        steps: "Close calls and other tabs that use it, then try again.",
      };
    default:
      return {
        title: "The camera didn’t start.",
        steps: "Unplug and replug it or restart the browser, then try again. You can also send a file.",
      };
  }
}

/** @returns {Explanation | null} what stands in the way before anything was asked */
export function obstacle() {
  if (!window.isSecureContext || !navigator.mediaDevices) {
    return { title: "Recording needs a secure connection.", steps: "Open this page by its https:// address. You can still send a file." };
  }
  if (typeof MediaRecorder === "undefined") {
    return { title: "This browser can’t record.", steps: "Use a current Chrome, Edge, Firefox or Safari, or send a file." };
  }
  return null;
}

/** Whether the browser already lets us in, so that the camera may start without a tap. */
export async function alreadyAllowed() {
  try {
    const names = /** @type {PermissionName[]} */ (/** @type {unknown} */ (["camera", "microphone"]));
    const answers = await Promise.all(names.map((name) => navigator.permissions.query({ name })));
    return answers.every((answer) => answer.state === "granted");
  } catch {
    return false;
  }
}

/** @returns {Choice} */
export function remembered() {
  try {
    return { camera: "", microphone: "", ...JSON.parse(localStorage.getItem(REMEMBERED) ?? "{}") };
  } catch {
    return { camera: "", microphone: "" };
  }
}

/** @param {Choice} choice */
export function remember(choice) {
  try {
    localStorage.setItem(REMEMBERED, JSON.stringify(choice));
  } catch {
    // Private windows may refuse; then the choice lasts for this page.
  }
}
