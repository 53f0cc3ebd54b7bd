import type { Page } from '../../getty/model/download-row.js';
import { type PageSlice, pagesFor } from './listed-pages.js';
import { type PageWanted, windowOf } from './page-args.js';

/** Fetches one numbered page. @param page from 1 @param pageSize a listed size */
export type FetchPage<P> = (page: number, pageSize: number) => Promise<P>;

/** Fetches the rows `[start, end)` of a list, from 0, however many calls that takes. */
export type FetchRange<P> = (start: number, end: number) => Promise<P>;

/** The rows of a window, with where they begin. */
export interface FetchedWindow<T, P> {
  readonly start: number;
  readonly rows: readonly (T | null)[];
  readonly total: number;
  /** The first page that was fetched, for what it says beside its rows. */
  readonly page: P;
}

/** Whether a page is all that is wanted of it, as most first pages are. */
const isWhole = (rows: readonly unknown[], [slice]: readonly PageSlice[]): boolean =>
  slice?.skip === 0 && rows.length <= slice.take;

/** Rows out of numbered pages of listed sizes: one call where one such page holds them, else two, side by side. */
export const overListedPages =
  <T, P extends Page<T>>(fetchPage: FetchPage<P>): FetchRange<P> =>
  async (start, end) => {
    const pages = pagesFor(start, end);
    const fetched = await Promise.all(pages.map((slice) => fetchPage(slice.page, slice.pageSize)));
    const [page] = fetched;
    if (page === undefined) throw new RangeError('A range has at least one row.');
    if (page.rows === null) return page;
    if (pages.length === 1 && isWhole(page.rows, pages)) return page;
    const rows: (T | null)[] = [];
    for (const [index, { skip, take }] of pages.entries()) {
      const found = fetched[index]?.rows ?? [];
      for (let at = skip; at < Math.min(skip + take, found.length); at += 1) rows.push(found[at] ?? null);
    }
    return { ...page, rows };
  };

/**
 * Fetches what a connection wants.
 *
 * Calls beside those of the range itself: `last` without `before` needs the list's end first, which is one more; a
 * window past the end costs one more, to learn the total (Getty Images answers 400 there, and its sentence, which
 * names the total, is not to be relied on).
 */
export const fetchRows = async <T, P extends Page<T>>(
  wanted: PageWanted,
  fetchRange: FetchRange<P>,
): Promise<FetchedWindow<T, P>> => {
  const count = async (): Promise<FetchedWindow<T, P>> => {
    const page = await fetchRange(0, 1);
    return { start: wanted.from, rows: [], total: page.total, page };
  };

  let known = wanted.pinned?.total ?? null;
  if (wanted.take === 'last' && wanted.to === null) known = (await count()).total;
  const { start, end } = windowOf(wanted, known);
  if (end <= start) return { ...(await count()), start };
  const page = await fetchRange(start, end);
  return page.rows === null
    ? { ...(await count()), start }
    : { start, rows: page.rows, total: page.total, page };
};

/** The same over numbered pages of listed sizes. */
export const fetchWindow = <T, P extends Page<T>>(
  wanted: PageWanted,
  fetchPage: FetchPage<P>,
): Promise<FetchedWindow<T, P>> => fetchRows<T, P>(wanted, overListedPages<T, P>(fetchPage));
