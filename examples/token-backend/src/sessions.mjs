/**
 * Sessions and unfinished sign-ins, in memory and bounded. A deployment with several processes keeps these in
 * a shared store (Redis) instead; the interface is this small on purpose.
 */

/**
 * A map whose entries expire, and which drops its oldest entry when it is full.
 * @template T
 */
export class ExpiringMap {
  #entries = new Map();
  #clock;
  #ttlMs;
  #maxEntries;

  /**
   * @param {object} options
   * @param {() => number} options.clock milliseconds since the epoch
   * @param {number} options.ttlMs how long an entry lives, ms
   * @param {number} options.maxEntries
   */
  constructor({ clock, ttlMs, maxEntries }) {
    this.#clock = clock;
    this.#ttlMs = ttlMs;
    this.#maxEntries = maxEntries;
  }

  /** @param {string} key @param {T} value */
  set(key, value) {
    this.#entries.delete(key);
    const [oldest] = this.#entries.keys();
    if (this.#entries.size >= this.#maxEntries && oldest !== undefined) this.#entries.delete(oldest);
    this.#entries.set(key, { value, expiresAt: this.#clock() + this.#ttlMs });
  }

  /** @param {string} key @returns {T | null} */
  get(key) {
    const entry = this.#entries.get(key);
    if (entry === undefined) return null;
    if (entry.expiresAt > this.#clock()) return entry.value;
    this.#entries.delete(key);
    return null;
  }

  /** Returns an entry and removes it: for values that may be used once. @param {string} key @returns {T | null} */
  take(key) {
    const value = this.get(key);
    this.#entries.delete(key);
    return value;
  }

  /** @param {string} key */
  delete(key) {
    this.#entries.delete(key);
  }
}
