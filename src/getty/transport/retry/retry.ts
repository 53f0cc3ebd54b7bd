import type { CancelListener } from '../../../lib/cancellation.js';
import type { Clock } from '../../../lib/clock.js';
import type { Dispatch, UpstreamResult } from '../classify-response.js';
import type { Deadline } from '../deadline.js';
import { createTransportError } from '../errors.js';
import type { OutgoingRequest } from '../outgoing-request.js';
import { TransportError } from '../transport.js';
import { backoffMs, MAX_ATTEMPTS, type Outcome, retryReason } from './backoff.js';
import type { RetryBudget } from './retry-budget.js';

/** What deciding about a retry needs. */
export interface RetryDeps {
  readonly clock: Clock;
  readonly random: () => number;
  readonly budget: RetryBudget;
}

/** Waits, unless everybody leaves first. */
const pause = (ms: number, deadline: Deadline): Promise<void> =>
  new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      deadline.removeListener(leaving);
      resolve();
    };
    const leaving: CancelListener = { onCancel: end };
    const timer = setTimeout(end, ms).unref();
    deadline.addListener(leaving);
    if (deadline.isCancelled) end();
  });

const toArrivedOutcome = (arrival: UpstreamResult): Outcome => ({ arrival });
const toFailedOutcome = (error: unknown): Outcome => {
  if (error instanceof TransportError) return { error };
  throw error;
};

const tryOnce = (send: Dispatch, outgoing: OutgoingRequest): Outcome | Promise<Outcome> => {
  try {
    return send(outgoing).then(toArrivedOutcome, toFailedOutcome);
  } catch (error) {
    return toFailedOutcome(error);
  }
};

const wasSent = (outcome: Outcome): boolean => 'arrival' in outcome || outcome.error.isSent;

/** For reads only: makes failed ones again while the budget, the number of attempts and the deadline allow. */
export const withRetry =
  (retries: RetryDeps, send: Dispatch): Dispatch =>
  async (outgoing): Promise<UpstreamResult> => {
    retries.budget.called();
    let outcome = await tryOnce(send, outgoing);
    for (let attempt = 1; ; attempt += 1) {
      const delay = delayBeforeNext(retries, outgoing, outcome, attempt);
      if (delay === null) break;
      await pause(delay, outgoing.deadline);
      if (outgoing.deadline.isCancelled) throw createTransportError(outgoing, 'aborted', wasSent(outcome));
      const next = await tryOnce(send, { ...outgoing, isRetry: true });
      // A retry that could not leave (queue, breaker, deadline) tells less than what Getty Images did before.
      if (!wasSent(next) && wasSent(outcome)) break;
      outcome = next;
    }
    if ('error' in outcome) throw outcome.error;
    return outcome.arrival;
  };

/** Milliseconds, or `null` where it ends here. Takes the retry out of the budget. */
const delayBeforeNext = (
  retries: RetryDeps,
  outgoing: OutgoingRequest,
  outcome: Outcome,
  attempt: number,
): number | null => {
  const reason = retryReason(outcome);
  if (reason === null || attempt >= MAX_ATTEMPTS[reason]) return null;
  const now = retries.clock.now();
  const delay = backoffMs(outcome, reason, attempt, retries.random(), now);
  if (now + delay >= outgoing.deadline.expiresAt) return null;
  return retries.budget.take() ? delay : null;
};
