/**
 * The order of two lists shown as one: a row of the first, a row of the second, and so on by turns, until one list ends;
 * then the rest of the other. A place in it is how many rows of each list stand before it. Because a step is decided by
 * these two numbers alone, it can be taken forwards and backwards, and a page begins exactly where the last one ended
 * even when rows were added to a list in between.
 */

/** How many rows of each list stand before a place. */
export type Places = readonly [first: number, second: number];

/** Which of the two lists. */
export type ListIndex = 0 | 1;

/** The next row's list, or `null` at the end. @param ends how many rows may be taken of each list */
export function stepForward([first, second]: Places, ends: Places): ListIndex | null {
  const hasFirst = first < ends[0];
  const hasSecond = second < ends[1];
  if (hasFirst && (first <= second || !hasSecond)) return 0;
  return hasSecond ? 1 : null;
}

/** The list of the row before a place, or `null` at the beginning. @param starts rows of each list that may not be taken */
export function stepBack([first, second]: Places, starts: Places): ListIndex | null {
  const hasFirst = first > starts[0];
  const hasSecond = second > starts[1];
  if (hasFirst && (first > second || !hasSecond)) return 0;
  return hasSecond ? 1 : null;
}

/** A place one row of a list further, or back. */
export const move = ([first, second]: Places, list: ListIndex, by: 1 | -1): Places =>
  list === 0 ? [first + by, second] : [first, second + by];

/** What a page takes of each list. */
export interface MergePlan {
  readonly start: Places;
  readonly end: Places;
  /** The list of each row, in order. */
  readonly order: readonly ListIndex[];
}

/** What a connection over two lists was asked for. */
export interface MergeRequest {
  readonly take: 'first' | 'last';
  readonly count: number;
  /** Rows before this place may not be taken. */
  readonly from: Places;
  /** Rows from this place on may not be taken; `null`: up to the end. */
  readonly to: Places | null;
}

/**
 * The rows of a page. Pure.
 * @param totals rows of each list; `Infinity` where it is not known yet
 */
export function planMerge({ take, count, from, to }: MergeRequest, totals: Places): MergePlan {
  const limit: Places = to === null ? totals : [Math.min(totals[0], to[0]), Math.min(totals[1], to[1])];
  const ends: Places = [Math.max(from[0], limit[0]), Math.max(from[1], limit[1])];
  const order: ListIndex[] = [];
  let place = take === 'first' ? from : ends;
  while (order.length < count) {
    const list = take === 'first' ? stepForward(place, ends) : stepBack(place, from);
    if (list === null) break;
    order.push(list);
    place = move(place, list, take === 'first' ? 1 : -1);
  }
  return take === 'first'
    ? { start: from, end: place, order }
    : { start: place, end: ends, order: order.reverse() };
}
