import type { DomainContext } from '../../catalog/domain-context.js';
import type { PageInfo } from '../../catalog/paging/connection.js';
import { listHash } from '../../catalog/paging/cursor.js';
import type { PageArgs } from '../../catalog/paging/page-args.js';
import { badInput, ServiceError } from '../../errors/service-error.js';
import type { RequestableProductType } from '../../getty/model/product-type.js';
import { type LedgerPlace, type LedgerQuery, type LedgerReader, scopeOf } from '../idempotency/attempt.js';
import { StoreUnavailableError } from '../idempotency/idempotency-store.js';
import { type AttemptView, hideForeignKey, type PublicAttemptState, toView } from './attempt-view.js';
import { decodePlace, encodePlace } from './cursor.js';
import { ledgerCaller, ledgerUnavailable } from './find-attempt.js';

/** Which attempts to read, as a client says it. */
export interface AttemptFilter {
  /** Inclusive. */
  readonly from?: Date | null;
  /** Inclusive. */
  readonly to?: Date | null;
  readonly states?: readonly PublicAttemptState[] | null;
  readonly productType?: RequestableProductType | null;
  readonly clientName?: string | null;
}

const DEFAULT_FIRST = 30;
const MAX_PAGE = 100;
const CHUNK = 1_000;
/** Entries that one operation reads at most, for a filtered count or a report. */
export const MAX_SCANNED = 100_000;
/** Later than any entry. */
const END_OF_TIME = 9_999_999_999_999;

type Bounds = Pick<LedgerQuery, 'scope' | 'from' | 'to'>;

const boundsOf = (filter: AttemptFilter, scope: string | null): Bounds => {
  if (filter.from != null && filter.to != null && filter.from.getTime() > filter.to.getTime())
    throw badInput(['filter', 'to'], 'lies before `from`; give a range that ends after it begins.');
  return {
    scope,
    from: Math.max(0, filter.from?.getTime() ?? 0),
    to: (filter.to?.getTime() ?? END_OF_TIME) + 1,
  };
};

/** Whether an attempt passes everything of a filter but its range. */
export const passes = (filter: AttemptFilter, view: AttemptView): boolean =>
  (filter.states == null || filter.states.includes(view.state)) &&
  (filter.productType == null || filter.productType === view.productType) &&
  (filter.clientName == null || filter.clientName === view.clientName);

const isNarrowed = ({ states, productType, clientName }: AttemptFilter): boolean =>
  states != null || productType != null || clientName != null;

/**
 * Attempts of a range, in chunks, so that any number can be read with bounded memory.
 * @throws StoreUnavailableError
 */
export async function* readAttempts(
  reader: LedgerReader,
  bounds: Bounds,
  direction: LedgerQuery['direction'],
  beyond: LedgerPlace | null = null,
  chunk = CHUNK,
): AsyncGenerator<AttemptView> {
  let place = beyond;
  for (;;) {
    const { attempts, now } = await reader.page({ ...bounds, beyond: place, direction, limit: chunk });
    for (const attempt of attempts) yield toView(attempt, now);
    place = attempts.at(-1) ?? null;
    if (attempts.length < chunk || place === null) return;
  }
}

const tooMany = (): ServiceError =>
  new ServiceError(
    'QUERY_TOO_EXPENSIVE',
    `More than ${MAX_SCANNED} attempts would have to be read; narrow \`from\` and \`to\`.`,
    { argument: ['filter', 'from'] },
  );

/** Attempts of a range that pass a filter. @throws ServiceError `QUERY_TOO_EXPENSIVE` beyond `MAX_SCANNED` */
async function* filtered(
  reader: LedgerReader,
  bounds: Bounds,
  filter: AttemptFilter,
  direction: LedgerQuery['direction'],
  beyond: LedgerPlace | null,
  chunk: number,
): AsyncGenerator<AttemptView> {
  let scanned = 0;
  for await (const view of readAttempts(reader, bounds, direction, beyond, chunk)) {
    scanned += 1;
    if (scanned > MAX_SCANNED) throw tooMany();
    if (passes(filter, view)) yield view;
  }
}

/** A page of attempts. */
export interface AttemptPage {
  readonly edges: readonly { readonly cursor: string; readonly node: AttemptView }[];
  readonly nodes: readonly AttemptView[];
  readonly pageInfo: PageInfo;
  /** Counts when it is selected: with a filter beside the range every entry of the range is read. */
  count(): Promise<number>;
}

interface Wanted {
  readonly isLast: boolean;
  readonly count: number;
  readonly after: LedgerPlace | null;
  readonly before: LedgerPlace | null;
}

const readArgs = (args: PageArgs, list: string): Wanted => {
  const { first = null, last = null } = args;
  if (first !== null && last !== null)
    throw badInput(['last'], '`first` and `last` cannot be given together; give one of them.');
  const count = first ?? last ?? DEFAULT_FIRST;
  if (count < 0 || count > MAX_PAGE)
    throw badInput([last === null ? 'first' : 'last'], `${count} is out of range; give 0 to ${MAX_PAGE}.`);
  return {
    isLast: last !== null,
    count,
    after: args.after == null ? null : decodePlace(args.after, list, 'after'),
    before: args.before == null ? null : decodePlace(args.before, list, 'before'),
  };
};

/** Places in list order: newest first. */
const isBehind = (one: LedgerPlace, other: LedgerPlace): boolean =>
  one.requestedAt < other.requestedAt || (one.requestedAt === other.requestedAt && one.id < other.id);

const placeOf = ({ entry: { requestedAt, id } }: AttemptView): LedgerPlace => ({ requestedAt, id });

const isFilled = async (rows: AsyncGenerator<AttemptView>): Promise<boolean> => {
  for await (const _ of rows) return true;
  return false;
};

/**
 * A page of what the caller's account spent or tried to spend, newest first.
 * @throws ServiceError
 */
export const listAttempts = async (
  scope: DomainContext,
  filter: AttemptFilter,
  args: PageArgs,
): Promise<AttemptPage> => {
  const caller = await ledgerCaller(scope);
  const name = scopeOf(caller.identity, caller.seesAll);
  const bounds = boundsOf(filter, name);
  const { from, to, states, productType, clientName } = filter;
  const list = listHash(['attempts', name, from, to, states, productType, clientName]);
  const wanted = readArgs(args, list);
  const reader = scope.services.downloads.store.attempts;
  try {
    return await page(reader, bounds, filter, wanted, list, {
      unavailable: (error) => ledgerUnavailable(scope, error),
      show: (view) => hideForeignKey(view, caller.identity),
    });
  } catch (error) {
    if (error instanceof StoreUnavailableError) throw ledgerUnavailable(scope, error);
    throw error;
  }
};

const page = async (
  reader: LedgerReader,
  bounds: Bounds,
  filter: AttemptFilter,
  { isLast, count, after, before }: Wanted,
  list: string,
  { unavailable, show }: { unavailable(error: Error): Error; show(view: AttemptView): AttemptView },
): Promise<AttemptPage> => {
  const direction = isLast ? 'newer' : 'older';
  const [start, stop] = isLast ? [before, after] : [after, before];
  // Reading ends at the other cursor.
  const isWithin = (view: AttemptView): boolean =>
    stop === null || (isLast ? isBehind(placeOf(view), stop) : isBehind(stop, placeOf(view)));
  const rows: AttemptView[] = [];
  let hasMore = false;
  const chunk = isNarrowed(filter) ? CHUNK : count + 1;
  for await (const view of filtered(reader, bounds, filter, direction, start, chunk)) {
    hasMore = rows.length === count || !isWithin(view);
    if (hasMore) break;
    rows.push(view);
  }
  const nodes = isLast ? rows.reverse() : rows;
  const edge = nodes[isLast ? nodes.length - 1 : 0];
  const beside = edge === undefined ? start : placeOf(edge);
  const back = isLast ? 'older' : 'newer';
  const isBeside =
    beside !== null &&
    (await isFilled(filtered(reader, bounds, filter, back, beside, isNarrowed(filter) ? CHUNK : 1)));
  const edges = nodes.map((node) => ({ cursor: encodePlace(placeOf(node), list), node: show(node) }));
  return {
    edges,
    nodes: edges.map(({ node }) => node),
    pageInfo: {
      hasNextPage: isLast ? isBeside : hasMore,
      hasPreviousPage: isLast ? hasMore : isBeside,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
    count: async () => {
      try {
        if (!isNarrowed(filter)) return await reader.count(bounds);
        let total = 0;
        for await (const _ of filtered(reader, bounds, filter, 'older', null, CHUNK)) total += 1;
        return total;
      } catch (error) {
        if (error instanceof StoreUnavailableError) throw unavailable(error);
        throw error;
      }
    },
  };
};

/** Attempts for a report: all that pass, newest first. @throws ServiceError */
export async function* attemptsFor(scope: DomainContext, filter: AttemptFilter): AsyncGenerator<AttemptView> {
  const caller = await ledgerCaller(scope);
  const bounds = boundsOf(filter, scopeOf(caller.identity, caller.seesAll));
  try {
    yield* filtered(scope.services.downloads.store.attempts, bounds, filter, 'older', null, CHUNK);
  } catch (error) {
    if (error instanceof StoreUnavailableError) throw ledgerUnavailable(scope, error);
    throw error;
  }
}
