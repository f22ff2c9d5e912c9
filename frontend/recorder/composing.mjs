// @ts-check
/**
 * The screen with the camera as a round picture in its corner, and both sounds, as one stream.
 *
 * A worker keeps the time, since timers of a page stop when another tab or window covers it, which is
 * where somebody who shares a screen is.
 */

/** @typedef {{ width: number, height: number }} Size */
/** @typedef {{ x: number, y: number, width: number, height: number }} Box */

const LARGEST = { width: 1280, height: 720 };
const SMALLER = { width: 854, height: 480 };
const FRAMES = 15;
const FEWER = 8;

/**
 * The size to record in: within the largest, never larger than the screen, even in both directions as
 * H.264 wants it.
 * @param {Size} screen
 * @param {Size} largest
 * @returns {Size}
 */
export function sizeFor(screen, largest = LARGEST) {
  const scale = Math.min(1, largest.width / screen.width, largest.height / screen.height);
  const even = (/** @type {number} */ length) => Math.max(2, Math.round((length * scale) / 2) * 2);
  return { width: even(screen.width), height: even(screen.height) };
}

/**
 * Where a picture lies when all of it shows in a frame, in the middle.
 * @param {Size} picture
 * @param {Size} frame
 * @returns {Box}
 */
export function within(picture, frame) {
  const scale = Math.min(frame.width / picture.width, frame.height / picture.height);
  const [width, height] = [picture.width * scale, picture.height * scale];
  return { x: (frame.width - width) / 2, y: (frame.height - height) / 2, width, height };
}

/**
 * The round place of the camera: a fifth of the width, at the bottom right.
 * @param {Size} frame
 * @returns {{ x: number, y: number, radius: number }}  its middle
 */
export function cornerOf(frame) {
  const radius = Math.round(Math.min(frame.width * 0.1, frame.height * 0.18));
  const margin = Math.round(radius * 0.25);
  return { x: frame.width - radius - margin, y: frame.height - radius - margin, radius };
}

/**
 * The square in the middle of a picture.
 * @param {Size} picture
 * @returns {Box}
 */
export function squareOf({ width, height }) {
  const side = Math.min(width, height);
  return { x: (width - side) / 2, y: (height - side) / 2, width: side, height: side };
}

/** @param {HTMLVideoElement} video */
const sizeOf = (video) => ({ width: video.videoWidth, height: video.videoHeight });

export class Composition {
  #canvas = document.createElement("canvas");
  #screen = document.createElement("video");
  #camera = document.createElement("video");
  /** @type {Worker | null} */
  #beat = null;
  /** @type {AudioContext | null} */
  #mixer = null;

  /**
   * @param {MediaStream} screen
   * @param {MediaStream} own  camera, if there is one, and microphone
   */
  constructor(screen, own) {
    this.screen = screen;
    this.own = own;
  }

  /** Whether the small picture is gone while the screen goes on. */
  get lostCamera() {
    return this.own.getVideoTracks().some((track) => track.readyState === "ended");
  }

  /** @returns {Promise<MediaStream>} to record */
  async begin() {
    await Promise.all([watch(this.#screen, this.screen.getVideoTracks()), watch(this.#camera, this.own.getVideoTracks())]);
    Object.assign(this.#canvas, sizeFor(sizeOf(this.#screen)));
    this.#draw();
    this.#beat = new Worker(import.meta.resolve("freethrow/recorder/beat.mjs"), { type: "module" });
    this.#beat.onmessage = () => this.#draw();
    this.#beat.postMessage(1000 / FRAMES);
    return new MediaStream([...this.#canvas.captureStream(FRAMES).getVideoTracks(), ...this.#sound()]);
  }

  /** Fewer and smaller pictures. The next segment begins with them: a size never changes within one. */
  ease() {
    Object.assign(this.#canvas, sizeFor(sizeOf(this.#screen), SMALLER));
    this.#draw();
    this.#beat?.postMessage(1000 / FEWER);
  }

  /** Ends the sharing; camera and microphone stay on. */
  stop() {
    this.#beat?.terminate();
    void this.#mixer?.close();
    for (const track of this.screen.getTracks()) track.stop();
    for (const video of [this.#screen, this.#camera]) video.srcObject = null;
  }

  /** The voice alone, or mixed with the sound of what is shared. */
  #sound() {
    if (this.screen.getAudioTracks().length === 0) return this.own.getAudioTracks();
    this.#mixer = new AudioContext();
    const both = this.#mixer.createMediaStreamDestination();
    for (const stream of [this.screen, this.own]) {
      if (stream.getAudioTracks().length > 0) this.#mixer.createMediaStreamSource(stream).connect(both);
    }
    void this.#mixer.resume();
    return both.stream.getAudioTracks();
  }

  #draw() {
    const pen = this.#canvas.getContext("2d", { alpha: false });
    if (!pen) return;
    pen.fillRect(0, 0, this.#canvas.width, this.#canvas.height);
    const shown = sizeOf(this.#screen);
    if (shown.width === 0) return;
    const { x, y, width, height } = within(shown, this.#canvas);
    pen.drawImage(this.#screen, x, y, width, height);
    if (this.#camera.videoWidth > 0 && !this.lostCamera) this.#drawCamera(pen);
  }

  /** @param {CanvasRenderingContext2D} pen */
  #drawCamera(pen) {
    const { x, y, radius } = cornerOf(this.#canvas);
    const from = squareOf(sizeOf(this.#camera));
    pen.save();
    pen.beginPath();
    pen.arc(x, y, radius, 0, 2 * Math.PI);
    pen.lineWidth = 6;
    pen.strokeStyle = "#ffffff";
    pen.stroke();
    pen.clip();
    pen.drawImage(this.#camera, from.x, from.y, from.width, from.height, x - radius, y - radius, 2 * radius, 2 * radius);
    pen.restore();
  }
}

/**
 * Plays tracks in an element that nobody sees, from which pictures can be drawn.
 * @param {HTMLVideoElement} video
 * @param {MediaStreamTrack[]} tracks
 */
async function watch(video, tracks) {
  if (tracks.length === 0) return;
  Object.assign(video, { muted: true, playsInline: true, srcObject: new MediaStream(tracks) });
  await video.play();
}
