import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CountFacts, countCharges, settledAt } from '../../../src/domain/spending/counting.js';
import type { LedgerEntry } from '../../../src/domain/spending/key-store.js';
import { type Asked, CountingWorld, downloads, questions, type TrueDownload } from './counting-world.js';

const RUNS = { numRuns: 2000 };

/** Asks as the plan says, in the order of time, and then once more about everybody when all is over. */
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

describe('counting what the history shows', () => {
  it('never declares a charged download certainly uncharged once its row is to be seen', () => {
    fc.assert(
      fc.property(downloads, questions, (all, plan) => {
        for (const one of play(all, plan).asked)
          if (one.isShown) expect(isCertainlyFree(one), JSON.stringify(one)).toBe(false);
      }),
      RUNS,
    );
  });

  it('never frees a charged key to be sent again, however late it was committed and shown', () => {
    fc.assert(
      fc.property(downloads, questions, (all, plan) => {
        const { world } = play(all, plan);
        for (const one of all) if (isCharged(one)) expect(world.certainlyFree.has(one.key)).toBe(false);
      }),
      RUNS,
    );
  });

  it('never lets two keys take one row', () => {
    fc.assert(
      fc.property(downloads, questions, (all, plan) => {
        const { world } = play(all, plan);
        const unanswered = all.filter((one) => one.charge.kind === 'lost').length;
        expect(world.lost.size).toBeLessThanOrEqual(unanswered);
      }),
      RUNS,
    );
  });

  it('says “certainly none” only where no row that nobody has the link of could be its own', () => {
    fc.assert(
      fc.property(downloads, questions, (all, plan) => {
        for (const one of play(all, plan).asked)
          if (one.isAllShown && isCertainlyFree(one)) expect(one.strayRows).toEqual([]);
      }),
      RUNS,
    );
  });

  it('leaves nobody in doubt for ever where every charge has its link', () => {
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

  it('finds as many lost links as there are, once everything is to be seen', () => {
    fc.assert(
      fc.property(downloads, questions, (all, plan) => {
        const { world } = play(all, plan);
        expect(world.lost.size).toBe(all.filter((one) => one.charge.kind === 'lost').length);
      }),
      RUNS,
    );
  });

  it('errs to the safe side where others download with the same account', () => {
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

describe('counting, by example', () => {
  const T = 1_000_000;
  const ask = (
    rows: readonly number[],
    others: readonly Partial<LedgerEntry>[] = [],
    more: Partial<CountFacts> = {},
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
      ...more,
    });
  const none = { kind: 'none', isCertain: true };

  it.each([
    ['an empty history', [], [], none],
    ['a row of long before', [-60_000], [], none],
    ['a row at the very edge of what a clock may err', [-2000], [], { kind: 'charged', at: T - 2000 }],
    ['a row just beyond it', [-2001], [], none],
    ['a row of its own', [1000], [], { kind: 'charged', at: T + 1000 }],
    ['a row two minutes late', [120_000], [], { kind: 'charged', at: T + 120_000 }],
    ['the row of a link', [1000], [{ state: 'settled', resolvedAt: T + 1500 }], none],
    [
      'the row of a link, and one more',
      [1000, 5000],
      [{ state: 'settled', resolvedAt: T + 1500 }],
      { kind: 'charged', at: T + 5000 },
    ],
    [
      'a row that another key took',
      [1000],
      [{ state: 'lost', resolvedAt: T + 1000 }],
      { ...none, isCertain: false },
    ],
    ['a row that another unresolved key may want, too', [1000], [{}], { kind: 'charged', at: T + 1000 }],
    [
      'a row that may be that of a download under way',
      [1000],
      [{ state: 'sent', leaseUntil: T + 300_001 }],
      { kind: 'undecided' },
    ],
    [
      'a row, and a download whose holder is gone',
      [1000],
      [{ state: 'sent', leaseUntil: T + 300_000 }],
      { kind: 'charged', at: T + 1000 },
    ],
    [
      'a row from before the download under way was sent',
      [1000],
      [{ state: 'sent', sentAt: T + 60_000, leaseUntil: T + 300_001 }],
      { kind: 'charged', at: T + 1000 },
    ],
  ] as const)('%s', (_what, rows, others, count) => {
    expect(ask(rows, others)).toEqual(count);
  });

  it('knows when the time is over in which Getty Images may still change its mind', () => {
    expect(settledAt(1000, 120_000, 10_000)).toBe(131_000);
  });
});
