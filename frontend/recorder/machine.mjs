// @ts-check
/**
 * The states of the recorder, and nothing else.
 *
 *   asking ──> ready ──> countdown ──> recording <──> paused
 *     │          │                        └──── stop ────┴──> stopping ──> sending ──> done
 *   blocked      └── a file was chosen ─────────────────────────────────────┘
 *
 * Restart goes back to the countdown; "another take" goes back to ready while the last one is still
 * being sent.
 */

/** @typedef {"asking"|"blocked"|"ready"|"countdown"|"recording"|"paused"|"stopping"|"sending"|"done"} State */
/** @typedef {"granted"|"refused"|"retry"|"record"|"import"|"zero"|"cancel"|"pause"|"resume"|"interrupted"|"restart"|"stop"|"stopped"|"sent"|"failed"|"another"} Event */

/** @type {Record<State, Partial<Record<Event, State>>>} */
const LINES = {
  asking: { granted: "ready", refused: "blocked", import: "sending" },
  blocked: { retry: "asking", granted: "ready", import: "sending" },
  ready: { record: "countdown", import: "sending", refused: "blocked", retry: "asking" },
  countdown: { zero: "recording", cancel: "ready", refused: "blocked" },
  recording: { pause: "paused", interrupted: "paused", restart: "countdown", stop: "stopping" },
  paused: { resume: "recording", restart: "countdown", stop: "stopping" },
  stopping: { stopped: "sending" },
  sending: { sent: "done", another: "ready", failed: "sending" },
  done: { another: "ready" },
};

export class Machine {
  /** @type {State} */
  state = "asking";

  /** @param {(state: State, before: State) => void} changed */
  constructor(changed = () => {}) {
    this.changed = changed;
  }

  /**
   * Whether the event means anything now. Buttons and keys ask first.
   * @param {Event} event
   */
  may(event) {
    return LINES[this.state][event] !== undefined;
  }

  /**
   * Follows the line of the event; an event without a line is ignored, so that a double click or a late
   * device event never breaks a take.
   * @param {Event} event
   * @returns {boolean} whether there was a line
   */
  send(event) {
    const next = LINES[this.state][event];
    if (next === undefined) return false;
    const before = this.state;
    this.state = next;
    this.changed(next, before);
    return true;
  }
}

/**
 * Whether leaving now would stop something that is not safe yet.
 * @param {State} state
 * @param {boolean} safe  everything recorded so far lies on this device or on the server
 */
export function warnsOnLeaving(state, safe) {
  return state === "recording" || state === "paused" || state === "stopping" || !safe;
}
