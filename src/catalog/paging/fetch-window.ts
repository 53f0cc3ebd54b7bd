import type { HistoryPage } from '../../getty/model/history-entry.js';
import { type PageSlice, pagesFor } from './listed-pages.js';
import { type PageRequest, toRowRange } from './page-args.js';

/** Fetches one numbered page. @param page from 1 @param pageSize a listed size */
export type FetchPage<P> = (page: number, pageSize: number) => Promise<P>;

/** Fetches the rows `[start, end)` of a list, from 0, however many calls that takes. */
export type FetchRange<P> = (start: number, end: number) => Promise<P>;

/** The rows of a window, with where they begin. */
export interface FetchedRows<T, P> {
  readonly start: number;
  readonly rows: readonly (T | null)[];
  readonly total: number;
  /** The first page that was fetched, for what it says beside its rows. */
  readonly page: P;
}

/** What is wanted of a page; most first pages are wanted as they are. */
const cut = <T, P extends HistoryPage<T>>(page: P, { skip, take }: PageSlice): P =>
  page.rows === null || (skip === 0 && page.rows.length <= take)
    ? page
    : { ...page, rows: page.rows.slice(skip, skip + take) };

/** Rows out of numbered pages of listed sizes: one call where one such page holds them, else two, side by side. */
export const viaSupportedPageSizes =
  <T, P extends HistoryPage<T>>(fetchPage: FetchPage<P>): FetchRange<P> =>
  async (start, end) => {
    const [first, second] = pagesFor(start, end);
    if (first === undefined) throw new RangeError('A range has at least one row.');
    const fetch = ({ page, pageSize }: PageSlice): Promise<P> => fetchPage(page, pageSize);
    if (second === undefined) return cut<T, P>(await fetch(first), first);
    const [head, tail] = await Promise.all([fetch(first), fetch(second)]);
    if (head.rows === null) return head;
    const rows = [...(cut<T, P>(head, first).rows ?? []), ...(cut<T, P>(tail, second).rows ?? [])];
    return { ...head, rows };
  };

/**
 * Fetches what a connection wants.
 *
 * Calls beside those of the range itself: `last` without `before` needs the list's end first, which is one more; a
 * window past the end costs one more, to learn the total (Getty Images answers 400 there, and its sentence, which
 * names the total, is not to be relied on).
 */
export const fetchRows = async <T, P extends HistoryPage<T>>(
  wanted: PageRequest,
  fetchRange: FetchRange<P>,
): Promise<FetchedRows<T, P>> => {
  const count = async (): Promise<FetchedRows<T, P>> => {
    const page = await fetchRange(0, 1);
    return { start: wanted.from, rows: [], total: page.total, page };
  };

  let known = wanted.pinned?.total ?? null;
  if (wanted.take === 'last' && wanted.to === null) known = (await count()).total;
  const { start, end } = toRowRange(wanted, known);
  if (end <= start) return { ...(await count()), start };
  const page = await fetchRange(start, end);
  return page.rows === null
    ? { ...(await count()), start }
    : { start, rows: page.rows, total: page.total, page };
};

/** The same over numbered pages of listed sizes. */
export const fetchWindow = <T, P extends HistoryPage<T>>(
  wanted: PageRequest,
  fetchPage: FetchPage<P>,
): Promise<FetchedRows<T, P>> => fetchRows<T, P>(wanted, viaSupportedPageSizes<T, P>(fetchPage));
