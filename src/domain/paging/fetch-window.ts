import type { Page } from '../../getty/model/download-row.js';
import { pagesFor } from './listed-pages.js';
import { type PageWanted, windowOf } from './page-args.js';

/** Fetches one page. @param page from 1 @param pageSize a listed size */
export type FetchPage<P> = (page: number, pageSize: number) => Promise<P>;

/** The rows of a window, with where they begin. */
export interface FetchedWindow<T, P> {
  readonly start: number;
  readonly rows: readonly (T | null)[];
  readonly total: number;
  /** The first page that was fetched, for what it says beside its rows. */
  readonly page: P;
}

/**
 * Fetches what a connection wants through numbered pages of listed sizes.
 *
 * Calls: one where a listed page holds the window, else two, side by side; `last` without `before` needs the list's
 * end first, which is one more; a window past the end costs one more, to learn the total (Getty Images answers 400
 * there, and its sentence, which names the total, is not to be relied on).
 */
export const fetchWindow = async <T, P extends Page<T>>(
  wanted: PageWanted,
  fetchPage: FetchPage<P>,
): Promise<FetchedWindow<T, P>> => {
  const count = async (): Promise<FetchedWindow<T, P>> => {
    const page = await fetchPage(1, 1);
    return { start: wanted.from, rows: [], total: page.total, page };
  };

  let known = wanted.pinned?.total ?? null;
  if (wanted.take === 'last' && wanted.to === null) known = (await count()).total;
  const { start, end } = windowOf(wanted, known);
  if (end <= start) return { ...(await count()), start };

  const pages = pagesFor(start, end);
  const fetched = await Promise.all(pages.map((slice) => fetchPage(slice.page, slice.pageSize)));
  const [page] = fetched;
  if (page === undefined || page.rows === null) return { ...(await count()), start };
  const rows: (T | null)[] = [];
  for (const [index, slice] of pages.entries())
    rows.push(...(fetched[index]?.rows?.slice(slice.skip, slice.skip + slice.take) ?? []));
  return { start, rows, total: page.total, page };
};
