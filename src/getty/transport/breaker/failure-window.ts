import { CircuitState, type IBreaker } from 'cockatiel';
import type { Clock } from '../../../lib/clock.js';

/** When a breaker opens. */
export interface BreakerRule {
  /** Fewer calls than this in the window say nothing. */
  readonly minCalls: number;
  /** The share of failed calls that opens it. */
  readonly failedShare: number;
  /** How far back calls count, in milliseconds. */
  readonly windowMs: number;
}

/** At least 20 calls of the last ten seconds, half of them failed. */
export const DEFAULT_RULE: BreakerRule = { minCalls: 20, failedShare: 0.5, windowMs: 10_000 };

const SLICES = 10;

/**
 * Counts calls in a window that slides with the clock. (cockatiel's own `SamplingBreaker` moves its window by one slice
 * a call, so that after a quiet hour the failures before it still count.)
 */
export class FailureWindow implements IBreaker {
  /** Part of cockatiel's interface, for breakers that are saved and restored; this one never is. */
  state: unknown = null;
  readonly #clock: Clock;
  readonly #rule: BreakerRule;
  readonly #calls = new Array<number>(SLICES).fill(0);
  readonly #failures = new Array<number>(SLICES).fill(0);
  #slice = 0;

  constructor(clock: Clock, rule: BreakerRule = DEFAULT_RULE) {
    this.#clock = clock;
    this.#rule = rule;
  }

  success(state: CircuitState): void {
    if (state === CircuitState.HalfOpen) this.#forget();
    this.#count(0);
  }

  /** @returns whether to open */
  failure(state: CircuitState): boolean {
    this.#count(1);
    if (state === CircuitState.HalfOpen) return true;
    const calls = sum(this.#calls);
    return calls >= this.#rule.minCalls && sum(this.#failures) >= calls * this.#rule.failedShare;
  }

  #count(failures: 0 | 1): void {
    const slice = Math.floor((this.#clock.now() * SLICES) / this.#rule.windowMs);
    const passed = Math.min(SLICES, Math.max(0, slice - this.#slice));
    for (let i = 0; i < passed; i += 1) this.#clear((slice - i) % SLICES);
    this.#slice = Math.max(slice, this.#slice);
    const at = this.#slice % SLICES;
    this.#calls[at] = (this.#calls[at] ?? 0) + 1;
    this.#failures[at] = (this.#failures[at] ?? 0) + failures;
  }

  #clear(at: number): void {
    this.#calls[at] = 0;
    this.#failures[at] = 0;
  }

  #forget(): void {
    this.#calls.fill(0);
    this.#failures.fill(0);
  }
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
