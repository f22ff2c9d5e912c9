// @ts-check
/** One writer per recording: two tabs never send or change the same take at once. */

/** @param {string} id */
const lockOf = (id) => `freethrow-recording-${id}`;

/**
 * Holds the recording for this tab until the returned function is called or the tab dies.
 * @param {string} id
 * @returns {Promise<(() => void) | null>} null when another tab holds it
 */
export function hold(id) {
  if (!navigator.locks) return Promise.resolve(() => {});
  return new Promise((resolve, reject) => {
    /** @param {Lock | null} lock */
    const held = (lock) => {
      if (lock === null) return void resolve(null);
      return new Promise((release) => resolve(() => release(undefined)));
    };
    navigator.locks.request(lockOf(id), { ifAvailable: true }, held).catch(reject);
  });
}

/**
 * The recordings that some tab is busy with.
 * @returns {Promise<Set<string>>}
 */
export async function busy() {
  const held = (await navigator.locks?.query())?.held ?? [];
  return new Set(held.map((lock) => (lock.name ?? "").replace(lockOf(""), "")));
}

/**
 * Waits until no tab is busy with the recording any longer.
 * @param {string} id
 */
export async function released(id) {
  await navigator.locks?.request(lockOf(id), { mode: "shared" }, () => {});
}
