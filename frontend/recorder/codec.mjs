// @ts-check
/**
 * Which format to record in. H.264 in MP4 costs the least while recording and is copied rather than
 * encoded again afterwards; VP9 is next, VP8 last. A bare "video/mp4" means VP9 in Chrome, so the codec
 * is always named; H.264 asked for as WebM comes out as Matroska, so it never is.
 */

const MP4_OPUS = ["video/mp4;codecs=avc1.42E01F,opus", "video/mp4;codecs=avc1.64001F,opus"];
const MP4_AAC = ["video/mp4;codecs=avc1.42E01F,mp4a.40.2", "video/mp4;codecs=avc1.64001F,mp4a.40.2"];
const WEBM = ["video/webm;codecs=vp9,opus", "video/webm;codecs=vp8,opus", "video/webm"];
const SOUND = ["audio/mp4;codecs=mp4a.40.2", "audio/webm;codecs=opus", "audio/mp4", "audio/webm"];

/**
 * The formats to try, best first.
 * @param {{ apple: boolean, video: boolean }} what
 * @returns {string[]}
 */
export function candidates({ apple, video }) {
  if (!video) return SOUND;
  return apple ? [...MP4_AAC, "video/mp4", ...WEBM] : [...MP4_OPUS, ...MP4_AAC, ...WEBM, "video/mp4"];
}

/** Bits per second that look good at a height; the picture of a talking person needs no more. */
const BITRATES = /** @type {const} */ ([[360, 900_000], [480, 1_300_000], [720, 2_500_000], [Infinity, 4_500_000]]);

/** @param {number} height  of the picture */
export function bitrateFor(height) {
  return (BITRATES.find(([most]) => height <= most) ?? BITRATES[3])[1];
}

/**
 * Options for MediaRecorder. A keyframe every second, because MP4 chunks end only at keyframes: without
 * it the first bytes arrive after five seconds or only at stop. (The keyframe option is newer than the
 * type declarations of the language.)
 * @param {string} mimeType
 * @param {number} [height]  of the picture
 * @returns {MediaRecorderOptions & { videoKeyFrameIntervalDuration?: number }}
 */
export function recorderOptions(mimeType, height = 720) {
  const sound = { mimeType, audioBitsPerSecond: 128_000 };
  if (mimeType.startsWith("audio/")) return sound;
  return { ...sound, videoBitsPerSecond: bitrateFor(height), videoKeyFrameIntervalDuration: 1000 };
}

/**
 * Whether this is WebKit on an Apple device, whose WebM had rotated frames.
 * @param {{ vendor?: string }} navigator
 */
export function isApple(navigator) {
  return (navigator.vendor ?? "").startsWith("Apple");
}
