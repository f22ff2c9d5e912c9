// @ts-check
/** Three seconds recorded and played back at once, with sound. Nothing of it is kept or sent. */

const SECONDS = 3;
const PATIENCE_MS = 3000; // a browser that never says that playing has ended

/**
 * @param {MediaRecorder} recorder
 * @param {HTMLVideoElement} video    where it is played
 * @param {AbortSignal} signal        ends it early
 * @param {(stage: "recording" | "playing", left: number) => void} tell
 */
export async function testClip(recorder, video, signal, tell) {
  const clip = await record(recorder, signal, (left) => tell("recording", left));
  if (signal.aborted || clip.size === 0) return;
  tell("playing", 0);
  await play(clip, video, signal);
}

/**
 * @param {MediaRecorder} recorder
 * @param {AbortSignal} signal
 * @param {(left: number) => void} tell  the seconds that are left
 */
async function record(recorder, signal, tell) {
  /** @type {Blob[]} */
  const chunks = [];
  recorder.addEventListener("dataavailable", (event) => chunks.push(event.data));
  const stopped = new Promise((resolve) => recorder.addEventListener("stop", resolve, { once: true }));
  recorder.start();
  for (let left = SECONDS; left > 0 && !signal.aborted; left -= 1) {
    tell(left);
    await pause(1000, signal);
  }
  if (recorder.state !== "inactive") recorder.stop();
  await stopped;
  return new Blob(chunks, { type: recorder.mimeType });
}

/**
 * @param {Blob} clip
 * @param {HTMLVideoElement} video
 * @param {AbortSignal} signal
 */
async function play(clip, video, signal) {
  const url = URL.createObjectURL(clip);
  const ended = new Promise((resolve) => video.addEventListener("ended", resolve, { once: true }));
  video.src = url;
  try {
    await video.play();
    await Promise.race([ended, pause(SECONDS * 1000 + PATIENCE_MS, signal)]);
  } finally {
    video.pause();
    video.removeAttribute("src");
    video.load();
    URL.revokeObjectURL(url);
  }
}

/**
 * @param {number} ms
 * @param {AbortSignal} signal
 */
function pause(ms, signal) {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener("abort", () => (clearTimeout(timer), resolve(undefined)), { once: true });
  });
}
