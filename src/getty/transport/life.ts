import { offDeparture, onDeparture } from './departure.js';
import type { CallScope } from './transport.js';

/** What wants to know that nobody waits any more. */
export interface Abortable {
  /** Called at most once, when the last one who wanted the answer went away. */
  abort(): void;
}

/**
 * How long a call is wanted: the inside's `CallScope`. Unlike an `AbortSignal` it costs next to nothing to make and to
 * listen to, and its deadline can be moved back when another caller joins.
 */
export class Life {
  #deadlineAt: number;
  #isOver = false;
  #listeners: Set<Abortable> | null = null;

  /** @param deadlineAt milliseconds of `Clock.now()`; `Infinity` for what must not be cut */
  constructor(deadlineAt: number) {
    this.#deadlineAt = deadlineAt;
  }

  /** Milliseconds of `Clock.now()` by which the answer is wanted. */
  get deadlineAt(): number {
    return this.#deadlineAt;
  }

  /** Whether everybody has gone. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** Grants more time; never takes any away. */
  extend(deadlineAt: number): void {
    if (deadlineAt > this.#deadlineAt) this.#deadlineAt = deadlineAt;
  }

  /** Whoever is listed is aborted with the life. */
  onEnd(listener: Abortable): void {
    this.#listeners ??= new Set();
    this.#listeners.add(listener);
  }

  /** Takes a listener off again; each must do so when it is done. */
  offEnd(listener: Abortable): void {
    this.#listeners?.delete(listener);
  }

  /** Tells everybody, once. */
  end(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    for (const listener of this.#listeners ?? []) listener.abort();
    this.#listeners = null;
  }
}

/** Runs work within a scope: its deadline, and its caller's going away. */
export const withinScope = async <T>(scope: CallScope, work: (life: Life) => Promise<T>): Promise<T> => {
  const life = new Life(scope.deadlineAt);
  const { signal } = scope;
  if (signal === null) return work(life);
  if (signal.aborted) life.end();
  const leaving: Abortable = { abort: () => life.end() };
  onDeparture(signal, leaving);
  try {
    return await work(life);
  } finally {
    offDeparture(signal, leaving);
  }
};
