import type { Clock } from '../../../clock.js';
import type { Abortable } from '../../../ending.js';
import type { Arrival, Send } from '../arrival.js';
import type { Hop } from '../hop.js';
import type { Life } from '../life.js';
import { TransportError } from '../transport.js';
import { troubled } from '../trouble.js';
import { backoffMs, MAX_ATTEMPTS, type Outcome, retryReason } from './backoff.js';
import type { RetryBudget } from './retry-budget.js';

/** What deciding about a retry needs. */
export interface Retries {
  readonly clock: Clock;
  readonly random: () => number;
  readonly budget: RetryBudget;
}

/** Waits, unless everybody leaves first. */
const pause = (ms: number, life: Life): Promise<void> =>
  new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      life.offEnd(leaving);
      resolve();
    };
    const leaving: Abortable = { abort: end };
    const timer = setTimeout(end, ms).unref();
    life.onEnd(leaving);
    if (life.isOver) end();
  });

const arrived = (arrival: Arrival): Outcome => ({ arrival });
const failed = (error: unknown): Outcome => {
  if (error instanceof TransportError) return { error };
  throw error;
};

const outcomeOf = (send: Send, hop: Hop): Outcome | Promise<Outcome> => {
  try {
    return send(hop).then(arrived, failed);
  } catch (error) {
    return failed(error);
  }
};

const wasSent = (outcome: Outcome): boolean => 'arrival' in outcome || outcome.error.isSent;

/** For reads only: makes failed ones again while the budget, the number of attempts and the deadline allow. */
export const retrying =
  (retries: Retries, send: Send): Send =>
  async (hop): Promise<Arrival> => {
    retries.budget.called();
    let outcome = await outcomeOf(send, hop);
    for (let attempt = 1; ; attempt += 1) {
      const delay = delayBeforeNext(retries, hop, outcome, attempt);
      if (delay === null) break;
      await pause(delay, hop.life);
      if (hop.life.isOver) throw troubled(hop, 'aborted', wasSent(outcome));
      const next = await outcomeOf(send, { ...hop, isAgain: true });
      // A retry that could not leave (queue, breaker, deadline) tells less than what Getty Images did before.
      if (!wasSent(next) && wasSent(outcome)) break;
      outcome = next;
    }
    if ('error' in outcome) throw outcome.error;
    return outcome.arrival;
  };

/** Milliseconds, or `null` where it ends here. Takes the retry out of the budget. */
const delayBeforeNext = (retries: Retries, hop: Hop, outcome: Outcome, attempt: number): number | null => {
  const reason = retryReason(outcome);
  if (reason === null || attempt >= MAX_ATTEMPTS[reason]) return null;
  const now = retries.clock.now();
  const delay = backoffMs(outcome, reason, attempt, retries.random(), now);
  if (now + delay >= hop.life.deadlineAt) return null;
  return retries.budget.take() ? delay : null;
};
