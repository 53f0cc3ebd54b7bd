import { createHash } from 'node:crypto';
import { ServiceError } from '../../errors/service-error.js';

/** What a cursor remembers: a place in one list, as that list was when its first page was read. */
export interface Cursor {
  /** The row's place, from 0. */
  readonly offset: number;
  /** The moment the list is of, ms since the epoch; 0 for lists that are not pinned. */
  readonly asOf: number;
  /** How many rows the list had then. */
  readonly total: number;
  /** The version of Getty Images' API that the list was read through, where there are several; 0 where there is one. */
  readonly source?: 0 | 1 | 3;
}

const VERSION = 1;
/** Far beyond anything Getty Images lists; keeps forged cursors from asking for absurd pages. */
const MAX_OFFSET = 100_000_000;

/** Names a list by everything that decides what is in it; cursors of other lists are refused. */
export const listHash = (parts: unknown): string =>
  createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, 16);

/** FNV-1a over 32 bits: tells damage, cheaply enough for every row of every page. It is no signature and need not be. */
const checksum = (text: string): string => {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1)
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return (hash >>> 0).toString(36);
};

/** Writes a cursor for a list. */
export const encodeCursor = (cursor: Cursor, list: string): string => {
  const payload = `${VERSION}:${cursor.offset}:${cursor.asOf}:${cursor.total}:${cursor.source ?? 0}`;
  return Buffer.from(`${payload}:${checksum(payload + list)}`).toString('base64url');
};

const CURSOR = /^1:(\d{1,9}):(\d{1,15}):(\d{1,10}):([013]):([0-9a-z]+)$/;

/**
 * Reads a cursor of a list.
 * @param argument `after` or `before`, for the error
 * @throws ServiceError `INVALID_CURSOR` for one that is damaged or belongs to another list
 */
export const decodeCursor = (text: string, list: string, argument: string): Cursor => {
  const match = CURSOR.exec(Buffer.from(text, 'base64url').toString());
  const [, offset, asOf, total, source, sum] = match ?? [];
  if (match !== null && checksum(`${VERSION}:${offset}:${asOf}:${total}:${source}${list}`) === sum) {
    const cursor = {
      offset: Number(offset),
      asOf: Number(asOf),
      total: Number(total),
      source: source === '3' ? 3 : source === '1' ? 1 : 0,
    } as const;
    // Base64 reads many texts as the same bytes; only the one that was given out is a cursor.
    if (cursor.offset <= MAX_OFFSET && encodeCursor(cursor, list) === text) return cursor;
  }
  throw invalidCursor(argument);
};

const invalidCursor = (argument: string): ServiceError =>
  new ServiceError(
    'INVALID_CURSOR',
    `${argument}: this is no cursor of this list. Give one from \`pageInfo\` or \`edges\` of a page with the same filter, phrase and sort, or leave it out for the first page.`,
    { argument: [argument] },
  );

/** What a cursor of two lists shown as one remembers. */
export interface MergedCursor {
  /** How many rows of each list stand before the row. */
  readonly places: readonly [number, number];
  /** The list that the row is of. */
  readonly list: 0 | 1;
  /** How many rows each list had then. */
  readonly totals: readonly [number, number];
}

const MERGED_VERSION = 2;

/** Writes a cursor of two lists. */
export const encodeMergedCursor = ({ places, list, totals }: MergedCursor, hash: string): string => {
  const payload = `${MERGED_VERSION}:${places.join(':')}:${list}:${totals.join(':')}`;
  return Buffer.from(`${payload}:${checksum(payload + hash)}`).toString('base64url');
};

const MERGED_CURSOR = /^2:(\d{1,9}):(\d{1,9}):([01]):(\d{1,10}):(\d{1,10}):([0-9a-z]+)$/;

/**
 * Reads a cursor of two lists.
 * @param argument `after` or `before`, for the error
 * @throws ServiceError `INVALID_CURSOR` for one that is damaged or belongs to another list
 */
export const decodeMergedCursor = (text: string, hash: string, argument: string): MergedCursor => {
  const match = MERGED_CURSOR.exec(Buffer.from(text, 'base64url').toString());
  const [, first, second, list, firstTotal, secondTotal] = match ?? [];
  if (match !== null) {
    const cursor: MergedCursor = {
      places: [Number(first), Number(second)],
      list: list === '1' ? 1 : 0,
      totals: [Number(firstTotal), Number(secondTotal)],
    };
    const isInRange = Math.max(...cursor.places) <= MAX_OFFSET;
    if (isInRange && encodeMergedCursor(cursor, hash) === text) return cursor;
  }
  throw invalidCursor(argument);
};
