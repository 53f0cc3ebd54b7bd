import { Ending } from '../../ending.js';
import type { CallScope } from './transport.js';

/** How long a call is wanted: the inside's `CallScope`. Its deadline can be moved back when another caller joins. */
export class Life extends Ending {
  #deadlineAt: number;

  /** @param deadlineAt milliseconds of `Clock.now()`; `Infinity` for what must not be cut */
  constructor(deadlineAt: number) {
    super();
    this.#deadlineAt = deadlineAt;
  }

  /** Milliseconds of `Clock.now()` by which the answer is wanted. */
  get deadlineAt(): number {
    return this.#deadlineAt;
  }

  /** Grants more time; never takes any away. */
  extend(deadlineAt: number): void {
    if (deadlineAt > this.#deadlineAt) this.#deadlineAt = deadlineAt;
  }

  /** With this, a life listens to its caller's departure. */
  abort(): void {
    this.end();
  }
}

/** Runs work within a scope: its deadline, and its caller's going away. */
export const withinScope = async <T>(scope: CallScope, work: (life: Life) => Promise<T>): Promise<T> => {
  const life = new Life(scope.deadlineAt);
  const { departure } = scope;
  if (departure === null) return work(life);
  if (departure.isOver) life.end();
  departure.onEnd(life);
  try {
    return await work(life);
  } finally {
    departure.offEnd(life);
  }
};
