import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { buildGraphSchema } from '../../schema/build.js';
import { readConfig } from '../../src/config/read-config.js';
import type { RateBudget } from '../../src/graphql/cost/budget.js';
import { checkLimits } from '../../src/graphql/cost/check-limits.js';
import type { CostEstimate } from '../../src/graphql/cost/estimate.js';
import { CostLimiter } from '../../src/graphql/cost/limiter.js';
import type { RequestState } from '../../src/graphql/request-state.js';
import { type Service, startService } from '../support/service.js';

const base: CostEstimate = {
  cost: 1,
  upstreamCalls: 0,
  nodeCount: 1,
  previousDownloads: 0,
  downloads: 0,
  isDryRun: false,
};
const { limits: defaults } = readConfig({ NODE_ENV: 'test' }).graphql;
const limits = { ...defaults, budget: 100, maxCost: 1_000, maxNodes: 50 };

describe('one operation', () => {
  it.each<[string, Partial<CostEstimate>, string | null]>([
    ['the whole budget', { cost: 100 }, null],
    ['one more than the budget', { cost: 101 }, 'QUERY_TOO_EXPENSIVE'],
    ['as many objects as allowed', { nodeCount: 50 }, null],
    ['one object more than allowed', { nodeCount: 51 }, 'QUERY_TOO_EXPENSIVE'],
    ['one download', { downloads: 1 }, null],
    ['two downloads', { downloads: 2 }, 'QUERY_TOO_EXPENSIVE'],
    ['the previous downloads of ten images', { previousDownloads: 10 }, null],
    ['the previous downloads of eleven images', { previousDownloads: 11 }, 'QUERY_TOO_EXPENSIVE'],
  ])('that takes %s is refused or not, exactly at the boundary', (_what, found, code) => {
    expect(checkLimits({ ...base, ...found }, limits)?.code ?? null).toBe(code);
  });

  it('that takes the most that any operation may is not refused, and one more is', () => {
    const wide = { ...limits, budget: 5_000 };
    expect(checkLimits({ ...base, cost: 1_000 }, wide)).toBeNull();
    expect(checkLimits({ ...base, cost: 1_001 }, wide)?.code).toBe('QUERY_TOO_EXPENSIVE');
  });
});

describe('a caller’s budget', () => {
  let used: number[] = [];
  const budget: RateBudget = {
    consume: async (_principal, cost) => {
      used.push(cost);
      return { used: used.reduce((sum, one) => sum + one, 0), msUntilReset: 1_000 };
    },
  };
  const pricing = new CostLimiter({ limits, schema: buildGraphSchema(), budget, clock: { now: () => 0 } });
  const newEdge = (): RequestState => ({
    incoming: {
      requestId: 'r',
      caller: { kind: 'anonymous' },
      clientName: null,
      language: null,
      deadlineAt: 1,
      cancellation: { onEnd: () => () => {}, isEnded: false } as never,
      delivered: Promise.resolve(true),
    },
    principal: 'p',
    costMeter: { current: null },
    userErrorCodes: [],
    budgetUsage: null,
    startedAt: 0,
    isRequestError: false,
    isPubliclyCacheable: false,
  });
  beforeEach(() => {
    used = [];
  });

  it('pays an operation that takes exactly what is left, and no more', async () => {
    await pricing.consume(newEdge(), { ...base, cost: 60 });
    const edge = newEdge();
    await pricing.consume(edge, { ...base, cost: 40 });
    expect(edge.costMeter.current).toMatchObject({ used: 100, remaining: 0 });
    await expect(pricing.consume(newEdge(), { ...base, cost: 1 })).rejects.toMatchObject({
      code: 'RATE_LIMITED',
    });
  });

  it('is charged once for one request, whichever parts of the service price it', async () => {
    const edge = newEdge();
    await pricing.consume(edge, { ...base, cost: 30 });
    await pricing.consume(edge, { ...base, cost: 30 });
    expect(used).toEqual([30]);
    expect(edge.costMeter.current).toMatchObject({ cost: 30, used: 30, remaining: 70 });
  });

  it('is not charged for a dry run, also where nothing is left', async () => {
    await pricing.consume(newEdge(), { ...base, cost: 100 });
    const edge = newEdge();
    await pricing.consume(edge, { ...base, cost: 500, isDryRun: true });
    expect(used).toEqual([100, 0]);
    expect(edge.costMeter.current).toMatchObject({ cost: 500, used: 100, remaining: 0 });
  });
});

/** The fast path charges, finds the variables refused, and leaves the request to Apollo Server, which charges as well. */
describe('a request that the fast path leaves to Apollo Server', () => {
  let service: Service;
  beforeAll(async () => {
    service = await startService();
  });
  afterAll(() => service.close());
  afterEach(() => service.reset());

  it('is charged once', async () => {
    const query = 'query($n: Int) { searchImages(phrase: "kitten", first: $n) { totalCount } }';
    const used = async (n: unknown): Promise<number> => {
      const { extensions } = await service.query(query, { n });
      return (extensions['cost'] as { used: number }).used;
    };
    let before = 0;
    for (let turn = 0; turn < 30; turn += 1) before = await used(1);
    expect(await used('abc')).toBe(before + 10);
  });
});
