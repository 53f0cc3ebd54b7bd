import { RateLimiterMemory } from 'rate-limiter-flexible';
import type { BudgetUsage } from '../../lib/request-context.js';
import type { RedisConnection, RedisScript } from '../../redis/connection.js';

/** Counts what each caller consumes in a window of time, which begins with the first request. */
export interface RateBudget {
  /** Adds to a caller's consumption. Never rejects: the limiter decides what is too much. */
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

const use: RedisScript = {
  name: 'use a budget',
  lua: `
    local used = redis.call('INCRBY', KEYS[1], ARGV[1])
    local left = redis.call('PTTL', KEYS[1])
    if left < 0 then
      redis.call('PEXPIRE', KEYS[1], ARGV[2])
      left = tonumber(ARGV[2])
    end
    return { used, left }
  `,
};

/**
 * A budget that all replicas share.
 * @param meanwhile counts while Redis cannot be reached: a lost store must neither close the service nor lift the
 * limit
 */
export const createRedisBudget = (
  redis: Pick<RedisConnection, 'evaluate' | 'isReady'>,
  windowMs: number,
  meanwhile: RateBudget,
): RateBudget => ({
  async consume(principal, cost) {
    if (!redis.isReady()) return meanwhile.consume(principal, cost);
    try {
      const response = await redis.evaluate(use, [`getty-graphql:budget:${principal}`], [cost, windowMs]);
      const [used, msUntilReset] = Array.isArray(response) ? response.map(Number) : [];
      if (used === undefined || msUntilReset === undefined) return meanwhile.consume(principal, cost);
      return { used, msUntilReset };
    } catch {
      return meanwhile.consume(principal, cost);
    }
  },
});
