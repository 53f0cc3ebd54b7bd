import type { DomainContext } from '../catalog/domain-context.js';
import { historyRows } from '../catalog/history/history-source.js';
import type { DownloadRecord } from '../catalog/history/record-id.js';
import { ServiceError } from '../errors/service-error.js';
import { asRecord, asString, parseJson } from '../getty/decode.js';
import type { HistoryEntry } from '../getty/model/history-entry.js';
import type { RequestableProductType } from '../getty/model/product-type.js';
import { fetchAssetHistory } from '../getty/v3/history.client.js';
import {
  countCharges,
  DOUBT_ENDS_MS,
  nextLookMs,
  resendAllowedAt,
  SAME_MOMENT_MS,
  TOLERANCE_MS,
  UNREADABLE_ENDS_MS,
} from './count-charges.js';
import {
  cannotBeTold,
  type DownloadFailure,
  downloadFailure,
  LINK_LOST_MESSAGE,
} from './download-failure.js';
import { assetKeyOf } from './download-request.js';
import type { DownloadTask, Plan } from './download-task.js';
import type { IdempotencyRecord, LedgerEntry } from './idempotency/idempotency-store.js';
import { LEASE_MS } from './lease.js';
import { decodeOutcome } from './outcome-codec.js';
import type { DownloadServices } from './services.js';
import type { Event } from './state-machine.js';
import { upstreamNow } from './upstream-clock.js';

/**
 * How much more than the span in question is read on either side. A process that has just started has not heard Getty
 * Images' clock yet, and a row that is left out for that is a download paid for again; a row too many is not counted.
 */
export const CLOCK_MARGIN_MS = 5 * 60_000;
/** How soon to ask again where only another caller's work is waited for, ms. */
const MIN_RETRY_MS = 1000;
const PAGE = 100;
/** 5,000 downloads between a sending and its reconciliation; beyond that the assets' own histories are read. */
const MAX_PAGES = 50;
/** How many assets' own histories are read at a time. */
const ASSETS_AT_ONCE = 4;

/** Whether the download counted is not known (yet). */
export const outcomeUnknown = (
  task: Pick<DownloadTask, 'key' | 'upstream'>,
  services: Pick<DownloadServices, 'clock'>,
  retryAfterMs: number,
  why: string,
  sentAt: number | null = null,
): DownloadFailure =>
  downloadFailure(
    'OUTCOME_UNKNOWN',
    `The download was sent and its answer was lost; ${why} Ask again with the same idempotency key: it looks before it downloads.`,
    {
      checkedAt: new Date(services.clock.now()),
      retryAfterMs: Math.max(MIN_RETRY_MS, Math.ceil(retryAfterMs)),
      idempotencyKey: task.key,
      sentAt: sentAt === null ? null : new Date(sentAt),
      isFinal: false,
      candidates: [],
      upstream: task.upstream,
    },
  );

const linkLost = (task: DownloadTask, record: DownloadRecord | null): DownloadFailure =>
  downloadFailure('LINK_LOST', LINK_LOST_MESSAGE, { record, upstream: task.upstream });

/** The product a sending was to be paid with, as far as it was written down. */
const plannedProduct = (record: IdempotencyRecord): string | null =>
  asString(asRecord(parseJson(record.plan ?? ''))?.['productType']);

/** Credits may have paid where nobody knows what did. */
const mayBeCredit = (productType: string | null): boolean =>
  productType === null || productType === 'CREDIT_PACK';

interface ReconcileCase {
  readonly item: DownloadTask;
  readonly record: IdempotencyRecord & { readonly sentAt: number; readonly sentStoreAt: number };
  readonly entries: readonly LedgerEntry[];
  readonly storeNow: number;
}

const wasSent = (record: IdempotencyRecord | null): record is ReconcileCase['record'] =>
  record !== null && record.sentAt !== null && record.sentStoreAt !== null;

/** The version whose history is read. */
const historyApiFor = (scope: DomainContext): 'V3' | 'V1' =>
  scope.services.getty.apis.includes('V3') ? 'V3' : 'V1';

/** A row that cannot be read may be the one that is looked for: then nothing can be counted. @throws ServiceError */
export const requireCompleteRows = (rows: readonly (HistoryEntry | null)[]): readonly HistoryEntry[] =>
  rows.map((row) => {
    if (row !== null) return row;
    throw new ServiceError('UPSTREAM_BAD_RESPONSE', 'A row of the history cannot be read.');
  });

/** Between which moments of Getty Images' clock the rows in question lie, ms. */
interface Span {
  readonly from: number;
  /** Once it has passed, no new download moves the rows from page to page while they are read. */
  readonly until: number;
}

/**
 * Every row of a span; `null` where there are more than can be read. Rows that the total promises and no page shows, or
 * that moved from one page to the next while it was read, would be counted as none or as two.
 * @throws ServiceError
 */
export const fetchWindowRows = async (
  scope: DomainContext,
  { from, until }: Span,
  productType: RequestableProductType | null,
): Promise<readonly HistoryEntry[] | null> => {
  const api = historyApiFor(scope);
  const to = new Date(Math.min(upstreamNow(scope) + CLOCK_MARGIN_MS, until));
  const query = { from: new Date(from), to, productType, companyWide: false };
  const rows: HistoryEntry[] = [];
  const rowsOf = historyRows(scope, api, query);
  let total: number | null = null;
  for (let start = 0; start < MAX_PAGES * PAGE; start += PAGE) {
    const found = await rowsOf(start, start + PAGE);
    rows.push(...requireCompleteRows(found.rows ?? []));
    total ??= found.total;
    const isLast = found.rows === null || start + PAGE >= found.total;
    if (found.total !== total || (isLast && rows.length !== total))
      throw new ServiceError('UPSTREAM_BAD_RESPONSE', 'The history changed while it was read.');
    if (isLast) return rows;
  }
  return null;
};

const isOf = (row: HistoryEntry, { item }: ReconcileCase): boolean =>
  row.assetId === item.request.asset.id &&
  (row.assetType === 'UNKNOWN' ||
    row.assetType === (item.request.asset.type === 'image' ? 'IMAGE' : 'VIDEO'));

/** What the history shows of the assets in question. */
interface Shown {
  readonly rows: readonly HistoryEntry[];
  /** Why rows may be missing, if they may: those that are there count, but that there are none says nothing. */
  readonly missing: 'none' | 'too-long' | 'unreadable';
}

/** Work on many, a few at a time. */
const someAtOnce = async <T, R>(these: readonly T[], work: (one: T) => Promise<R>): Promise<readonly R[]> => {
  const results: R[] = [];
  for (let start = 0; start < these.length; start += ASSETS_AT_ONCE)
    results.push(...(await Promise.all(these.slice(start, start + ASSETS_AT_ONCE).map(work))));
  return results;
};

/** The own histories of the assets in question, each read once. @throws ServiceError */
const assetRows = async (
  scope: DomainContext,
  cases: readonly ReconcileCase[],
): Promise<readonly HistoryEntry[]> => {
  const assets = new Map(cases.map(({ item }) => [assetKeyOf(item.request), item.request.asset]));
  const read = await someAtOnce([...assets.values()], (asset) =>
    fetchAssetHistory(scope.services.getty.v3, scope, asset).then(requireCompleteRows),
  );
  return read.flat();
};

/** A window that is too long, moved while it was read, or cannot be decoded does not stop the reading of others. */
const windowOr = async (
  ...window: Parameters<typeof fetchWindowRows>
): Promise<readonly HistoryEntry[] | 'too-long' | 'unreadable'> => {
  try {
    return (await fetchWindowRows(...window)) ?? 'too-long';
  } catch (error) {
    if (error instanceof ServiceError && error.code === 'UPSTREAM_BAD_RESPONSE') return 'unreadable';
    throw error;
  }
};

/**
 * What the history shows of the assets in question, in as few calls as there are: an asset's own history for one, the
 * window since the earliest sending for many, and their own histories again where the account is too busy for a window.
 * Credit downloads show up only where they are asked for by name.
 * @throws ServiceError where nothing can be read
 */
const readRows = async (
  scope: DomainContext,
  cases: readonly ReconcileCase[],
  openMs: number,
): Promise<Shown> => {
  const sent = cases.flatMap(({ record, entries }) => [
    record.sentAt,
    ...entries.map((entry) => entry.sentAt),
  ]);
  const span: Span = {
    from: Math.min(...sent) - CLOCK_MARGIN_MS - TOLERANCE_MS,
    until: Math.max(...sent) + openMs + CLOCK_MARGIN_MS + TOLERANCE_MS,
  };
  const readsV3 = scope.services.getty.apis.includes('V3');
  // v1 knows no credit packs.
  const isCredit = readsV3 && cases.some(({ record }) => mayBeCredit(plannedProduct(record)));
  const isSingle = cases.length === 1 && readsV3;
  const [window, credits] = await Promise.all([
    isSingle ? assetRows(scope, cases) : windowOr(scope, span, null),
    isCredit ? windowOr(scope, span, 'CREDIT_PACK') : [],
  ]);
  if (typeof window === 'string' && !readsV3) return { rows: [], missing: window };
  const rows = typeof window === 'string' ? await assetRows(scope, cases) : window;
  if (typeof credits === 'string') return { rows, missing: credits };
  const placeOf = (row: HistoryEntry): string => `${row.assetId} ${row.downloadedAt.getTime()}`;
  const shown = new Set(rows.filter((row) => row.productType === 'CREDIT_PACK').map(placeOf));
  return { rows: [...rows, ...credits.filter((row) => !shown.has(placeOf(row)))], missing: 'none' };
};

/** A row of the caller's own history, as a record. */
export const recordOf = (row: HistoryEntry): DownloadRecord => ({ ...row, isCompanyWide: false });

/** What to say of a download that the history does not decide, while it still may, and once it no longer can. */
const inDoubt = (
  { item, record }: ReconcileCase,
  services: DownloadServices,
  facts: { readonly storeNow: number; readonly mayEnd: boolean; readonly why: string },
  candidates: readonly DownloadRecord[],
): Event<Plan> => {
  const { storeNow, mayEnd, why } = facts;
  const over = resendAllowedAt(record.sentStoreAt, services.settleMs, services.timeoutMs);
  if (storeNow >= over + DOUBT_ENDS_MS || (mayEnd && storeNow >= over)) {
    const serviceError = {
      checkedAt: new Date(services.clock.now()),
      sentAt: new Date(record.sentAt),
      idempotencyKey: item.key,
      candidates,
    };
    return { type: 'charge-found', failure: cannotBeTold(serviceError, why, item.upstream) };
  }
  const waitMs = nextLookMs(storeNow - record.sentStoreAt, over - storeNow);
  return {
    type: 'charge-not-found',
    mayResend: false,
    isClear: false,
    failure: outcomeUnknown(item, services, waitMs, why, record.sentAt),
  };
};

const decide = async (
  found: ReconcileCase,
  { rows, missing }: Shown,
  gettyAskedAt: number,
  services: DownloadServices,
): Promise<Event<Plan>> => {
  const { item, record, storeNow } = found;
  const openMs = services.settleMs + services.timeoutMs;
  // Read again behind the history: a download that was sent between the two would have a row and no entry.
  const { entries } = await item.store.ledger(item.customer.identity, assetKeyOf(item.request));
  const mine = rows.filter((row) => isOf(row, found));
  const shownUntil = gettyAskedAt - services.settleMs;
  const count = countCharges({
    key: item.key,
    // A process that had not heard Getty Images' clock when it sent may have written down its own.
    sentAt: Math.min(record.sentAt, gettyAskedAt - (storeNow - record.sentStoreAt)),
    rows: mine.map((row) => row.downloadedAt.getTime()),
    entries,
    storeNow,
    shownUntil,
    openMs,
  });
  if (count.kind === 'charged') {
    const row = mine.find((one) => one.downloadedAt.getTime() === count.at);
    return { type: 'charge-found', failure: linkLost(item, row === undefined ? null : recordOf(row)) };
  }
  const candidates = mine
    .filter((row) => count.candidates.includes(row.downloadedAt.getTime()))
    .map(recordOf);
  const doubt = (why: string, mayEnd: boolean): Event<Plan> =>
    inDoubt(found, services, { storeNow, mayEnd, why }, candidates);
  // What could still change the others' rows must be over before an end is final.
  const areOthersSettled = entries.every((entry) => {
    if (entry.key === item.key || entry.state === 'lost') return true;
    if (entry.resolvedAt !== null) return entry.resolvedAt + SAME_MOMENT_MS <= shownUntil;
    return entry.sentAt + openMs <= gettyAskedAt;
  });
  // A store that lost records may have lost a later sending of the key: until then it may still be charged.
  const lastSentAt = Math.max(record.sentStoreAt, item.forgotSince ?? 0);
  const over = resendAllowedAt(lastSentAt, services.settleMs, services.timeoutMs);
  switch (count.kind) {
    case 'undecided':
      return doubt('another download of the same asset is under way and must end first.', false);
    case 'ambiguous':
      return doubt(
        'the history shows a download of the asset that may be this one, another one without an answer, or one from before.',
        areOthersSettled,
      );
    case 'none': {
      if (missing === 'unreadable') return unreadable(found, services);
      if (missing === 'too-long') return doubt('the history is too long to be read.', true);
      if (!count.isCertain)
        return doubt(
          'the history shows a download of the asset that may be another one’s.',
          areOthersSettled,
        );
      const waitMs = nextLookMs(storeNow - lastSentAt, over - storeNow);
      return {
        type: 'charge-not-found',
        mayResend: storeNow >= over,
        isClear: true,
        failure: outcomeUnknown(item, services, waitMs, 'the history does not show it (yet).', record.sentAt),
      };
    }
    default:
      return count satisfies never;
  }
};

const prepare = async (task: DownloadTask): Promise<ReconcileCase | Event<Plan> | 'locked' | null> => {
  const asset = assetKeyOf(task.request);
  const lock = await task.store.lockAsset(asset, LEASE_MS);
  if (lock === null) return 'locked';
  task.lock = lock;
  const { record } = await task.store.read({ caller: task.customer.identity, key: task.key });
  if (!wasSent(record)) return null;
  // Whoever sent it has had its answer after all.
  const outcome =
    record.state === 'settled' || record.state === 'lost' ? decodeOutcome(record, task.key) : null;
  if (outcome !== null) return { type: 'replayed', outcome };
  const { entries, now } = await task.store.ledger(task.customer.identity, asset);
  return { item: task, record, entries, storeNow: now };
};

/**
 * Finds out what became of downloads whose answers were lost, by counting what the history shows. Unresolved
 * downloads of one asset by one customer are taken one at a time; the lock is held until the result is written down
 * (`Item.lock`). Never throws: what cannot be found out stays unknown.
 */
export const reconcile = async (
  scope: DomainContext,
  tasks: readonly DownloadTask[],
  services: DownloadServices,
): Promise<ReadonlyMap<DownloadTask, Event<Plan>>> => {
  const events = new Map<DownloadTask, Event<Plan>>();
  const failed = (task: DownloadTask, why: string, waitMs = MIN_RETRY_MS): void => {
    events.set(task, { type: 'count-failed', failure: outcomeUnknown(task, services, waitMs, why) });
  };
  const cases: ReconcileCase[] = [];
  await Promise.all(
    tasks.map(async (task) => {
      try {
        const found = await prepare(task);
        if (found === 'locked') failed(task, 'another download of the same asset is being looked for.');
        else if (found === null) failed(task, 'its key could not be read back.');
        else if ('type' in found) events.set(task, found);
        else cases.push(found);
      } catch (error) {
        services.log.warn(
          { error, key: task.key },
          'an unanswered download could not be prepared for counting',
        );
        failed(task, 'the store of idempotency keys cannot be reached.');
      }
    }),
  );
  if (cases.length === 0) return events;
  try {
    // Before the reading: what is answered meanwhile may be missing in it.
    const askedAt = scope.services.clock.now();
    const shown = await readRows(scope, cases, services.settleMs + services.timeoutMs);
    // Getty Images' clock is best known now: the reading may be the first that this process hears of it.
    const gettyAskedAt = upstreamNow(scope) - (scope.services.clock.now() - askedAt);
    for (const found of cases) events.set(found.item, await decide(found, shown, gettyAskedAt, services));
  } catch (error) {
    services.log.warn({ error }, 'the history could not be read for an unanswered download');
    for (const found of cases)
      if (!events.has(found.item)) events.set(found.item, unreadable(found, services));
  }
  return events;
};

/** The history cannot be read: asked again later, and for hours, because an outage of Getty Images may take as long. */
const unreadable = ({ item, record, storeNow }: ReconcileCase, services: DownloadServices): Event<Plan> => {
  const ageMs = storeNow - record.sentStoreAt;
  const why = 'the history could not be read.';
  if (ageMs < UNREADABLE_ENDS_MS) {
    const waitMs = nextLookMs(ageMs, 0);
    return {
      type: 'count-failed',
      failure: outcomeUnknown(item, services, waitMs, why, record.sentAt),
    };
  }
  const serviceError = {
    checkedAt: new Date(services.clock.now()),
    sentAt: new Date(record.sentAt),
    idempotencyKey: item.key,
    candidates: [],
  };
  return { type: 'charge-found', failure: cannotBeTold(serviceError, why, item.upstream) };
};
