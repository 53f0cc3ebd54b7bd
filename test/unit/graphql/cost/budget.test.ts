import { afterEach, describe, expect, it, vi } from 'vitest';
import { createMemoryBudget, createRedisBudget } from '../../../../src/graphql/cost/budget.js';
import { RedisUnavailableError } from '../../../../src/redis/connection.js';

afterEach(() => {
  vi.useRealTimers();
});

describe('a budget in memory', () => {
  it('a memory budget adds up per caller and starts again after its window', async () => {
    vi.useFakeTimers();
    const budget = createMemoryBudget(60_000);
    expect(await budget.consume('a', 10)).toEqual({ used: 10, msUntilReset: 60_000 });
    vi.advanceTimersByTime(20_000);
    expect(await budget.consume('a', 5)).toEqual({ used: 15, msUntilReset: 40_000 });
    expect(await budget.consume('b', 1)).toEqual({ used: 1, msUntilReset: 60_000 });
    expect(await budget.consume('a', 0)).toMatchObject({ used: 15 });
    vi.advanceTimersByTime(40_000);
    expect(await budget.consume('a', 7)).toEqual({ used: 7, msUntilReset: 60_000 });
  });
});

describe('a budget in Redis', () => {
  const redis = (evaluate: () => Promise<unknown>, ready = true) => ({
    evaluate: vi.fn(evaluate),
    isReady: () => ready,
  });
  const meanwhile = () => createMemoryBudget(60_000);

  it('a Redis budget is one step, with a key per caller', async () => {
    const connection = redis(async () => [42, 1_000]);
    expect(await createRedisBudget(connection, 60_000, meanwhile()).consume('client:web', 5)).toEqual({
      used: 42,
      msUntilReset: 1_000,
    });
    expect(connection.evaluate).toHaveBeenCalledExactlyOnceWith(
      expect.anything(),
      ['getty-graphql:budget:client:web'],
      [5, 60_000],
    );
  });

  it.each([
    ['is not there', redis(async () => [1, 1], false)],
    ['fails', redis(() => Promise.reject(new RedisUnavailableError('gone')))],
    ['answers nonsense', redis(async () => 'OK')],
  ])('counts in memory while Redis %s', async (_when, connection) => {
    const budget = createRedisBudget(connection, 60_000, meanwhile());
    await budget.consume('a', 5);
    expect(await budget.consume('a', 5)).toMatchObject({ used: 10 });
  });
});
