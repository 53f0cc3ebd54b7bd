import type { HistoryPage } from '../../getty/model/history-entry.js';
import { ConnectionEdge, type ListIdentity, type PageInfo } from './connection.js';
import { decodeMergedCursor, encodeMergedCursor, type MergedCursor } from './cursor.js';
import type { FetchRange } from './fetch-window.js';
import {
  type ListIndex,
  type MergePlan,
  type MergeRequest,
  move,
  type Places,
  planMerge,
} from './merge-order.js';
import { checkCounts, type PageArgs } from './page-args.js';

/** What was asked for of two lists shown as one, with the totals that a cursor remembers. */
export interface MergedPageRequest extends MergeRequest {
  readonly totals: Places | null;
}

/**
 * Reads the arguments of a connection over two lists.
 * @param list hash of everything that decides what is in the lists
 * @throws ServiceError `BAD_USER_INPUT` or `INVALID_CURSOR`, before anything is sent
 */
export function readMergedPageArgs(args: PageArgs, list: string): MergedPageRequest {
  const counts = checkCounts(args);
  const after = args.after == null ? null : decodeMergedCursor(args.after, list, 'after');
  const before = args.before == null ? null : decodeMergedCursor(args.before, list, 'before');
  return {
    ...counts,
    from: after === null ? [0, 0] : move(after.places, after.list, 1),
    to: before?.places ?? null,
    totals: (after ?? before)?.totals ?? null,
  };
}

/** A page over two lists as it was fetched. */
export interface MergedRows<T, P> {
  readonly plan: MergePlan;
  /** In order; unreadable ones as `null`. */
  readonly rows: readonly (T | null)[];
  readonly totals: Places;
  /** What was fetched of each list, for what it says beside its rows; `null` where no call was needed. */
  readonly pages: readonly [P | null, P | null];
}

/** Rows of one list and where they begin. */
interface Part<T, P> {
  readonly start: number;
  readonly rows: readonly (T | null)[];
  readonly total: number;
  readonly page: P | null;
}

const UNKNOWN: Places = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];

/**
 * Fetches a page over two lists, both side by side: half of its rows from each. Where a list turns out to be shorter than
 * its half, the other fills the page with one more call. `last` without `before` needs both ends first.
 */
export async function fetchMerged<T, P extends HistoryPage<T>>(
  wanted: MergedPageRequest,
  lists: readonly [FetchRange<P>, FetchRange<P>],
): Promise<MergedRows<T, P>> {
  const totalsFirst = wanted.take === 'last' && wanted.to === null;
  const counted = totalsFirst ? await both((list) => fetchTotal<T, P>(lists[list])) : null;
  const known: Places | null = counted === null ? wanted.totals : [counted[0].total, counted[1].total];
  const draft = planMerge(wanted, known ?? UNKNOWN);
  const parts = await both(async (list): Promise<Part<T, P>> => {
    const [start, end] = [draft.start[list], draft.end[list]];
    if (start < end) return fetchPart<T, P>(lists[list], start, end);
    if (counted !== null) return counted[list];
    // Nothing of this list is on the page, and a cursor remembers how long it is.
    if (known !== null && draft.order.length > 0) return { start, rows: [], total: known[list], page: null };
    return fetchTotal<T, P>(lists[list]);
  });
  const totals: Places = [parts[0].total, parts[1].total];
  // Backwards from a cursor, no total can change what stands before it.
  const plan = wanted.take === 'last' ? draft : planMerge(wanted, totals);
  const filled = await both((list) => fill<T, P>(lists[list], parts[list], plan.start[list], plan.end[list]));
  return { plan, rows: inOrder(plan, filled), totals, pages: [filled[0].page, filled[1].page] };
}

/** The same for both lists, side by side. */
async function both<R>(each: (list: ListIndex) => Promise<R>): Promise<readonly [R, R]> {
  return Promise.all([each(0), each(1)]);
}

async function fetchTotal<T, P extends HistoryPage<T>>(fetchRange: FetchRange<P>): Promise<Part<T, P>> {
  const page = await fetchRange(0, 1);
  return { start: 0, rows: [], total: page.total, page };
}

async function fetchPart<T, P extends HistoryPage<T>>(
  fetchRange: FetchRange<P>,
  start: number,
  end: number,
): Promise<Part<T, P>> {
  const page = await fetchRange(start, end);
  if (page.rows !== null) return { start, rows: page.rows, total: page.total, page };
  return { ...(await fetchTotal<T, P>(fetchRange)), start };
}

/** Fetches the rows that a page needs beyond those that were fetched for it. */
async function fill<T, P extends HistoryPage<T>>(
  fetchRange: FetchRange<P>,
  part: Part<T, P>,
  start: number,
  end: number,
): Promise<Part<T, P>> {
  if (start >= end) return part;
  const has = part.rows.length > 0 && part.start === start ? start + part.rows.length : start;
  if (has >= Math.min(end, part.total)) return part;
  const more = await fetchPart<T, P>(fetchRange, has, end);
  const rows = has === start ? more.rows : [...part.rows, ...more.rows];
  return { ...part, start, rows };
}

/** The rows as the plan has them; one that did not come after all is a gap, like an unreadable one. */
function inOrder<T, P>(plan: MergePlan, parts: readonly [Part<T, P>, Part<T, P>]): readonly (T | null)[] {
  const taken: [number, number] = [plan.start[0], plan.start[1]];
  return plan.order.map((list) => {
    const row = parts[list].rows[taken[list] - parts[list].start] ?? null;
    taken[list] += 1;
    return row;
  });
}

/** One page over two lists, as a Relay connection. Cursors and edges are getters: most clients select no cursors. */
export class MergedConnectionPage<T> {
  readonly nodes: readonly T[];
  readonly totalCount: number;
  /** The row that each node was. */
  readonly #rowOf: readonly number[];

  constructor(
    private readonly fetched: Omit<MergedRows<T, unknown>, 'pages'>,
    private readonly identity: ListIdentity,
  ) {
    const { rows, totals } = fetched;
    this.nodes = rows.filter((row) => row !== null);
    this.#rowOf = [...rows.keys()].filter((index) => rows[index] !== null);
    this.totalCount = totals[0] + totals[1];
  }

  get edges(): readonly ConnectionEdge<T>[] {
    return this.nodes.map((node, index) => new ConnectionEdge(this, index, node));
  }

  get pageInfo(): PageInfo {
    const { isPageable } = this.identity;
    const { plan, totals } = this.fetched;
    const last = this.nodes.length - 1;
    return {
      hasNextPage: isPageable && (plan.end[0] < totals[0] || plan.end[1] < totals[1]),
      hasPreviousPage: isPageable && this.totalCount > 0 && (plan.start[0] > 0 || plan.start[1] > 0),
      startCursor: last < 0 ? null : this.cursorAt(0),
      endCursor: last < 0 ? null : this.cursorAt(last),
    };
  }

  /** The cursor of the node at `index` of this page. */
  cursorAt(index: number): string {
    const { plan, totals } = this.fetched;
    const row = this.#rowOf[index] ?? 0;
    const before = plan.order.slice(0, row);
    const ofFirst = before.filter((list) => list === 0).length;
    const places: Places = [plan.start[0] + ofFirst, plan.start[1] + row - ofFirst];
    const cursor: MergedCursor = { places, list: plan.order[row] ?? 0, totals };
    return encodeMergedCursor(cursor, this.identity.hash);
  }
}
