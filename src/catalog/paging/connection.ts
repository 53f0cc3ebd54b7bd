import { encodeCursor } from './cursor.js';

/** Where a page lies in its list. */
export interface PageInfo {
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
  readonly startCursor: string | null;
  readonly endCursor: string | null;
}

/** What makes a list itself: cursors of another are refused. */
export interface ListIdentity {
  readonly hash: string;
  /** The moment the list is of, ms; 0 where it is not pinned. */
  readonly asOf: number;
  /** As in `Cursor`. */
  readonly source?: 0 | 1 | 3;
  /** `false` where the order is another each time. */
  readonly isPageable: boolean;
}

/** A row and its place. The cursor is written when it is read. */
export class ConnectionEdge<T> {
  constructor(
    private readonly list: { cursorAt(index: number): string },
    private readonly index: number,
    readonly node: T,
  ) {}

  get cursor(): string {
    return this.list.cursorAt(this.index);
  }
}

/** Whether every row could be read. */
const isComplete = <T>(rows: readonly (T | null)[]): rows is readonly T[] => !rows.includes(null);

/**
 * One page of a list, as a Relay connection. Cursors and edges are getters, made only where they are selected.
 */
export class ConnectionPage<T> {
  readonly nodes: readonly T[];
  /** Which row each node was, where a row that could not be read leaves a gap; `null`: there is none. */
  private readonly places: readonly number[] | null;
  private readonly end: number;

  /**
   * @param rows as fetched, unreadable ones as `null`
   * @param start place of the first row, from 0
   */
  constructor(
    rows: readonly (T | null)[],
    private readonly start: number,
    readonly totalCount: number,
    protected readonly identity: ListIdentity,
  ) {
    this.nodes = isComplete(rows) ? rows : rows.filter((row) => row !== null);
    this.places = isComplete(rows) ? null : [...rows.keys()].filter((index) => rows[index] !== null);
    this.end = start + rows.length;
  }

  get edges(): readonly ConnectionEdge<T>[] {
    return this.nodes.map((node, index) => new ConnectionEdge(this, index, node));
  }

  get pageInfo(): PageInfo {
    const { isPageable } = this.identity;
    const last = this.nodes.length - 1;
    return {
      hasNextPage: isPageable && this.end < this.totalCount,
      hasPreviousPage: isPageable && this.start > 0 && this.totalCount > 0,
      startCursor: last < 0 ? null : this.cursorAt(0),
      endCursor: last < 0 ? null : this.cursorAt(last),
    };
  }

  /** The cursor of the node at `index` of this page. */
  cursorAt(index: number): string {
    const offset = this.start + (this.places === null ? index : (this.places[index] ?? 0));
    const { asOf, hash, source = 0 } = this.identity;
    return encodeCursor({ offset, asOf, total: this.totalCount, source }, hash);
  }
}
