import { performance } from 'node:perf_hooks';
import { CancellationToken } from '../../lib/cancellation.js';
import type { CallContext } from './transport.js';

/** Deadline and cancellation of one request. The deadline is extended when a caller with more time joins. */
export class Deadline extends CancellationToken {
  #expiresAt: number;

  /** @param deadlineAt milliseconds of `Clock.now()`; `Infinity` for a request that must not be aborted */
  constructor(deadlineAt: number) {
    super();
    this.#expiresAt = deadlineAt;
  }

  /** Milliseconds of `Clock.now()` by which the response is needed. */
  get expiresAt(): number {
    return this.#expiresAt;
  }

  /** Moves the deadline back; an earlier one is ignored. */
  extend(deadlineAt: number): void {
    if (deadlineAt > this.#expiresAt) this.#expiresAt = deadlineAt;
  }

  /** Listens to the cancellation of the caller. */
  onCancel(): void {
    this.cancel();
  }
}

/** Runs work under the deadline and cancellation of a context. */
export const withDeadline = async <T>(
  context: CallContext,
  work: (deadline: Deadline) => Promise<T>,
): Promise<T> => {
  const deadline = new Deadline(context.deadlineAt);
  const { cancellation } = context;
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
