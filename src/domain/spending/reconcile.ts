import { ServiceError } from '../../errors/service-error.js';
import { asRecord, asText, parseJson } from '../../getty/decode.js';
import type { DownloadRow } from '../../getty/model/download-row.js';
import type { RequestableProductType } from '../../getty/model/product-type.js';
import { fetchAssetHistory } from '../../getty/v3/history.client.js';
import { historyRows } from '../history/history-source.js';
import type { DownloadRecord } from '../history/record-id.js';
import type { RequestScope } from '../request-scope.js';
import { readOutcome } from './answers.js';
import { countCharges, settledAt } from './counting.js';
import { type DownloadFailure, failure } from './download-failure.js';
import { assetKeyOf } from './download-request.js';
import { gettyNow } from './getty-time.js';
import type { Item, Plan } from './item.js';
import type { KeyRecord, LedgerEntry } from './key-store.js';
import { LEASE_MS } from './lease.js';
import type { Event } from './machine.js';
import type { Spending } from './spending.js';

/**
 * How much more than the span in question is read on either side. A process that has just started has not heard Getty
 * Images' clock yet, and a row that is left out for that is a download paid for again; a row too many is not counted.
 */
export const CLOCK_MARGIN_MS = 5 * 60_000;
/** How soon to ask again where only somebody else's work is waited for, ms. */
const SOON_MS = 1000;
const PAGE = 100;
/** 5,000 downloads between a sending and its reconciliation; beyond that nothing is decided rather than guessed. */
const MAX_PAGES = 50;

/** Nobody knows (yet) whether the download counted. */
export const outcomeUnknown = (
  item: Item,
  spending: Pick<Spending, 'clock'>,
  retryAfterMs: number,
  why: string,
): DownloadFailure =>
  failure(
    'OUTCOME_UNKNOWN',
    `The download was sent and its answer was lost; ${why} Ask again with the same idempotency key: it looks before it downloads.`,
    {
      checkedAt: new Date(spending.clock.now()),
      retryAfterMs: Math.max(SOON_MS, Math.ceil(retryAfterMs)),
      idempotencyKey: item.key,
      upstream: item.upstream,
    },
  );

const linkLost = (item: Item, record: DownloadRecord | null): DownloadFailure =>
  failure(
    'LINK_LOST',
    'The download counted, but the answer with its link was lost. A new idempotency key downloads it again, which may count again.',
    { record, upstream: item.upstream },
  );

/** The product a sending was to be paid with, as far as it was written down. */
const paidWith = (record: KeyRecord): string | null =>
  asText(asRecord(parseJson(record.plan ?? ''))?.['productType']);

/** Credits may have paid where nobody knows what did. */
const mayBeCredit = (productType: string | null): boolean =>
  productType === null || productType === 'CREDIT_PACK';

interface Case {
  readonly item: Item;
  readonly record: KeyRecord & { readonly sentAt: number; readonly sentStoreAt: number };
  readonly entries: readonly LedgerEntry[];
  readonly storeNow: number;
}

const wasSent = (record: KeyRecord | null): record is Case['record'] =>
  record !== null && record.sentAt !== null && record.sentStoreAt !== null;

/** The version whose history is read. */
const historyApiOf = (scope: RequestScope): 'V3' | 'V1' => (scope.getty.apis.includes('V3') ? 'V3' : 'V1');

/** A row that cannot be read may be the one that is looked for: then nothing can be counted. @throws ServiceError */
export const wholeRows = (rows: readonly (DownloadRow | null)[]): readonly DownloadRow[] =>
  rows.map((row) => {
    if (row !== null) return row;
    throw new ServiceError('UPSTREAM_BAD_RESPONSE', 'A row of the history cannot be read.');
  });

/**
 * Every row of a span; `null` where there are more than can be read. Rows that the total promises and no page shows, or
 * that moved from one page to the next while it was read, would be counted as none or as two.
 * @throws ServiceError
 */
export const windowRows = async (
  scope: RequestScope,
  from: number,
  productType: RequestableProductType | null,
): Promise<readonly DownloadRow[] | null> => {
  const api = historyApiOf(scope);
  const to = new Date(gettyNow(scope) + CLOCK_MARGIN_MS);
  const query = { from: new Date(from), to, productType, companyWide: false };
  const rows: DownloadRow[] = [];
  const rowsOf = historyRows(scope, api, query);
  let total: number | null = null;
  for (let start = 0; start < MAX_PAGES * PAGE; start += PAGE) {
    const found = await rowsOf(start, start + PAGE);
    rows.push(...wholeRows(found.rows ?? []));
    total ??= found.total;
    const isLast = found.rows === null || start + PAGE >= found.total;
    if (found.total !== total || (isLast && rows.length !== total))
      throw new ServiceError('UPSTREAM_BAD_RESPONSE', 'The history changed while it was read.');
    if (isLast) return rows;
  }
  return null;
};

const isOf = (row: DownloadRow, { item }: Case): boolean =>
  row.assetId === item.request.asset.id &&
  (row.assetType === 'UNKNOWN' ||
    row.assetType === (item.request.asset.type === 'image' ? 'IMAGE' : 'VIDEO'));

/**
 * What the history shows of the assets in question, in as few calls as there are: an asset's own history for one, the
 * window since the earliest sending for many. Credit downloads show up only where they are asked for by name.
 */
const readRows = async (
  scope: RequestScope,
  cases: readonly Case[],
): Promise<readonly DownloadRow[] | null> => {
  const [only] = cases;
  const sent = cases.flatMap(({ record, entries }) => [
    record.sentAt,
    ...entries.map((entry) => entry.sentAt),
  ]);
  const from = Math.min(...sent) - CLOCK_MARGIN_MS;
  // v1 knows no credit packs.
  const isCredit =
    scope.getty.apis.includes('V3') && cases.some(({ record }) => mayBeCredit(paidWith(record)));
  const isSingle = cases.length === 1 && only !== undefined && scope.getty.apis.includes('V3');
  const [rows, credits] = await Promise.all([
    isSingle
      ? fetchAssetHistory(scope.getty.v3, scope.call, only.item.request.asset).then(wholeRows)
      : windowRows(scope, from, null),
    isCredit ? windowRows(scope, from, 'CREDIT_PACK') : [],
  ]);
  if (rows === null || credits === null) return null;
  const shown = new Set(
    rows
      .filter((row) => row.productType === 'CREDIT_PACK')
      .map((row) => `${row.assetId} ${row.downloadedAt.getTime()}`),
  );
  return [...rows, ...credits.filter((row) => !shown.has(`${row.assetId} ${row.downloadedAt.getTime()}`))];
};

const decide = async (
  found: Case,
  rows: readonly DownloadRow[],
  gettyAskedAt: number,
  spending: Spending,
): Promise<Event<Plan>> => {
  const { item, record, storeNow } = found;
  // Read again behind the history: a download that was sent between the two would have a row and no entry.
  const { entries } = await item.store.ledger(item.customer.identity, assetKeyOf(item.request));
  const mine = rows.filter((row) => isOf(row, found));
  const count = countCharges({
    key: item.key,
    // A process that had not heard Getty Images' clock when it sent may have written down its own.
    sentAt: Math.min(record.sentAt, gettyAskedAt - (storeNow - record.sentStoreAt)),
    rows: mine.map((row) => row.downloadedAt.getTime()),
    entries,
    storeNow,
    shownUntil: gettyAskedAt - spending.settleMs,
  });
  // A store that lost records may have lost a later sending of the key: until then it may still be charged.
  const lastSentAt = Math.max(record.sentStoreAt, item.forgotSince ?? 0);
  const over = settledAt(lastSentAt, spending.settleMs, spending.timeoutMs);
  switch (count.kind) {
    case 'charged': {
      const row = mine.find((one) => one.downloadedAt.getTime() === count.at);
      return {
        type: 'counted-one',
        failure: linkLost(item, row === undefined ? null : { ...row, isCompanyWide: false }),
      };
    }
    case 'undecided':
      return {
        type: 'counted-none',
        mayResend: false,
        failure: outcomeUnknown(
          item,
          spending,
          SOON_MS,
          'another download of the same asset is under way and must end first.',
        ),
      };
    case 'none': {
      const mayResend = count.isCertain && storeNow >= over;
      const wait = storeNow < over ? over - storeNow : spending.settleMs;
      return {
        type: 'counted-none',
        mayResend,
        failure: outcomeUnknown(item, spending, wait, 'the history does not show it (yet).'),
      };
    }
    default:
      return count satisfies never;
  }
};

const prepare = async (item: Item): Promise<Case | Event<Plan> | 'locked' | null> => {
  const asset = assetKeyOf(item.request);
  const lock = await item.store.lockAsset(asset, LEASE_MS);
  if (lock === null) return 'locked';
  item.lock = lock;
  const { record } = await item.store.read({ caller: item.customer.identity, key: item.key });
  if (!wasSent(record)) return null;
  // Whoever sent it has had its answer after all.
  const outcome = record.state === 'settled' || record.state === 'lost' ? readOutcome(record) : null;
  if (outcome !== null) return { type: 'replayed', outcome };
  const { entries, now } = await item.store.ledger(item.customer.identity, asset);
  return { item, record, entries, storeNow: now };
};

/**
 * Finds out what became of downloads whose answers were lost, by counting what the history shows. Unresolved
 * downloads of one asset by one customer are taken one at a time; the lock is held until the result is written down
 * (`Item.lock`). Never throws: what cannot be found out stays unknown.
 */
export const reconcile = async (
  scope: RequestScope,
  items: readonly Item[],
  spending: Spending,
): Promise<ReadonlyMap<Item, Event<Plan>>> => {
  const events = new Map<Item, Event<Plan>>();
  const failed = (item: Item, why: string, waitMs = SOON_MS): void => {
    events.set(item, { type: 'count-failed', failure: outcomeUnknown(item, spending, waitMs, why) });
  };
  const cases: Case[] = [];
  await Promise.all(
    items.map(async (item) => {
      try {
        const found = await prepare(item);
        if (found === 'locked') failed(item, 'another download of the same asset is being looked for.');
        else if (found === null) failed(item, 'its key could not be read back.');
        else if ('type' in found) events.set(item, found);
        else cases.push(found);
      } catch (error) {
        spending.log.warn(
          { error, key: item.key },
          'an unanswered download could not be prepared for counting',
        );
        failed(item, 'the store of idempotency keys cannot be reached.');
      }
    }),
  );
  if (cases.length === 0) return events;
  try {
    // Before the reading: what is answered meanwhile may be missing in it.
    const askedAt = scope.clock.now();
    const rows = await readRows(scope, cases);
    // Getty Images' clock is best known now: the reading may be the first that this process hears of it.
    const gettyAskedAt = gettyNow(scope) - (scope.clock.now() - askedAt);
    for (const found of cases)
      if (rows === null) failed(found.item, 'the history is too long to be read.', spending.settleMs);
      else events.set(found.item, await decide(found, rows, gettyAskedAt, spending));
  } catch (error) {
    spending.log.warn({ error }, 'the history could not be read for an unanswered download');
    for (const { item } of cases) if (!events.has(item)) failed(item, 'the history could not be read.');
  }
  return events;
};
