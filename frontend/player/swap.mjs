// @ts-check
/**
 * Puts another address into a video: same place, speed, loudness and captions, playing on if it
 * played. A copy of the last picture lies above until the new one is there, so that nothing turns
 * black. In the middle of a jump a video gives no picture, for as long as the jump takes: so every
 * jump begins with a copy.
 */

const LONGEST_MS = 60_000; // on the slowest lines the still is better than nothing

/** @type {WeakMap<HTMLVideoElement, HTMLCanvasElement>} the last picture of each */
const copies = new WeakMap();

/** @type {WeakMap<HTMLVideoElement, symbol>} the exchange that counts; two may be of the same address */
const latest = new WeakMap();

/**
 * Go to another moment of a video.
 * @param {HTMLVideoElement} video
 * @param {number} second
 */
export function jump(video, second) {
  keep(video);
  video.currentTime = second;
}

/**
 * @param {HTMLVideoElement} video
 * @param {string} url
 * @param {number} at seconds
 * @param {boolean} going whether it is to play
 * @returns {Promise<void>} when the picture is there
 */
export async function exchange(video, url, at, going) {
  const mine = Symbol(url);
  latest.set(video, mine);
  const modes = [...video.textTracks].map((track) => /** @type {const} */ ([track, track.mode]));
  const seen = video.played.length > 0 || at > 0;
  if (seen || !video.poster) cover(video); // else its poster is shown, and stays
  video.defaultPlaybackRate = video.playbackRate; // loading puts the speed back to this
  if (seen) video.preload = "auto";
  video.src = url;
  if (seen) video.currentTime = at || 0.001; // at 0 the poster would come back
  for (const [track, mode] of modes) track.mode = mode;
  if (going) video.play().catch(() => undefined); // what fails is told by an error of its own
  await shown(video);
  if (latest.get(video) === mine) await painted(video);
  if (latest.get(video) === mine) uncover(video);
}

/** @param {HTMLVideoElement} video */
function cover(video) {
  if (video.parentElement?.querySelector(".still")) return;
  keep(video);
  const copy = copies.get(video);
  if (copy) video.after(copy);
}

/**
 * Copy what is shown; between two pictures the copy of the one before is kept.
 * @param {HTMLVideoElement} video
 */
function keep(video) {
  if (video.seeking || video.readyState < HTMLMediaElement.HAVE_CURRENT_DATA || !video.videoWidth) return;
  const copy = copies.get(video) ?? still();
  copies.set(video, copy);
  [copy.width, copy.height] = [video.videoWidth, video.videoHeight];
  copy.getContext("2d")?.drawImage(video, 0, 0);
}

function still() {
  const canvas = document.createElement("canvas");
  canvas.className = "still";
  canvas.setAttribute("aria-hidden", "true");
  return canvas;
}

/** @param {HTMLVideoElement} video */
export function uncover(video) {
  video.parentElement?.querySelector(".still")?.remove();
}

/** @param {HTMLVideoElement} video */
async function shown(video) {
  const over = AbortSignal.timeout(LONGEST_MS);
  await new Promise((done) => {
    const look = () => video.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA && !video.seeking && done(true);
    for (const name of ["loadeddata", "seeked", "canplay", "playing"]) video.addEventListener(name, look, { signal: over });
    over.addEventListener("abort", done);
  });
}

/** @param {HTMLVideoElement} video */
async function painted(video) {
  await new Promise((done) => {
    video.requestVideoFrameCallback?.(done);
    setTimeout(done, 250); // a hidden or still video paints nothing more
  });
}
