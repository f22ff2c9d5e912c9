// @ts-check
/**
 * What to do about the addresses of a video, which live for minutes only. Pure; times are
 * milliseconds of the wall clock, because that one goes on while a computer sleeps.
 */

const RESERVE_MS = 30_000;
const DUE = 0.4; // a new address is asked for when this share of the life of the old one is left

/** How long what the server answered at a moment can be used. */
export class Lease {
  /**
   * @param {number} since
   * @param {number} seconds
   */
  constructor(since, seconds) {
    this.since = since;
    this.life = seconds * 1000;
  }

  /** @param {number} now */
  left(now) {
    return this.since + this.life - now;
  }

  /** @param {number} now */
  isOver(now) {
    return this.left(now) <= 0;
  }

  /** @param {number} now */
  isDue(now) {
    return this.left(now) < this.life * DUE;
  }

  /**
   * Whether it lasts for so long, with something to spare.
   * @param {number} ms
   * @param {number} now
   */
  covers(ms, now) {
    return this.left(now) > ms + Math.min(RESERVE_MS, this.life * 0.15);
  }
}

/**
 * @typedef {object} Facts
 * @property {Lease} held of the address in the video
 * @property {Lease} hand of the newest address we have
 * @property {boolean} playing
 * @property {number} rest ms of playing until the end
 * @property {boolean} broken the video failed, or waits for an address that is over
 * @property {boolean} better the same as it is now made, and not yet what is played
 * @property {boolean} other something else is wanted than what is played: the lighter one, or not
 * @property {boolean} urgent not only at the next pause
 * @property {boolean} awake somebody is there, so that addresses are kept fresh
 */

/**
 * Put the address at hand into the video, ask for a new one, or do nothing. While it plays, that
 * is left alone as long as the address lasts.
 * @param {Facts} facts
 * @param {number} now
 * @returns {"swap" | "ask" | "wait"}
 */
export function nextMove(facts, now) {
  const { held, hand } = facts;
  const fresher = hand.since > held.since && !hand.isOver(now);
  if (facts.broken) return fresher ? "swap" : "ask";
  if (isWelcome(facts)) return hand.isOver(now) ? "ask" : "swap";
  if (!facts.playing) return resting(facts, fresher, now);
  if (held.covers(facts.rest, now)) return "wait";
  if (fresher && (facts.urgent || !held.covers(0, now))) return "swap";
  return hand.isDue(now) || (facts.urgent && !fresher) ? "ask" : "wait";
}

/**
 * What is better waits for the next pause, whatever else is urgent; a wish does not.
 * @param {Facts} facts
 */
function isWelcome({ better, other, urgent, playing }) {
  return ((better || other) && !playing) || (other && urgent);
}

/**
 * @param {Facts} facts
 * @param {boolean} fresher
 * @param {number} now
 */
function resting({ held, hand, awake }, fresher, now) {
  if (fresher && held.isDue(now)) return "swap";
  return awake && hand.isDue(now) ? "ask" : "wait";
}
