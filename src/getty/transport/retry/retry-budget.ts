import type { Clock } from '../../../lib/clock.js';

const SECONDS = 60;

/** Retries of the last minute may be a fifth of its calls; ten are always allowed. */
const SHARE = 0.2;
const ALWAYS = 10;

/**
 * Keeps retries from making an outage worse: when everything fails, the load grows by a fifth and not by a multiple.
 * Counts calls and retries of the last sixty seconds.
 */
export class RetryBudget {
  readonly #clock: Clock;
  readonly #calls = new Array<number>(SECONDS).fill(0);
  readonly #retries = new Array<number>(SECONDS).fill(0);
  #second = 0;
  #callsNow = 0;
  #retriesNow = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** A call was begun. Retries are not counted here. */
  called(): void {
    const at = this.#turn();
    this.#calls[at] = (this.#calls[at] ?? 0) + 1;
    this.#callsNow += 1;
  }

  /** Takes one retry out of the budget, or says that there is none left. */
  take(): boolean {
    const at = this.#turn();
    if (this.#retriesNow >= Math.max(ALWAYS, Math.floor(this.#callsNow * SHARE))) return false;
    this.#retries[at] = (this.#retries[at] ?? 0) + 1;
    this.#retriesNow += 1;
    return true;
  }

  #turn(): number {
    const second = Math.floor(this.#clock.now() / 1000);
    const passed = Math.min(SECONDS, Math.max(0, second - this.#second));
    for (let i = 0; i < passed; i += 1) {
      const at = (second - i) % SECONDS;
      this.#callsNow -= this.#calls[at] ?? 0;
      this.#retriesNow -= this.#retries[at] ?? 0;
      this.#calls[at] = 0;
      this.#retries[at] = 0;
    }
    this.#second = Math.max(second, this.#second);
    return this.#second % SECONDS;
  }
}
