// @ts-check
/**
 * Keeps a video playable although its address is short-lived: asks for a new one before it is
 * old or when it fails, and goes on at the same place.
 */
import { get } from "freethrow/core/api.mjs";

const FRESH_MS = 10 * 60 * 1000;
const MOST_TRIES = 4;

export class Source {
  /**
   * @param {HTMLVideoElement} video
   * @param {string | undefined} url where the address comes from
   * @param {(sentence: string) => void} say
   * @param {(url: string) => Promise<any>} [ask]
   */
  constructor(video, url, say, ask = get) {
    this.video = video;
    this.url = url;
    this.say = say;
    this.ask = ask;
    this.since = Date.now();
    this.tries = 0;
    this.at = 0;
    video.addEventListener("timeupdate", () => {
      this.at = video.currentTime || this.at;
    });
    video.addEventListener("playing", () => {
      this.tries = 0;
      say("");
    });
    video.addEventListener("error", () => this.again());
    video.addEventListener("play", () => {
      if (Date.now() - this.since > FRESH_MS) this.renew();
    });
    if (video.error) this.again(); // it failed before this script was there
  }

  async again() {
    if (!this.url) return this.say("This video can’t be played.");
    if (++this.tries > MOST_TRIES) return this.say("The video can’t be loaded right now. Check your connection, then press play.");
    await new Promise((resolve) => setTimeout(resolve, 2 ** this.tries * 250));
    await this.renew();
  }

  /** A new address, the same place, playing on if it played. */
  async renew() {
    if (!this.url) return;
    const [at, going] = [this.video.currentTime || this.at, !this.video.paused];
    try {
      const { url, src } = await this.ask(this.url);
      this.since = Date.now();
      this.video.src = url ?? src;
      this.video.currentTime = at;
      if (going) await this.video.play();
    } catch (problem) {
      this.say(problem instanceof Error ? problem.message : String(problem));
    }
  }
}
