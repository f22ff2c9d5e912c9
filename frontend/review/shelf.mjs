// @ts-check
/**
 * Where a window keeps what the server does not have yet, and how another takes it over.
 *
 * Each window has a shelf of its own, and holds a lock of the same name as long as it lives. What
 * stands on a shelf whose window is gone (closed, crashed, killed) belongs to whoever gets its lock.
 */
import { newId } from "freethrow/review/markers.mjs";

/** @typedef {{request: (name: string, run: () => any) => Promise<any>}} Locks */

export class Shelves {
  /**
   * @param {string} prefix
   * @param {Storage | null} storage
   * @param {Locks | undefined} [locks] absent outside secure pages
   */
  constructor(prefix, storage, locks = globalThis.navigator?.locks) {
    this.prefix = prefix;
    this.storage = storage;
    this.locks = locks;
    this.own = `${prefix}:${newId()}`;
    this.locks?.request(this.own, () => new Promise(() => {})).catch(() => {});
  }

  /** The names of the other windows' shelves that hold anything. */
  others() {
    const names = Object.keys(this.storage ?? {}).filter((key) => key.startsWith(`${this.prefix}:`));
    return [...new Set(names.map((key) => key.replace(/:words$/, "")))].filter((name) => name !== this.own);
  }

  /**
   * Everything left behind, now or when its window goes.
   * @param {(name: string) => void} take
   */
  inherit(take) {
    for (const name of this.others()) {
      if (this.locks) this.locks.request(name, () => take(name)).catch(() => {});
      else take(name);
    }
  }

  /**
   * @param {string} name
   * @returns {any}
   */
  read(name) {
    try {
      return JSON.parse(this.storage?.getItem(name) ?? "null");
    } catch {
      return null;
    }
  }

  /**
   * @param {string} name
   * @param {any} value nothing clears it
   */
  write(name, value) {
    try {
      if (value) this.storage?.setItem(name, JSON.stringify(value));
      else this.storage?.removeItem(name);
    } catch {
      // Without storage nothing outlives its window.
    }
  }
}

/** @returns {Storage | null} what this browser keeps; nothing where it is told to keep nothing */
export function storage() {
  try {
    return window.localStorage;
  } catch {
    return null;
  }
}
