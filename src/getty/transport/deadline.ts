import { performance } from 'node:perf_hooks';
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

/** Milliseconds by which a timer fires late at most while the event loop turns. */
const BLOCKED_MS = 50;

/** Milliseconds that sockets get after the event loop was blocked: enough turns for a TLS handshake and a response. */
const GRACE_MS = 250;

/**
 * Milliseconds to wait before a time limit that has passed is enforced; 0 to enforce it now. A timer that fires late
 * means that the event loop was blocked: what the host sent meanwhile has not been read yet, and the host must not be
 * blamed for it (600 operations with new texts at once gave 28 connect timeouts and an open circuit breaker). Pure.
 * @param dueAt when the timer was to fire, in milliseconds as `now`
 */
export const graceMs = (dueAt: number, now: number): number => (now - dueAt > BLOCKED_MS ? GRACE_MS : 0);

/**
 * Calls `onExpired` after `ms` milliseconds, later where the event loop was blocked at that time (see `graceMs`).
 * @param now a monotonic clock in milliseconds
 * @returns cancels the timer
 */
export const startTimeout = (
  ms: number,
  onExpired: () => void,
  now: () => number = () => performance.now(),
): (() => void) => {
  let timer: NodeJS.Timeout;
  const wait = (waitMs: number): void => {
    const dueAt = now() + waitMs;
    timer = setTimeout(() => {
      const grace = graceMs(dueAt, now());
      if (grace > 0) wait(grace);
      else onExpired();
    }, waitMs).unref();
  };
  wait(Math.max(0, ms));
  return () => clearTimeout(timer);
};
