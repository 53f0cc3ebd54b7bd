import { badInput } from '../../errors/service-error.js';
import { type Cursor, decodeCursor } from './cursor.js';

/** The four arguments of every connection, as a client sends them. */
export interface PageArgs {
  readonly first?: number | null;
  readonly after?: string | null;
  readonly last?: number | null;
  readonly before?: string | null;
}

/** What was asked for: `first` rows after a place, or `last` rows before one. Ends are exclusive, from 0. */
export interface PageRequest {
  readonly take: 'first' | 'last';
  readonly count: number;
  /** First row that may be taken. */
  readonly from: number;
  /** First row that may not be taken any more; `null`: the list's end. */
  readonly to: number | null;
  /** The list as a cursor remembers it; `null` on a first page. */
  readonly pinned: Omit<Cursor, 'offset'> | null;
}

const DEFAULT_FIRST = 30;
const MAX_PAGE = 100;

const checkCount = (value: number, argument: string): number => {
  if (!Number.isInteger(value) || value < 0 || value > MAX_PAGE)
    throw badInput([argument], `${value} is out of range; give 0 to ${MAX_PAGE}.`);
  return value;
};

/** Reads how many rows are wanted, and from which end. @throws ServiceError `BAD_USER_INPUT` */
export const checkCounts = (args: PageArgs): Pick<PageRequest, 'take' | 'count'> => {
  const { first = null, last = null } = args;
  if (first !== null && last !== null)
    throw badInput(['last'], '`first` and `last` cannot be given together; give one of them.');
  return last === null
    ? { take: 'first', count: checkCount(first ?? DEFAULT_FIRST, 'first') }
    : { take: 'last', count: checkCount(last, 'last') };
};

/**
 * Reads the arguments of a connection.
 * @param list hash of everything that decides what is in the list
 * @throws ServiceError `BAD_USER_INPUT` or `INVALID_CURSOR`, before anything is sent
 */
export const readPageArgs = (args: PageArgs, list: string): PageRequest => {
  const counts = checkCounts(args);
  const after = args.after == null ? null : decodeCursor(args.after, list, 'after');
  const before = args.before == null ? null : decodeCursor(args.before, list, 'before');
  if (after !== null && before !== null && after.asOf !== before.asOf)
    throw badInput(['before'], 'is of another moment than `after`; give cursors of the same list.');
  const pinned = after ?? before;
  return {
    ...counts,
    from: after === null ? 0 : after.offset + 1,
    to: before === null ? null : before.offset,
    pinned: pinned === null ? null : { asOf: pinned.asOf, total: pinned.total, source: pinned.source ?? 0 },
  };
};

/** The rows to fetch once the list's end is known (or not needed): `[start, end)`. */
export const toRowRange = (
  wanted: PageRequest,
  total: number | null,
): { readonly start: number; readonly end: number } => {
  const limit = Math.min(wanted.to ?? Number.POSITIVE_INFINITY, total ?? Number.POSITIVE_INFINITY);
  if (wanted.take === 'first') {
    const end = Math.min(wanted.from + wanted.count, limit);
    return { start: wanted.from, end: Math.max(wanted.from, end) };
  }
  const end = Math.max(wanted.from, Number.isFinite(limit) ? limit : wanted.from);
  return { start: Math.max(wanted.from, end - wanted.count), end };
};
