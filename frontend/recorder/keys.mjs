// @ts-check
/** What the keys mean in each state. Nothing is taken from a field, a button or the browser itself. */

/** @typedef {import("freethrow/recorder/machine.mjs").Machine} Machine */

const BUSY = "input, select, textarea, button, a, video, dialog, summary";

/**
 * The act of a key now, or null when it means nothing.
 * @param {string} key
 * @param {Machine} machine
 */
export function actOf(key, machine) {
  const { state } = machine;
  if (key === " ") return state === "recording" ? "pause" : state === "paused" ? "resume" : null;
  if (key === "Escape") return state === "countdown" ? "cancel" : machine.may("stop") ? "stop" : null;
  if (key.toLowerCase() === "r") return state === "ready" ? "record" : machine.may("restart") ? "restart" : null;
  return null;
}

/**
 * @param {Machine} machine
 * @param {(act: string) => void} does
 */
export function listenToKeys(machine, does) {
  document.addEventListener("keydown", (event) => {
    const busy = event.target instanceof Element && event.target.closest(BUSY);
    if (busy || event.repeat || event.ctrlKey || event.metaKey || event.altKey) return;
    const act = actOf(event.key, machine);
    if (!act) return;
    event.preventDefault();
    does(act);
  });
}
