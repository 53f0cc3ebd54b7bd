/**
 * Reading one history from its newest page back to its beginning, in pages, across restarts: a pure description of
 * what has been read, and what is to be read next.
 *
 * Getty Images shows 30 days at a time (`date_from` defaults to 30 days before `date_to`; whether longer spans are
 * served is not documented), so the history is read window by window, and only a window of which every page was read
 * counts as read: that holds whatever order its rows come in.
 */

/** The longest span that Getty Images documents, ms. */
export const WINDOW_MS = 30 * 24 * 3_600_000;
/** An account that downloaded nothing for so many windows is taken to have no older history. */
const EMPTY_WINDOWS = 3;
/** Never read further back than this: 13 windows, a year and a month. */
const MAX_WINDOWS = 13;
/** Rows of a page: the most that Getty Images lists. */
export const PAGE_ROWS = 100;
/** How far past the present the newest page reaches, ms: rows may be dated by a clock that is ahead. */
const AHEAD_MS = 5 * 60_000;
/**
 * How far a refresh reads behind the end of the last one, ms: rows may be shown late (`GETTY_SETTLE_MS` is two
 * minutes by default) and be dated by a clock that differs.
 */
const OVERLAP_MS = AHEAD_MS + 15 * 60_000;

/** What was read of one history. All moments are Getty Images' clock, ms. Plain data, stored as JSON. */
export interface StreamState {
  /** Everything up to here was read, as far as it was there; `null` before the first page. */
  readonly upTo: number | null;
  /** Everything from here to `upTo` was read. */
  readonly downTo: number | null;
  /** The window being read, newest side first: rows of `[from, to]` behind `offset` are still to be read. */
  readonly window: { readonly from: number; readonly to: number; readonly offset: number } | null;
  readonly windows: number;
  readonly emptyWindows: number;
  /** Getty Images does not show this history to this account. */
  readonly isForbidden: boolean;
  /** Rows came that could not be read, so that no asset is certainly missing. */
  readonly hasGaps: boolean;
}

/** A history of which nothing was read. */
export const UNREAD: StreamState = {
  upTo: null,
  downTo: null,
  window: null,
  windows: 0,
  emptyWindows: 0,
  isForbidden: false,
  hasGaps: false,
};

/** One page to read. */
export interface PageToRead {
  readonly from: number;
  readonly to: number;
  readonly offset: number;
}

/** What came of a page. `rows`: how many it had, readable or not. */
export interface PageRead {
  readonly rows: number;
  readonly unreadable: number;
  readonly total: number;
}

/** Whether all of the history that is looked at has been read. */
export const isWholeRead = (state: StreamState): boolean =>
  state.isForbidden ||
  (state.upTo !== null && (state.emptyWindows >= EMPTY_WINDOWS || state.windows >= MAX_WINDOWS));

/** The next page on the way back; `null` when there is none. Pure. */
export const nextPage = (state: StreamState, now: number): PageToRead | null => {
  if (isWholeRead(state)) return null;
  if (state.window !== null) return state.window;
  const to = state.downTo ?? now + AHEAD_MS;
  return { from: to - WINDOW_MS, to, offset: 0 };
};

const isPageLast = (page: PageToRead, read: PageRead): boolean =>
  read.rows === 0 || page.offset + read.rows >= read.total;

/** The state once a page of `nextPage` was read. Pure. */
export const afterPage = (state: StreamState, page: PageToRead, read: PageRead): StreamState => {
  const hasGaps = state.hasGaps || read.unreadable > 0;
  if (!isPageLast(page, read))
    return { ...state, hasGaps, window: { ...page, offset: page.offset + read.rows } };
  return {
    ...state,
    hasGaps,
    window: null,
    upTo: state.upTo ?? page.to,
    downTo: page.from,
    windows: state.windows + 1,
    emptyWindows: read.total === 0 && page.offset === 0 ? state.emptyWindows + 1 : 0,
  };
};

/** The first page of what is new since the last reading; `null` where nothing was read yet. Pure. */
export const refreshPage = (state: StreamState, now: number): PageToRead | null =>
  state.isForbidden || state.upTo === null
    ? null
    : { from: state.upTo - OVERLAP_MS, to: Math.max(now + AHEAD_MS, state.upTo), offset: 0 };

/** The page behind one of a refresh; `null` when that was the last. Pure. */
export const nextRefreshPage = (page: PageToRead, read: PageRead): PageToRead | null =>
  isPageLast(page, read) ? null : { ...page, offset: page.offset + read.rows };

/** The state once the last page of a refresh was read. Pure. */
export const afterRefresh = (state: StreamState, page: PageToRead, hasGaps: boolean): StreamState => ({
  ...state,
  upTo: page.to,
  hasGaps: state.hasGaps || hasGaps,
});
