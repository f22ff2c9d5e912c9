// @ts-check
/**
 * Puts another address into a video: same place, speed, loudness and captions, playing on if it
 * played. A copy of the present picture lies above until the new one is there, so that nothing
 * turns black.
 */

const SETTLE_MS = 1_000; // in the middle of a jump there is no picture to copy; it soon is
const LONGEST_MS = 60_000; // on the slowest lines the still is better than nothing

/**
 * @param {HTMLVideoElement} video
 * @param {string} url
 * @param {number} at seconds
 * @param {boolean} going whether it is to play
 * @returns {Promise<void>} when the picture is there
 */
export async function exchange(video, url, at, going) {
  const modes = [...video.textTracks].map((track) => /** @type {const} */ ([track, track.mode]));
  const seen = video.played.length > 0 || at > 0;
  if (seen && video.seeking && !video.error) {
    const before = video.src;
    await settled(video);
    if (video.src !== before) return; // somebody put in another one meanwhile
    if (!video.error) [at, going] = [video.currentTime, !video.paused];
  }
  cover(video, seen || !video.poster);
  video.defaultPlaybackRate = video.playbackRate; // loading puts the speed back to this
  if (seen) video.preload = "auto";
  video.src = url;
  if (seen) video.currentTime = at || 0.001; // at 0 the poster would come back
  for (const [track, mode] of modes) track.mode = mode;
  if (going) video.play().catch(() => undefined); // what fails is told by an error of its own
  await shown(video, url);
  if (video.src === new URL(url, document.baseURI).href) uncover(video);
}

/**
 * @param {HTMLVideoElement} video
 * @param {boolean} framed  else its poster is shown, and stays
 */
function cover(video, framed) {
  const there = video.parentElement?.querySelector(".still");
  if (there || !framed || video.readyState < HTMLMediaElement.HAVE_CURRENT_DATA || !video.videoWidth) return;
  const canvas = document.createElement("canvas");
  canvas.className = "still";
  canvas.setAttribute("aria-hidden", "true");
  [canvas.width, canvas.height] = [video.videoWidth, video.videoHeight];
  canvas.getContext("2d")?.drawImage(video, 0, 0);
  video.after(canvas);
}

/** @param {HTMLVideoElement} video */
async function settled(video) {
  const over = AbortSignal.timeout(SETTLE_MS);
  await new Promise((done) => {
    for (const name of ["seeked", "error"]) video.addEventListener(name, done, { signal: over });
    over.addEventListener("abort", done);
  });
}

/** @param {HTMLVideoElement} video */
export function uncover(video) {
  video.parentElement?.querySelector(".still")?.remove();
}

/**
 * @param {HTMLVideoElement} video
 * @param {string} url
 */
async function shown(video, url) {
  const over = AbortSignal.timeout(LONGEST_MS);
  await new Promise((done) => {
    const look = () => video.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA && !video.seeking && done(true);
    for (const name of ["loadeddata", "seeked", "canplay", "playing"]) video.addEventListener(name, look, { signal: over });
    over.addEventListener("abort", done);
  });
  if (video.src === new URL(url, document.baseURI).href) await painted(video);
}

/** @param {HTMLVideoElement} video */
async function painted(video) {
  await new Promise((done) => {
    video.requestVideoFrameCallback?.(done);
    setTimeout(done, 250); // a hidden or still video paints nothing more
  });
}
