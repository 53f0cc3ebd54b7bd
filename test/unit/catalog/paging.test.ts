import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ConnectionPage } from '../../../src/catalog/paging/connection.js';
import { type Cursor, decodeCursor, encodeCursor, listHash } from '../../../src/catalog/paging/cursor.js';
import { fetchWindow } from '../../../src/catalog/paging/fetch-window.js';
import { pagesFor, SUPPORTED_PAGE_SIZES } from '../../../src/catalog/paging/listed-pages.js';
import { type PageArgs, readPageArgs, toRowRange } from '../../../src/catalog/paging/page-args.js';
import { anyText } from '../support/any-text.js';
import { codeOf } from '../support/code-of.js';

const LIST = listHash(['a list']);
const windows = fc.tuple(fc.nat(5000), fc.integer({ min: 1, max: 100 }));
const cursors: fc.Arbitrary<Cursor> = fc.record({
  offset: fc.nat(100_000_000),
  asOf: fc.integer({ min: 0, max: 4_000_000_000_000 }),
  total: fc.nat(1_000_000_000),
  source: fc.constantFrom(0, 1, 3),
});

describe('pages of a window', () => {
  const covered = (start: number, end: number): number[] =>
    pagesFor(start, end).flatMap(({ page, pageSize, skip, take }) =>
      Array.from({ length: take }, (_, index) => (page - 1) * pageSize + skip + index),
    );

  it('the pages of a window hold exactly its rows, in order, with listed sizes', () => {
    fc.assert(
      fc.property(windows, ([start, count]) => {
        expect(covered(start, start + count)).toEqual(
          Array.from({ length: count }, (_, index) => start + index),
        );
        for (const { page, pageSize, skip, take } of pagesFor(start, start + count)) {
          expect(SUPPORTED_PAGE_SIZES).toContain(pageSize);
          expect(page).toBeGreaterThanOrEqual(1);
          expect(skip + take).toBeLessThanOrEqual(pageSize);
        }
      }),
    );
  });

  it('a window takes one page wherever a listed size can hold it, and never more than two', () => {
    fc.assert(
      fc.property(windows, ([start, count]) => {
        const end = start + count;
        const canBeOne = SUPPORTED_PAGE_SIZES.some(
          (size) => Math.floor(start / size) === Math.floor((end - 1) / size),
        );
        expect(pagesFor(start, end)).toHaveLength(canBeOne ? 1 : 2);
      }),
    );
  });

  it('every first page takes one page', () => {
    for (let count = 1; count <= 100; count += 1) expect(pagesFor(0, count)).toHaveLength(1);
  });

  it.each([
    [0, 30, [[1, 30]]],
    [30, 60, [[2, 30]]],
    [5, 12, [[1, 12]]],
    [7, 7, []],
    [9, 3, []],
    [
      295,
      305,
      [
        [30, 10],
        [31, 10],
      ],
    ],
    [
      50,
      150,
      [
        [1, 100],
        [2, 100],
      ],
    ],
  ])('the pages of [%i, %i) are %j', (start, end, pages) => {
    expect(pagesFor(start, end).map(({ page, pageSize }) => [page, pageSize])).toEqual(pages);
  });

  it('a window of more than 100 rows is rejected', () => {
    expect(() => pagesFor(1, 102)).toThrow(RangeError);
  });
});

describe('cursors', () => {
  const invalid = expect.objectContaining({ code: 'INVALID_CURSOR', argument: ['after'] });

  it('a cursor decodes to its value', () => {
    fc.assert(
      fc.property(cursors, fc.string(), (cursor, list) => {
        expect(decodeCursor(encodeCursor(cursor, list), list, 'after')).toEqual(cursor);
      }),
    );
  });

  it('a cursor of another list is refused', () => {
    fc.assert(
      fc.property(cursors, fc.string(), fc.string(), (cursor, list, other) => {
        fc.pre(list !== other);
        expect(() => decodeCursor(encodeCursor(cursor, list), other, 'after')).toThrow(invalid);
      }),
    );
  });

  it('a cursor with one character changed is refused', () => {
    const characters = fc.oneof(
      fc.constantFrom(...'AZaz09-_+/=!. '),
      fc.string({ minLength: 1, maxLength: 1 }),
    );
    fc.assert(
      fc.property(cursors, fc.nat(), characters, (cursor, at, character) => {
        const text = encodeCursor(cursor, LIST);
        const index = at % text.length;
        const damaged = text.slice(0, index) + character + text.slice(index + 1);
        fc.pre(damaged !== text);
        expect(() => decodeCursor(damaged, LIST, 'after')).toThrow(invalid);
      }),
      { numRuns: 2000 },
    );
  });

  it('a cursor with a part removed, added or doubled is refused', () => {
    fc.assert(
      fc.property(cursors, fc.nat(), fc.nat(6), (cursor, at, length) => {
        const text = encodeCursor(cursor, LIST);
        const [start, end] = [at % text.length, Math.min(text.length, (at % text.length) + length + 1)];
        for (const damaged of [
          text.slice(0, start) + text.slice(end),
          text + text.slice(start, end),
          `${text}=`,
        ])
          expect(() => decodeCursor(damaged, LIST, 'after')).toThrow(invalid);
      }),
    );
  });

  it('a string that is no cursor is refused', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(codeOf(() => decodeCursor(text, LIST, 'after'))).toBe('INVALID_CURSOR');
      }),
    );
  });

  it('a list’s hash depends on everything that decides its rows', () => {
    expect(listHash(['search', { phrase: 'a' }])).toBe(listHash(['search', { phrase: 'a' }]));
    expect(listHash(['search', { phrase: 'a' }])).not.toBe(listHash(['search', { phrase: 'b' }]));
    expect(LIST).toMatch(/^[\w-]{16}$/);
  });
});

describe('connection arguments', () => {
  const cursorAt = (offset: number, asOf = 7): string => encodeCursor({ offset, asOf, total: 100 }, LIST);
  const pinned = { asOf: 7, total: 100, source: 0 };

  it.each<[PageArgs, object]>([
    [{}, { take: 'first', count: 30, from: 0, to: null, pinned: null }],
    [
      { first: null, last: null },
      { take: 'first', count: 30 },
    ],
    [{ first: 0 }, { take: 'first', count: 0 }],
    [{ first: 100 }, { take: 'first', count: 100 }],
    [{ last: 5 }, { take: 'last', count: 5, from: 0, to: null }],
    [
      { first: 10, after: cursorAt(29) },
      { take: 'first', count: 10, from: 30, to: null, pinned },
    ],
    [
      { last: 10, before: cursorAt(29) },
      { take: 'last', count: 10, from: 0, to: 29, pinned },
    ],
    [
      { after: cursorAt(4), before: cursorAt(9) },
      { take: 'first', count: 30, from: 5, to: 9, pinned },
    ],
  ])('connection arguments %j are accepted', (args, wanted) => {
    expect(readPageArgs(args, LIST)).toMatchObject(wanted);
  });

  it.each<[PageArgs, string, string, RegExp]>([
    [{ first: -1 }, 'BAD_USER_INPUT', 'first', /0 to 100/],
    [{ first: 101 }, 'BAD_USER_INPUT', 'first', /0 to 100/],
    [{ first: 2_147_483_647 }, 'BAD_USER_INPUT', 'first', /0 to 100/],
    [{ first: 1.5 }, 'BAD_USER_INPUT', 'first', /0 to 100/],
    [{ last: -1 }, 'BAD_USER_INPUT', 'last', /0 to 100/],
    [{ last: 101 }, 'BAD_USER_INPUT', 'last', /0 to 100/],
    [{ first: 1, last: 1 }, 'BAD_USER_INPUT', 'last', /together/],
    [{ first: 0, last: 0 }, 'BAD_USER_INPUT', 'last', /together/],
    [{ after: '' }, 'INVALID_CURSOR', 'after', /pageInfo/],
    [{ after: 'x' }, 'INVALID_CURSOR', 'after', /pageInfo/],
    [{ before: 'x' }, 'INVALID_CURSOR', 'before', /pageInfo/],
    [{ after: cursorAt(1, 7), before: cursorAt(9, 8) }, 'BAD_USER_INPUT', 'before', /another moment/],
  ])('connection arguments %j are refused', (args, code, argument, message) => {
    expect(() => readPageArgs(args, LIST)).toThrow(
      expect.objectContaining({ code, argument: [argument], message: expect.stringMatching(message) }),
    );
  });
});

/** Relay's algorithm on a list that is all there. */
const slice = (
  list: readonly number[],
  args: { first?: number; last?: number; after?: number; before?: number },
) => {
  const { first, last, after = -1, before = Number.POSITIVE_INFINITY } = args;
  const between = list.filter((_, index) => index > after && index < before);
  if (last !== undefined) return last === 0 ? [] : between.slice(-last);
  return between.slice(0, first ?? 30);
};

describe('fetching a window of rows', () => {
  const lists = fc.nat(400).map((length) => Array.from({ length }, (_, index) => index));
  const counts = fc.nat(100);
  const args = fc.record(
    {
      count: counts,
      isLast: fc.boolean(),
      after: fc.option(fc.nat(420), { nil: undefined }),
      before: fc.option(fc.nat(420), { nil: undefined }),
    },
    { requiredKeys: ['count', 'isLast'] },
  );

  /** Getty Images' numbered pages over a list: 400 past the end, which reads as no rows. */
  const paged = (list: readonly number[]) => {
    const calls: [page: number, pageSize: number][] = [];
    const fetchPage = async (page: number, pageSize: number) => {
      calls.push([page, pageSize]);
      const rows = list.slice((page - 1) * pageSize, page * pageSize);
      const isPastTheEnd = page > 1 && rows.length === 0;
      return isPastTheEnd ? { rows: null, total: 0 } : { rows, total: list.length };
    };
    return { calls, fetchPage };
  };

  it('a fetched window equals the slice of the list', async () => {
    await fc.assert(
      fc.asyncProperty(lists, args, async (list, { count, isLast, after, before }) => {
        const place = (offset: number) => encodeCursor({ offset, asOf: 0, total: list.length }, LIST);
        const wanted = readPageArgs(
          {
            ...(isLast ? { last: count } : { first: count }),
            after: after === undefined ? null : place(after),
            before: before === undefined ? null : place(before),
          },
          LIST,
        );
        const { calls, fetchPage } = paged(list);
        const window = await fetchWindow(wanted, fetchPage);
        const expected = slice(list, {
          ...(isLast ? { last: count } : { first: count }),
          ...(after === undefined ? {} : { after }),
          ...(before === undefined ? {} : { before }),
        });
        expect(window.rows).toEqual(expected);
        expect(window.total).toBe(list.length);
        if (expected.length > 0) expect(window.start).toBe(expected[0]);
        for (const [, size] of calls) expect(SUPPORTED_PAGE_SIZES).toContain(size);
        const needsTheEnd = isLast && before === undefined;
        // Two for the window at most, one to learn the end, one to learn the total where there was nothing.
        expect(calls.length).toBeLessThanOrEqual((expected.length > 0 ? 2 : 2 + 1) + (needsTheEnd ? 1 : 0));
        expect(calls.length).toBeGreaterThan(0);
      }),
      { numRuns: 1000 },
    );
  });

  it.each([
    ['the first page', { first: 30 }, [[1, 30]]],
    ['the second page', { first: 30, after: 29 }, [[2, 30]]],
    [
      'an odd window',
      { first: 10, after: 294, length: 400 },
      [
        [30, 10],
        [31, 10],
      ],
    ],
    ['no rows, but the total', { first: 0 }, [[1, 1]]],
    ['past the end', { first: 30, after: 500 }, [[1, 1]]],
    [
      'past the end of a list that grew shorter',
      { first: 30, after: 200, total: 600 },
      [
        [5, 50],
        [1, 1],
      ],
    ],
    [
      'the last rows, whose place is not known',
      { last: 10 },
      [
        [1, 1],
        [12, 12],
      ],
    ],
    ['the rows before a cursor', { last: 10, before: 30 }, [[3, 10]]],
  ])(
    'the upstream calls are %s',
    async (_what, {
      first,
      last,
      after,
      before,
      length = 143,
      total = length,
    }: Record<string, number>, expected) => {
      const { calls, fetchPage } = paged(Array.from({ length }, (_, index) => index));
      const place = (offset: number | undefined) =>
        offset === undefined ? null : encodeCursor({ offset, asOf: 0, total: total ?? 0 }, LIST);
      const given = { first: first ?? null, last: last ?? null, after: place(after), before: place(before) };
      await fetchWindow(readPageArgs(given, LIST), fetchPage);
      expect(calls).toEqual(expected);
    },
  );

  it.each([
    [{ take: 'first', count: 10, from: 5, to: 8 }, 100, { start: 5, end: 8 }],
    [{ take: 'first', count: 10, from: 5, to: null }, 9, { start: 5, end: 9 }],
    [{ take: 'first', count: 10, from: 5, to: null }, null, { start: 5, end: 15 }],
    [{ take: 'first', count: 10, from: 50, to: null }, 9, { start: 50, end: 50 }],
    [{ take: 'first', count: 10, from: 9, to: 3 }, 100, { start: 9, end: 9 }],
    [{ take: 'last', count: 10, from: 0, to: 25 }, 100, { start: 15, end: 25 }],
    [{ take: 'last', count: 10, from: 20, to: 25 }, 100, { start: 20, end: 25 }],
    [{ take: 'last', count: 10, from: 0, to: null }, 7, { start: 0, end: 7 }],
    [{ take: 'last', count: 10, from: 0, to: 25 }, 7, { start: 0, end: 7 }],
    [{ take: 'last', count: 10, from: 0, to: null }, null, { start: 0, end: 0 }],
  ] as const)('the window of %j with %j rows is at %j', (wanted, total, window) => {
    expect(toRowRange({ ...wanted, pinned: null }, total)).toEqual(window);
  });
});

describe('connection pages', () => {
  const identity = { hash: LIST, asOf: 7, isPageable: true };

  it('cursors follow the list’s positions, also beside unreadable rows', () => {
    const page = new ConnectionPage(['a', null, 'c'], 10, 50, identity);
    expect(page.nodes).toEqual(['a', 'c']);
    expect(page.edges.map(({ node, cursor }) => [node, decodeCursor(cursor, LIST, 'after').offset])).toEqual([
      ['a', 10],
      ['c', 12],
    ]);
    expect(page.pageInfo).toEqual({
      hasNextPage: true,
      hasPreviousPage: true,
      startCursor: page.edges[0]?.cursor,
      endCursor: page.edges[1]?.cursor,
    });
  });

  it.each([
    ['the only page', ['a'], 0, 1, { hasNextPage: false, hasPreviousPage: false }],
    [
      'an empty list',
      [],
      0,
      0,
      { hasNextPage: false, hasPreviousPage: false, startCursor: null, endCursor: null },
    ],
    ['no rows of a long list', [], 0, 9, { hasNextPage: true, hasPreviousPage: false, startCursor: null }],
    ['past the end', [], 50, 9, { hasNextPage: false, hasPreviousPage: true, endCursor: null }],
    ['the last page', ['a'], 8, 9, { hasNextPage: false, hasPreviousPage: true }],
    [
      'a page whose last row cannot be read',
      ['a', null],
      7,
      9,
      { hasNextPage: false, hasPreviousPage: true },
    ],
  ])('page info is right for %s', (_what, rows, start, total, info) => {
    expect(new ConnectionPage(rows, start, total, identity).pageInfo).toMatchObject(info);
  });

  it('page info promises no next page in random order', () => {
    const page = new ConnectionPage(['a'], 5, 100, { ...identity, isPageable: false });
    expect(page.pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: false });
  });
});
