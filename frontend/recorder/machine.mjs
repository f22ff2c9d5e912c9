// @ts-check
/**
 * The states of the recorder, and nothing else.
 *
 *   asking ──> ready ──> countdown ──> recording <──> paused
 *     │          │           │          │     │
 *   blocked      │           └──prompt──┴─> prompted ──go──> recording
 *                │                          └──── stop ────> stopping ──> sending ──> done
 *                └── a file was chosen ──────────────────────────────────────┘
 *
 * While a prompt plays, or somebody thinks about it, the recorder rests (prompted). Stop and restart are
 * possible from recording, paused and prompted. Restart goes back to the countdown; "another take" goes
 * back to ready while the last one is still being sent. A take kept from earlier begins paused.
 */

/** @typedef {"asking"|"blocked"|"ready"|"countdown"|"prompted"|"recording"|"paused"|"stopping"|"sending"|"done"} State */
/** @typedef {"granted"|"refused"|"retry"|"record"|"import"|"kept"|"zero"|"prompt"|"go"|"cancel"|"pause"|"resume"|"interrupted"|"restart"|"stop"|"stopped"|"sent"|"failed"|"another"} Event */

/** @type {Record<State, Partial<Record<Event, State>>>} */
const LINES = {
  asking: { granted: "ready", refused: "blocked", import: "sending", kept: "paused" },
  blocked: { retry: "asking", granted: "ready", import: "sending", kept: "paused" },
  ready: { record: "countdown", import: "sending", refused: "blocked", retry: "asking", kept: "paused" },
  countdown: { zero: "recording", prompt: "prompted", cancel: "ready", refused: "blocked" },
  prompted: { go: "recording", restart: "countdown", stop: "stopping" },
  recording: { pause: "paused", prompt: "prompted", interrupted: "paused", restart: "countdown", stop: "stopping" },
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
  const underWay = ["prompted", "recording", "paused", "stopping"].includes(state);
  return underWay || !safe;
}
