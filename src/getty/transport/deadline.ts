import { CancellationToken } from '../../lib/cancellation.js';
import type { CallContext } from './transport.js';

/** How long a call is wanted: the inside's `CallContext`. Its deadline can be moved back when another caller joins. */
export class Deadline extends CancellationToken {
  #expiresAt: number;

  /** @param expiresAt milliseconds of `Clock.now()`; `Infinity` for what must not be cut */
  constructor(deadlineAt: number) {
    super();
    this.#expiresAt = deadlineAt;
  }

  /** Milliseconds of `Clock.now()` by which the answer is wanted. */
  get expiresAt(): number {
    return this.#expiresAt;
  }

  /** Grants more time; never takes any away. */
  extend(deadlineAt: number): void {
    if (deadlineAt > this.#expiresAt) this.#expiresAt = deadlineAt;
  }

  /** With this, a life listens to its caller's departure. */
  onCancel(): void {
    this.cancel();
  }
}

/** Runs work within a scope: its deadline, and its caller's going away. */
export const withDeadline = async <T>(
  scope: CallContext,
  work: (deadline: Deadline) => Promise<T>,
): Promise<T> => {
  const deadline = new Deadline(scope.deadlineAt);
  const { cancellation } = scope;
  if (cancellation === null) return work(deadline);
  if (cancellation.isCancelled) deadline.cancel();
  cancellation.addListener(deadline);
  try {
    return await work(deadline);
  } finally {
    cancellation.removeListener(deadline);
  }
};
