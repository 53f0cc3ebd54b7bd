import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type ChargeCountInput,
  countCharges,
  nextLookMs,
  resendAllowedAt,
  UNDECIDED_AT,
} from '../../../src/downloads/count-charges.js';
import type { LedgerEntry } from '../../../src/downloads/idempotency/idempotency-store.js';
import { type Asked, CountingWorld, downloads, questions, type TrueDownload } from './counting-world.js';

const RUNS = { numRuns: 2000 };

/** Counts at the planned times, in order, and once more for all keys at the end. */
const play = (
  all: readonly TrueDownload[],
  plan: readonly { afterMs: number; who: number }[],
  foreignRows: readonly number[] = [],
) => {
  const world = new CountingWorld(all, foreignRows);
  const asked: Asked[] = [];
  const begin = Math.min(...all.map((one) => one.sentAt));
  const moments = [
    ...plan.map(({ afterMs, who }) => ({ at: begin + afterMs, who })).sort((one, other) => one.at - other.at),
    ...all.map((_, who) => ({ at: Math.max(world.end, begin + 900_000), who })),
  ];
  for (const { at, who } of moments) {
    const result = world.ask(at, who);
    if (result !== null) asked.push(result);
  }
  return { world, asked };
};

const isCertainlyFree = ({ count }: Asked): boolean => count.kind === 'none' && count.isCertain;
const isCharged = (one: TrueDownload): boolean => one.charge.kind !== 'none';

describe('counting charges in random histories', () => {
  it('a charged download with a visible row is never counted as uncharged', () => {
    fc.assert(
      fc.property(downloads, questions, (all, plan) => {
        for (const one of play(all, plan).asked)
          if (one.isShown) expect(isCertainlyFree(one), JSON.stringify(one)).toBe(false);
      }),
      RUNS,
    );
  });

  it('a charged key is never freed to be sent again, however late its row appears', () => {
    fc.assert(
      fc.property(downloads, questions, (all, plan) => {
        const { world } = play(all, plan);
        for (const one of all) if (isCharged(one)) expect(world.certainlyFree.has(one.key)).toBe(false);
      }),
      RUNS,
    );
  });

  it('one row is never counted for two keys', () => {
    fc.assert(
      fc.property(downloads, questions, (all, plan) => {
        const { world } = play(all, plan);
        const unanswered = all.filter((one) => one.charge.kind === 'lost').length;
        expect(world.lost.size).toBeLessThanOrEqual(unanswered);
      }),
      RUNS,
    );
  });

  it('“certainly none” requires that no unclaimed row can be its own', () => {
    fc.assert(
      fc.property(downloads, questions, (all, plan) => {
        for (const one of play(all, plan).asked)
          if (one.isAllShown && isCertainlyFree(one)) expect(one.strayRows).toEqual([]);
      }),
      RUNS,
    );
  });

  it('no key stays in doubt where every charge has its link', () => {
    fc.assert(
      fc.property(downloads, questions, (all, plan) => {
        fc.pre(all.every((one) => one.charge.kind !== 'lost'));
        const { world } = play(all, plan);
        for (const one of all) if (!isCharged(one)) expect(world.certainlyFree.has(one.key)).toBe(true);
        expect(world.lost.size).toBe(0);
      }),
      RUNS,
    );
  });

  it('LINK_LOST is reported only for a charged key', () => {
    fc.assert(
      fc.property(downloads, questions, (all, plan) => {
        const { world } = play(all, plan);
        for (const one of all) if (world.lost.has(one.key)) expect(one.charge.kind).toBe('lost');
      }),
      RUNS,
    );
  });

  it('every lost link is found where no other key is in doubt', () => {
    fc.assert(
      fc.property(downloads, questions, (all, plan) => {
        fc.pre(all.every((one) => one.charge.kind !== 'none'));
        const { world } = play(all, plan);
        expect(world.lost.size).toBe(all.filter((one) => one.charge.kind === 'lost').length);
      }),
      RUNS,
    );
  });

  it('counting is conservative where other systems use the account', () => {
    const foreign = fc.array(
      fc.integer({ min: 990, max: 1500 }).map((second) => second * 1000),
      {
        maxLength: 3,
      },
    );
    fc.assert(
      fc.property(downloads, questions, foreign, (all, plan, rows) => {
        const { world } = play(all, plan, rows);
        for (const one of all) if (isCharged(one)) expect(world.certainlyFree.has(one.key)).toBe(false);
        const strays = all.filter((one) => one.charge.kind === 'lost').length + rows.length;
        expect(world.lost.size).toBeLessThanOrEqual(strays);
      }),
      RUNS,
    );
  });
});

describe('counting charges, examples', () => {
  const T = 1_000_000;
  const ask = (
    rows: readonly number[],
    others: readonly Partial<LedgerEntry>[] = [],
    more: Partial<ChargeCountInput> = {},
  ) =>
    countCharges({
      key: 'mine',
      sentAt: T,
      rows: rows.map((row) => T + row),
      entries: [
        { key: 'mine', isSameAccount: true, sentAt: T, resolvedAt: null, state: 'unknown', leaseUntil: 0 },
        ...others.map((other, index) => ({
          key: `other-${index}`,
          isSameAccount: true,
          sentAt: T,
          resolvedAt: null,
          state: 'unknown' as const,
          leaseUntil: 0,
          ...other,
        })),
      ],
      storeNow: T + 300_000,
      shownUntil: T + 180_000,
      openMs: 130_000,
      ...more,
    });
  const none = { kind: 'none', isCertain: true, candidates: [] };
  const row = [T + 1000];

  it.each([
    ['an empty history', [], [], none],
    ['a row of long before', [-600_000], [], none],
    ['a row at the very edge of one clock’s error', [-2000], [], { kind: 'charged', at: T - 2000 }],
    ['a row from before it', [-2001], [], { kind: 'ambiguous', candidates: [T - 2001] }],
    [
      'a row at the very edge of what clocks may differ',
      [-300_000],
      [],
      { kind: 'ambiguous', candidates: [T - 300_000] },
    ],
    ['a row just beyond it', [-300_001], [], none],
    ['a row of its own', [1000], [], { kind: 'charged', at: T + 1000 }],
    ['a row two minutes late', [120_000], [], { kind: 'charged', at: T + 120_000 }],
    ['the row of a link', [1000], [{ state: 'settled', resolvedAt: T + 1500 }], none],
    [
      'the row of a link, and one more',
      [1000, 5000],
      [{ state: 'settled', resolvedAt: T + 1500 }],
      { kind: 'charged', at: T + 5000 },
    ],
    ['a row that another key took', [1000], [{ state: 'lost', resolvedAt: T + 1000 }], none],
    [
      'a row that another key could not get',
      [1000],
      [{ state: 'lost', resolvedAt: UNDECIDED_AT }],
      { kind: 'none', isCertain: false, candidates: row },
    ],
    ['a row that another unresolved key may want, too', [1000], [{}], { kind: 'ambiguous', candidates: row }],
    ['a row for each of two unresolved keys', [1000, 1000], [{}], { kind: 'charged', at: T + 1000 }],
    [
      'a row that may be that of a download under way',
      [1000],
      [{ state: 'sent', leaseUntil: T + 300_001 }],
      { kind: 'undecided', candidates: row },
    ],
    [
      'a row, and a download whose holder is gone',
      [1000],
      [{ state: 'sent', leaseUntil: T + 300_000 }],
      { kind: 'ambiguous', candidates: row },
    ],
    [
      'a row from long before the download under way was sent',
      [1000],
      [{ state: 'sent', sentAt: T + 302_000, leaseUntil: T + 300_001 }],
      { kind: 'charged', at: T + 1000 },
    ],
  ] as const)('%s', (_what, rows, others, count) => {
    expect(ask(rows, others)).toEqual(count);
  });

  it.each([
    [0, 130_000, 2000],
    [3999, 126_001, 2000],
    [4000, 126_000, 4000],
    [9000, 121_000, 8000],
    [20_000, 110_000, 16_000],
    [32_000, 98_000, 30_000],
    [118_000, 12_000, 12_000],
    [129_900, 100, 1000],
    [3_600_000, -1, 30_000],
  ])(
    '%i ms after the sending, %i ms before the settling time ends, the next check is in %i ms',
    (age, left, wait) => {
      expect(nextLookMs(age, left)).toBe(wait);
    },
  );

  it('the settling time ends when Getty Images’ history can no longer change', () => {
    expect(resendAllowedAt(1000, 120_000, 10_000)).toBe(131_000);
  });
});
