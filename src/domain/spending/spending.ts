import type { Clock } from '../../clock.js';
import type { Customers } from './customer.js';
import type { KeyStore } from './key-store.js';

/** What the spending of downloads needs beyond one request; made once per process. */
export interface Spending {
  readonly store: KeyStore;
  /** For keys that this service made itself while the shared store is lost: such a download is nobody's retry. */
  readonly fallback: KeyStore;
  readonly customers: Customers;
  readonly clock: Clock;
  readonly newKey: () => string;
  /** How long after an unanswered download Getty Images may still commit or show it, ms. */
  readonly settleMs: number;
  /** How long one call to Getty Images may take, ms. */
  readonly timeoutMs: number;
  /** For what is worth telling an operator and must not disturb a caller. Never URLs. */
  readonly log: { warn(facts: object, message: string): void };
  /** Downloads under way, so that a stop can wait for them, client or not. */
  readonly underWay: Set<Promise<unknown>>;
}

/** How long an ended key is kept, and an undelivered answer. */
export const KEEP_MS = 24 * 3_600_000;

/** Waits until every download under way has ended and is written down. */
export const drain = async (spending: Pick<Spending, 'underWay'>): Promise<void> => {
  while (spending.underWay.size > 0) await Promise.allSettled([...spending.underWay]);
};
