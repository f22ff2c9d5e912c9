// @ts-check
/** Cameras and microphones: asking for them, choosing among them, remembering the choice. */

/** @typedef {"camera" | "audio" | "screen"} Mode what is recorded */
/** @typedef {{ camera: string, microphone: string }} Choice */
/** @typedef {{ title: string, steps: string, sound?: boolean }} Explanation  sound: whether recording sound alone may work */
/** @typedef {{ value: string, words: string }} Listed */

const REMEMBERED = "freethrow-devices";
const BY_DEFAULT = "This device’s default";
// Chrome lists its defaults as devices of their own, beside the devices they stand for.
const STAND_INS = ["", "default", "communications"];

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
 * Camera and microphone, or the microphone alone where that is wanted or there is no camera. A chosen
 * device that is gone gives way to the default; the other choice still holds.
 * @param {Choice} choice
 * @param {Pick<MediaDevices, "getUserMedia">} [devices]
 * @param {Mode} [mode]
 * @returns {Promise<MediaStream>}
 */
export async function acquire(choice, devices = navigator.mediaDevices, mode = "camera") {
  for (const [at, one] of fallbacks(choice).entries()) {
    try {
      return await ask(one, devices, mode);
    } catch (error) {
      if (nameOf(error) !== "OverconstrainedError" || at === fallbacks(choice).length - 1) throw error;
    }
  }
  throw new Error("unreachable");
}

/**
 * @param {Choice} choice
 * @param {Pick<MediaDevices, "getUserMedia">} devices
 * @param {Mode} mode
 */
async function ask(choice, devices, mode) {
  const { video, audio } = constraints(choice);
  if (mode === "audio") return devices.getUserMedia({ audio });
  try {
    return await devices.getUserMedia({ video, audio });
  } catch (error) {
    if (nameOf(error) === "NotFoundError") return devices.getUserMedia({ audio });
    throw error;
  }
}

/**
 * @param {Choice} choice
 * @returns {Choice[]}
 */
function fallbacks({ camera, microphone }) {
  const all = [{ camera, microphone }, { camera: "", microphone }, { camera, microphone: "" }, { camera: "", microphone: "" }];
  const told = all.map((one) => JSON.stringify(one));
  return all.filter((_, at) => told.indexOf(told[at] ?? "") === at);
}

/** @param {unknown} error */
export function nameOf(error) {
  return error instanceof Error || error instanceof DOMException ? error.name : "";
}

/**
 * Which browser this is, as far as its permission dialog differs.
 * @param {string} agent  navigator.userAgent
 * @returns {"firefox" | "firefox-phone" | "safari-phone" | "iphone-other" | "safari" | "chromium-phone" | "edge" | "chromium"}
 */
export function browserOf(agent) {
  if (/iPhone|iPad/.test(agent)) return /CriOS|FxiOS|EdgiOS/.test(agent) ? "iphone-other" : "safari-phone";
  if (/Firefox\//.test(agent)) return /Android/.test(agent) ? "firefox-phone" : "firefox";
  if (/Safari\//.test(agent) && !/Chrom(e|ium)\//.test(agent)) return "safari";
  if (/Android/.test(agent)) return "chromium-phone";
  return /Edg\//.test(agent) ? "edge" : "chromium";
}

/**
 * What a picker offers: the default first, then what is there now.
 * @param {Pick<MediaDeviceInfo, "kind" | "deviceId" | "label">[]} devices
 * @param {"camera" | "microphone"} what
 * @returns {Listed[]}
 */
export function listed(devices, what) {
  const kind = what === "camera" ? "videoinput" : "audioinput";
  const here = devices.filter((one) => one.kind === kind && !STAND_INS.includes(one.deviceId));
  const rest = here.map((one, at) => ({ value: one.deviceId, words: one.label || `${what === "camera" ? "Camera" : "Microphone"} ${at + 1}` }));
  return [{ value: "", words: BY_DEFAULT }, ...rest];
}

/**
 * What to say about chosen devices that are not there now; empty when they are.
 * @param {string[]} gone  "camera", "microphone"
 */
export function goneWords(gone) {
  if (gone.length === 0) return "";
  const [they, are] = gone.length === 1 ? ["it", "isn’t"] : ["them", "aren’t"];
  return `The ${gone.join(" and the ")} you used last ${are} here, so this device’s default is on. Plug ${they} in to go back.`;
}

/** @returns {Explanation | null} what stands in the way before anything was asked */
export function obstacle() {
  if (!window.isSecureContext || !navigator.mediaDevices) {
    return {
      title: "Recording needs a secure connection.",
      steps: "Browsers open the camera only at an https:// address. Ask whoever sent you this link for that one, or send a file.",
    };
  }
  if (typeof MediaRecorder === "undefined") {
    return { title: "This browser can’t record.", steps: "Use a current Chrome, Edge, Firefox or Safari, or send a file." };
  }
  return null;
}

/**
 * What the browser lets us do, as far as it tells.
 * @returns {Promise<{ camera?: PermissionState, microphone?: PermissionState }>}
 */
export async function permissions() {
  /** @param {string} name */
  const ask = (name) => navigator.permissions.query({ name: /** @type {PermissionName} */ (name) }).then((answer) => answer.state);
  const [camera, microphone] = await Promise.allSettled(["camera", "microphone"].map(async (name) => ask(name)));
  return { camera: stateIn(camera), microphone: stateIn(microphone) };
}

/** @param {PromiseSettledResult<PermissionState> | undefined} answer */
function stateIn(answer) {
  return answer?.status === "fulfilled" ? answer.value : undefined;
}

/**
 * Whether the browser already lets us in, so that recording may be prepared without a tap.
 * @param {Mode} mode
 */
export async function alreadyAllowed(mode) {
  const { camera, microphone } = await permissions();
  return microphone === "granted" && (mode === "audio" || camera === "granted");
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
