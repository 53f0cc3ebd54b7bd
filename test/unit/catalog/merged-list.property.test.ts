import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { viaSupportedPageSizes } from '../../../src/catalog/paging/fetch-window.js';
import {
  fetchMerged,
  MergedConnectionPage,
  readMergedPageArgs,
} from '../../../src/catalog/paging/merged-list.js';
import type { PageArgs } from '../../../src/catalog/paging/page-args.js';

type RowsPage = { rows: readonly (string | null)[] | null; total: number };

const LIST = { hash: 'h', asOf: 0, isPageable: true };

/** Two lists at Getty Images, of rows `c0 c1 …` and `e0 e1 …`, and a count of the calls that read them. */
class TwoLists {
  calls = 0;
  constructor(
    readonly totals: [number, number],
    /** Rows that cannot be read. */
    readonly unreadable: ReadonlySet<string> = new Set(),
  ) {}

  /** Reads a page as a search does. */
  async page(args: PageArgs): Promise<MergedConnectionPage<string>> {
    this.calls = 0;
    const range = (list: 0 | 1) =>
      viaSupportedPageSizes<string, RowsPage>(async (page, size) => {
        this.calls += 1;
        const total = this.totals[list];
        const start = (page - 1) * size;
        if (start > 0 && start >= total) return { rows: null, total: 0 };
        const length = Math.min(size, total - start);
        const rows = Array.from({ length }, (_, index) => `${'ce'[list]}${start + index}`);
        return { rows: rows.map((row) => (this.unreadable.has(row) ? null : row)), total };
      });
    const fetched = await fetchMerged<string, RowsPage>(readMergedPageArgs(args, LIST.hash), [
      range(0),
      range(1),
    ]);
    return new MergedConnectionPage(fetched, LIST);
  }
}

/** One after the other by turns, then the rest of the longer one. */
function byTurns([creative, editorial]: readonly [number, number]): string[] {
  const rows: string[] = [];
  for (let index = 0; index < Math.max(creative, editorial); index += 1) {
    if (index < creative) rows.push(`c${index}`);
    if (index < editorial) rows.push(`e${index}`);
  }
  return rows;
}

const totals = fc.oneof(
  fc.tuple(fc.integer({ min: 0, max: 70 }), fc.integer({ min: 0, max: 70 })),
  fc.tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 260 })),
  fc.tuple(fc.integer({ min: 0, max: 260 }), fc.integer({ min: 0, max: 3 })),
);
const sizes = fc.array(fc.integer({ min: 1, max: 100 }), { minLength: 1, maxLength: 6 });

async function walk(
  lists: TwoLists,
  counts: readonly number[],
  direction: 'first' | 'last',
): Promise<string[]> {
  const seen: string[][] = [];
  let cursor: string | null = null;
  for (let round = 0; ; round += 1) {
    const count = counts[round % counts.length] ?? 1;
    const args: PageArgs =
      direction === 'first' ? { first: count, after: cursor } : { last: count, before: cursor };
    const page = await lists.page(args);
    expect(page.totalCount).toBe(lists.totals[0] + lists.totals[1]);
    // Each list takes two calls at most, and a short one or an unknown end two more.
    expect(lists.calls).toBeLessThanOrEqual(6);
    seen.push([...page.nodes]);
    const { hasNextPage, hasPreviousPage, startCursor, endCursor } = page.pageInfo;
    expect(direction === 'first' ? hasPreviousPage : hasNextPage).toBe(round > 0);
    if (!(direction === 'first' ? hasNextPage : hasPreviousPage)) break;
    cursor = direction === 'first' ? endCursor : startCursor;
  }
  return direction === 'first' ? seen.flat() : seen.reverse().flat();
}

describe('two lists shown as one', () => {
  it('page forwards and backwards in pages of any sizes through every row once, by turns', async () => {
    await fc.assert(
      fc.asyncProperty(totals, sizes, fc.constantFrom('first', 'last'), async (ends, counts, direction) => {
        expect(await walk(new TwoLists(ends), counts, direction)).toEqual(byTurns(ends));
      }),
      { numRuns: 300 },
    );
  });

  it('from the cursor of any row go on right behind it, and back right before it', async () => {
    await fc.assert(
      fc.asyncProperty(
        totals,
        fc.nat(),
        fc.integer({ min: 1, max: 60 }),
        fc.integer({ min: 0, max: 60 }),
        async (ends, at, count, rest) => {
          const rows = byTurns(ends);
          fc.pre(rows.length > 0);
          const lists = new TwoLists(ends);
          const page = await lists.page({ first: 100 });
          const place = at % page.nodes.length;
          const cursor = page.cursorAt(place);
          expect((await lists.page({ first: count, after: cursor })).nodes).toEqual(
            rows.slice(place + 1, place + 1 + count),
          );
          expect((await lists.page({ last: count, before: cursor })).nodes).toEqual(
            rows.slice(Math.max(0, place - count), place),
          );
          const until = Math.min(place + 1 + rest, page.nodes.length - 1);
          const between = { after: cursor, before: page.cursorAt(until) };
          const inside = rows.slice(place + 1, until);
          expect((await lists.page({ first: count, ...between })).nodes).toEqual(inside.slice(0, count));
          expect((await lists.page({ last: count, ...between })).nodes).toEqual(inside.slice(-count));
        },
      ),
      { numRuns: 300 },
    );
  });

  it('repeat no row and leave none out when both grow or shrink at their ends between two pages', async () => {
    const changes = fc.array(fc.tuple(fc.integer({ min: -9, max: 9 }), fc.integer({ min: -9, max: 9 })), {
      minLength: 1,
      maxLength: 5,
    });
    await fc.assert(
      fc.asyncProperty(totals, sizes, changes, async (ends, counts, grown) => {
        const lists = new TwoLists([...ends]);
        const seen: string[] = [];
        let after: string | null = null;
        for (let round = 0; ; round += 1) {
          const page: MergedConnectionPage<string> = await lists.page({
            first: counts[round % counts.length] ?? 1,
            after,
          });
          seen.push(...page.nodes);
          if (!page.pageInfo.hasNextPage || page.pageInfo.endCursor === null) break;
          after = page.pageInfo.endCursor;
          const [creative, editorial] = grown[round % grown.length] ?? [0, 0];
          if (round < 8)
            lists.totals.splice(
              0,
              2,
              Math.max(0, lists.totals[0] + creative),
              Math.max(0, lists.totals[1] + editorial),
            );
        }
        expect(new Set(seen).size).toBe(seen.length);
        // Of each list the rows come in order, from the first on, without a gap.
        for (const name of ['c', 'e']) {
          const places = seen.filter((row) => row.startsWith(name)).map((row) => Number(row.slice(1)));
          expect(places).toEqual(places.map((_, index) => index));
        }
      }),
      { numRuns: 200 },
    );
  });

  it('leave a gap for a row that cannot be read, and page on behind it', async () => {
    await fc.assert(
      fc.asyncProperty(
        totals,
        fc.array(fc.nat({ max: 200 }), { maxLength: 20 }),
        sizes,
        async (ends, gaps, counts) => {
          const rows = byTurns(ends);
          const unreadable = new Set(gaps.map((gap) => rows[gap] ?? ''));
          const lists = new TwoLists(ends, unreadable);
          const page = await lists.page({ first: 100 });
          expect(page.nodes).toEqual(rows.slice(0, 100).filter((row) => !unreadable.has(row)));
          for (const [index, node] of page.nodes.entries()) {
            if (index % 13 !== (counts[0] ?? 0) % 13) continue;
            const next = await lists.page({ first: 1, after: page.cursorAt(index) });
            const behind = rows[rows.indexOf(node) + 1];
            expect(next.nodes).toEqual(behind === undefined || unreadable.has(behind) ? [] : [behind]);
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it.each([
    [[500, 500], { first: 30 }, 2],
    [[500, 500], { first: 5 }, 2],
    [[500, 0], { first: 30 }, 3],
    [[3, 500], { first: 30 }, 3],
    [[0, 0], { first: 30 }, 2],
    [[500, 500], { first: 0 }, 2],
    [[500, 500], { last: 30 }, 4],
  ] as const)('of %j rows cost for %j %i calls', async (ends, args, calls) => {
    const lists = new TwoLists([ends[0], ends[1]]);
    await lists.page(args);
    expect(lists.calls).toBe(calls);
  });

  it('cost two calls for each further page of thirty, and one where only one list is left', async () => {
    const lists = new TwoLists([45, 200]);
    const calls: number[] = [];
    let after: string | null = null;
    for (let round = 0; round < 6; round += 1) {
      const page: MergedConnectionPage<string> = await lists.page({ first: 30, after });
      calls.push(lists.calls);
      after = page.pageInfo.endCursor;
    }
    expect(calls).toEqual([2, 2, 2, 1, 1, 1]);
  });

  it.each([
    ['nonsense', 'x'],
    ['a cursor of one list', Buffer.from('1:3:0:9:0:abc').toString('base64url')],
    ['one that was changed', Buffer.from('2:3:3:0:9:9:abc').toString('base64url')],
  ])('refuse %s', (_what, after) => {
    expect(() => readMergedPageArgs({ after }, LIST.hash)).toThrow(
      expect.objectContaining({ code: 'INVALID_CURSOR', argument: ['after'] }),
    );
  });
});
