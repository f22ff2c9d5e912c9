// @ts-check
/** The button that shows and hides captions; there only when there are some. The choice is kept. */

const CHOICE = "player-captions";

/**
 * @param {HTMLVideoElement} video
 * @param {HTMLElement} button
 */
export function offerCaptions(video, button) {
  const track = video.querySelector("track")?.track;
  button.hidden = !track;
  if (track) show(track, button, kept() !== "off");
}

/**
 * @param {HTMLVideoElement} video
 * @param {HTMLElement} button
 */
export function toggleCaptions(video, button) {
  const track = video.querySelector("track")?.track;
  if (!track) return;
  const on = track.mode !== "showing";
  show(track, button, on);
  try {
    localStorage.setItem(CHOICE, on ? "on" : "off");
  } catch {
    // A browser without storage forgets it with the page.
  }
}

/**
 * @param {TextTrack} track
 * @param {HTMLElement} button
 * @param {boolean} on
 */
function show(track, button, on) {
  track.mode = on ? "showing" : "disabled";
  button.setAttribute("aria-pressed", String(on));
}

function kept() {
  try {
    return localStorage.getItem(CHOICE);
  } catch {
    return null;
  }
}
