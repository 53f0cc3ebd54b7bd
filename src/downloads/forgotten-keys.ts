import type { DomainContext } from '../catalog/domain-context.js';
import type { DownloadRecord } from '../catalog/history/record-id.js';
import type { HistoryEntry } from '../getty/model/history-entry.js';
import { fetchAssetHistory } from '../getty/v3/history.client.js';
import { countCharges, SAME_MOMENT_MS } from './count-charges.js';
import { downloadFailure } from './download-failure.js';
import { assetKeyOf } from './download-request.js';
import type { DownloadTask, Plan } from './download-task.js';
import type { LedgerEntry } from './idempotency/idempotency-store.js';
import { LEASE_MS } from './lease.js';
import { CLOCK_MARGIN_MS, fetchWindowRows, recordOf, requireCompleteRows } from './reconcile.js';
import { type DownloadServices, RETENTION_MS } from './services.js';
import type { Event } from './state-machine.js';
import { upstreamNow } from './upstream-clock.js';

/** How soon to ask again where only another call's work is waited for, ms. */
const SOON_MS = 1000;

/** @param candidates with them it is final: rows that may be the download that the store forgot */
const doubtful = (
  task: DownloadTask,
  services: DownloadServices,
  forgotSince: number,
  why: string,
  retryAfterMs: number,
  candidates: readonly DownloadRecord[] = [],
): Event<Plan> => {
  const isFinal = candidates.length > 0;
  const unknown = downloadFailure(
    'OUTCOME_UNKNOWN',
    `The store of idempotency keys may have lost records at ${new Date(forgotSince).toISOString()}, so this key may have been used before; ${why} This call sent nothing.`,
    {
      checkedAt: new Date(services.clock.now()),
      retryAfterMs: Math.max(SOON_MS, Math.ceil(retryAfterMs)),
      idempotencyKey: task.key,
      sentAt: null,
      isFinal,
      candidates,
      upstream: task.upstream,
    },
  );
  return { type: 'history-doubtful', failure: isFinal ? { ...unknown, isRetryable: false } : unknown };
};

/** Every row of one asset that the caller's history shows since a moment. `null`: too many to be read. */
const rowsOf = async (
  scope: DomainContext,
  { request }: DownloadTask,
  from: number,
): Promise<readonly HistoryEntry[] | null> => {
  const { asset } = request;
  // Any download made up to now may be the one that is looked for.
  const span = { from, until: upstreamNow(scope) + CLOCK_MARGIN_MS };
  const hasV3 = scope.services.getty.apis.includes('V3');
  const [rows, credits] = await Promise.all([
    hasV3
      ? fetchAssetHistory(scope.services.getty.v3, scope, asset).then(requireCompleteRows)
      : fetchWindowRows(scope, span, null),
    // Credit downloads show up only where they are asked for by name.
    hasV3 ? fetchWindowRows(scope, span, 'CREDIT_PACK') : [],
  ]);
  if (rows === null || credits === null) return null;
  const own = rows.filter((row) => row.productType !== 'CREDIT_PACK' || !hasV3);
  return [...own, ...credits].filter((row) => row.assetId === asset.id && row.downloadedAt.getTime() >= from);
};

const check = async (
  scope: DomainContext,
  task: DownloadTask,
  services: DownloadServices,
  forgotSince: number,
): Promise<Event<Plan>> => {
  const { identity } = task.customer;
  const asset = assetKeyOf(task.request);
  const doubt = (why: string, retryAfterMs: number): Event<Plan> =>
    doubtful(task, services, forgotSince, why, retryAfterMs);
  const lock = await task.store.lockAsset(asset, LEASE_MS);
  if (lock === null) return doubt('another download of the same asset is being counted.', SOON_MS);
  task.lock = lock;
  const { now: before } = await task.store.ledger(identity, asset);
  const shownAt = forgotSince + services.settleMs + services.timeoutMs;
  if (before < shownAt)
    return doubt(
      'the history cannot show yet whether it was. Ask again with the same key.',
      shownAt - before,
    );
  const askedAt = scope.services.clock.now();
  const since = forgotSince - RETENTION_MS;
  const from = upstreamNow(scope) - (before - since) - CLOCK_MARGIN_MS;
  const rows = await rowsOf(scope, task, from);
  const gettyAskedAt = upstreamNow(scope) - (scope.services.clock.now() - askedAt);
  const untilOver = forgotSince + RETENTION_MS - before;
  if (rows === null) return doubt('the history is too long to be read.', untilOver);
  // Read behind the history: a download that was sent between the two would have a row and no entry.
  const { entries, now } = await task.store.ledger(identity, asset);
  const openMs = services.settleMs + services.timeoutMs;
  const shownUntil = gettyAskedAt - services.settleMs;
  const count = countCharges({
    key: task.key,
    sentAt: from,
    rows: rows.map((row) => row.downloadedAt.getTime()),
    entries,
    storeNow: now,
    shownUntil,
    openMs,
  });
  if (count.kind === 'none' && count.isCertain) return { type: 'history-clear' };
  if (count.kind === 'undecided')
    return doubt('another download of the same asset is under way and must end first.', SOON_MS);
  const isSettled = ({ state, sentAt, resolvedAt }: LedgerEntry): boolean =>
    state === 'lost' ||
    (resolvedAt === null ? sentAt + openMs <= gettyAskedAt : resolvedAt + SAME_MOMENT_MS <= shownUntil);
  // Rows of downloads that this service just made may be missing yet, and those that are shown another's.
  if (!entries.every(isSettled))
    return doubt(
      'the history cannot show yet whose its newest rows are. Ask again with the same key.',
      services.settleMs,
    );
  const mayBeIts =
    count.kind === 'charged' ? rows.map((row) => row.downloadedAt.getTime()) : count.candidates;
  const candidates = rows.filter((row) => mayBeIts.includes(row.downloadedAt.getTime())).map(recordOf);
  const moments = candidates.map((row) => row.downloadedAt.toISOString()).join(', ');
  return doubtful(
    task,
    services,
    forgotSince,
    `the history shows downloads of the asset since then (${moments}), and it cannot be told whether one of them was made with this key. Look at \`previousDownloads\`; a new key downloads it again, which may count again.`,
    untilOver,
    candidates,
  );
};

/**
 * Looks at the asset's history before a key is sent that has no record in a store which may have lost records: as for
 * a key whose outcome is unknown, at any time since 24 hours before the loss. Never throws for what fails; what cannot
 * be found out is not sent.
 */
export const checkHistory = async (
  scope: DomainContext,
  task: DownloadTask,
  services: DownloadServices,
): Promise<Event<Plan>> => {
  const { forgotSince } = task;
  if (forgotSince === null) return { type: 'history-clear' };
  try {
    return await check(scope, task, services, forgotSince);
  } catch (error) {
    services.log.warn({ error, key: task.key }, 'the history could not be read for a key without a record');
    return doubtful(
      task,
      services,
      forgotSince,
      'the history could not be read. Ask again with the same key.',
      SOON_MS,
    );
  }
};
