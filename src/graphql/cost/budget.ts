import { RateLimiterMemory } from 'rate-limiter-flexible';
import type { BudgetUsage } from '../../lib/request-context.js';

/** Counts what each caller uses in a window of time; the first use begins it. */
export interface RateBudget {
  /** Adds to what a caller has used. Never refuses: whoever asks decides what is too much. */
  consume(principal: string, cost: number): Promise<BudgetUsage>;
}

/** A budget of this process alone. */
export function createMemoryBudget(windowMs: number): RateBudget {
  const limiter = new RateLimiterMemory({ points: Number.MAX_SAFE_INTEGER, duration: windowMs / 1_000 });
  return {
    consume: (principal, cost) =>
      limiter.penalty(principal, cost).then(({ consumedPoints, msBeforeNext }) => ({
        used: consumedPoints,
        msUntilReset: Math.max(0, msBeforeNext),
      })),
  };
}
