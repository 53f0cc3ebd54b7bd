import type { DomainContext } from '../catalog/domain-context.js';
import type { DownloadRecord } from '../catalog/history/record-id.js';
import type { Ownership } from '../catalog/ownership/account-history.js';
import { ServiceError } from '../errors/service-error.js';
import type { HistoryEntry } from '../getty/model/history-entry.js';
import { UNDECIDED_AT } from './count-charges.js';
import { type DownloadFailure, downloadFailure } from './download-failure.js';
import { assetKeyOf } from './download-request.js';
import type { DownloadTask, HeldBack, Plan } from './download-task.js';
import type { LedgerEntry } from './idempotency/idempotency-store.js';
import { LEASE_MS } from './lease.js';
import type { DownloadServices } from './services.js';
import type { DownloadResult, Event } from './state-machine.js';
import { upstreamNow } from './upstream-clock.js';

/**
 * `ifOwned: REFUSE`: an asset that the account licensed before is not downloaded again.
 *
 * Before a download is planned the histories are read; what they show is owned. Directly before it is sent, under the
 * asset's lock, the ledger of this service is read, in which every sending stands from the moment before it left. So
 * of two callers that race with two keys the second finds the first's entry, whatever the history shows by then.
 */

/** What other sendings of an asset mean for one that must not be a second charge. */
export type LedgerFinding =
  | { readonly kind: 'clear' }
  | { readonly kind: 'owned'; readonly entry: LedgerEntry }
  /** One is under way, and what comes of it will be known in a moment. */
  | { readonly kind: 'in-flight' }
  /** One may have been charged, and the history that was read cannot show it yet. `untilMs`: how long until it can. */
  | { readonly kind: 'undecided'; readonly untilMs: number };

/** What is known when the ledger is looked at. */
export interface LedgerView {
  /** The key that asks: its own sendings are its own business. */
  readonly key: string;
  readonly entries: readonly LedgerEntry[];
  /** The store's clock, for leases, ms. */
  readonly storeNow: number;
  /** When the histories were read that showed no download (Getty Images' clock, ms). */
  readonly readAt: number;
  /** How long after it was answered a download may be missing in the history, ms. */
  readonly settleMs: number;
  /** How long a sent request is waited for, ms. */
  readonly timeoutMs: number;
}

/**
 * Decides by the ledger whether an asset may be sent once more, given histories that show no download of it. Pure.
 *  - A sending that was charged owns the asset for its account.
 *  - One whose end is not known is judged by the history, but only by one that was read when it could show it.
 *  - One that may be another account's never says "owned"; it only makes the history wait until it can tell.
 */
export const findInLedger = (view: LedgerView): LedgerFinding => {
  const { key, storeNow, readAt, settleMs, timeoutMs } = view;
  const others = view.entries.filter((entry) => entry.key !== key && entry.isSameAccount !== false);
  const isCharged = ({ state, resolvedAt }: LedgerEntry): boolean =>
    state === 'settled' || (state === 'lost' && resolvedAt !== UNDECIDED_AT);
  const owner = others.find((entry) => entry.isSameAccount === true && isCharged(entry));
  if (owner !== undefined) return { kind: 'owned', entry: owner };
  if (others.some(({ state, leaseUntil }) => state === 'sent' && leaseUntil > storeNow))
    return { kind: 'in-flight' };
  const shownAt = (entry: LedgerEntry): number =>
    isCharged(entry) && entry.resolvedAt !== null
      ? entry.resolvedAt + settleMs
      : entry.sentAt + settleMs + timeoutMs;
  const untilMs = Math.max(0, ...others.map(shownAt)) - readAt;
  return untilMs > 0 ? { kind: 'undecided', untilMs } : { kind: 'clear' };
};

/** How long another download of the asset is waited for at a time, ms. */
const WAIT_MS = 250;

const alreadyOwned = (ownership: Ownership): DownloadFailure => {
  const who = ownership.status === 'DOWNLOADED_BY_COMPANY' ? 'The caller’s company' : 'The caller';
  const at = ownership.lastDownload?.downloadedAt;
  const when = at === undefined ? '' : `, last at ${at.toISOString()}`;
  return downloadFailure(
    'ALREADY_OWNED',
    `${who} licensed this asset before${when}, and \`ifOwned\` is REFUSE. Nothing was charged.`,
    { ownership },
  );
};

const recordOf = (task: DownloadTask, moment: number): DownloadRecord => ({
  ...toHistoryEntry(task, null, moment),
  isCompanyWide: false,
});

const ownedBy = (task: DownloadTask, entry: LedgerEntry): DownloadFailure =>
  alreadyOwned({
    status: 'DOWNLOADED_BY_CALLER',
    lastDownload: recordOf(task, entry.resolvedAt ?? entry.sentAt),
    indexedFrom: null,
  });

const undecidedError = (untilMs: number): ServiceError =>
  new ServiceError(
    'UPSTREAM_TIMEOUT',
    'Another download of this asset may have been charged, and the history cannot show it yet. This call sent nothing. Ask again with the same key.',
    { retryAfterMs: Math.max(1000, Math.ceil(untilMs)) },
  );

/** A download as the history will show it, as far as is known now. @param moment Getty Images' clock, ms */
export const toHistoryEntry = (
  { request }: Pick<DownloadTask, 'request'>,
  result: DownloadResult | null,
  moment: number,
): HistoryEntry => ({
  assetId: request.asset.id,
  assetType: request.asset.type === 'video' ? 'VIDEO' : 'IMAGE',
  downloadedAt: new Date(moment),
  productType: result?.product?.productType ?? 'UNKNOWN',
  productTypeName: result?.product?.productTypeName ?? null,
  productId: result?.product?.productId ?? null,
  agreementName: null,
  sizeName: null,
  dimensions: null,
  thumbnailUrl: null,
  note: request.note,
  projectCode: request.projectCode,
  downloadedBy: null,
});

const pause = ({ timers }: Pick<DownloadServices, 'timers'>): Promise<void> =>
  new Promise((resolve) => {
    timers.after(WAIT_MS, resolve);
  });

/** Waits until no other download of the asset is under way. @returns the one that was charged, if there is one */
const afterOthers = async (
  scope: DomainContext,
  services: DownloadServices,
  task: DownloadTask,
): Promise<DownloadFailure | null> => {
  let isWaiting = task.heldBack !== null;
  task.heldBack = null;
  for (;;) {
    if (isWaiting) {
      if (scope.deadlineAt - WAIT_MS <= services.clock.now()) throw undecidedError(WAIT_MS);
      await pause(services);
    }
    const { entries, now } = await task.store.ledger(task.customer.identity, assetKeyOf(task.request));
    // Whatever the history must tell is asked when it has been read, directly before sending.
    const finding = findInLedger({
      key: task.key,
      entries,
      storeNow: now,
      readAt: Number.POSITIVE_INFINITY,
      settleMs: 0,
      timeoutMs: 0,
    });
    if (finding.kind === 'owned') return ownedBy(task, finding.entry);
    // A quote holds no claim and has nothing to wait for.
    if (finding.kind !== 'in-flight' || task.claim === null) return null;
    isWaiting = true;
  }
};

/**
 * Whether an item with `ifOwned: REFUSE` is refused because its asset was licensed before; `null`: it is not.
 * @throws ServiceError where that cannot be found out
 */
export const checkOwnership = async (
  scope: DomainContext,
  services: DownloadServices,
  task: DownloadTask,
): Promise<DownloadFailure | null> => {
  if (task.request.ifOwned !== 'REFUSE') return null;
  const owned = await afterOthers(scope, services, task);
  if (owned !== null) return owned;
  const readAt = upstreamNow(scope);
  const ownership = await services.ownership.confirm(scope, task.request.asset);
  task.ownershipReadAt = readAt;
  switch (ownership.status) {
    case 'DOWNLOADED_BY_CALLER':
    case 'DOWNLOADED_BY_COMPANY':
      return alreadyOwned(ownership);
    case 'NEVER_DOWNLOADED':
      return null;
    case 'UNKNOWN':
      throw new ServiceError(
        'UPSTREAM_BAD_RESPONSE',
        'The download history cannot be read completely, so that nothing says whether this asset was licensed before. This call sent nothing.',
      );
    default:
      return ownership.status satisfies never;
  }
};

/**
 * Marks a download as sent, under the asset's lock and only where no other sending of the asset stands in the way.
 * @param mark the step that marks it
 * @returns `false`: nothing may be sent; `task.heldBack` says why, where that was it
 */
export const unlessOwned = async (
  services: DownloadServices,
  scope: DomainContext,
  task: DownloadTask,
  mark: () => Promise<boolean>,
): Promise<boolean> => {
  task.heldBack = null;
  if (task.request.ifOwned !== 'REFUSE') return mark();
  const asset = assetKeyOf(task.request);
  const lock = await task.store.lockAsset(asset, LEASE_MS);
  if (lock === null) {
    task.heldBack = { kind: 'in-flight' };
    return false;
  }
  try {
    const { entries, now } = await task.store.ledger(task.customer.identity, asset);
    task.heldBack = heldBackBy(services, scope, task, entries, now);
    return task.heldBack === null && (await mark());
  } finally {
    await lock.unlock().catch((error: unknown) => {
      // It ends by itself.
      services.log.warn({ error }, 'a lock on an asset could not be given back');
    });
  }
};

const heldBackBy = (
  { settleMs, timeoutMs }: DownloadServices,
  scope: DomainContext,
  task: DownloadTask,
  entries: readonly LedgerEntry[],
  storeNow: number,
): HeldBack | null => {
  const { key, ownershipReadAt: readAt, ledgerForgotSince } = task;
  if (readAt === null) throw new Error('A download under REFUSE is sent only after its history was read.');
  if (ledgerForgotSince !== null) {
    const readStoreAt = storeNow - (upstreamNow(scope) - readAt);
    const untilMs = ledgerForgotSince + settleMs + timeoutMs - readStoreAt;
    // What the store forgot may have been sent just before, and the history that was read cannot show it.
    if (untilMs > 0) return { kind: 'undecided', error: undecidedError(untilMs) };
  }
  const finding = findInLedger({ key, entries, storeNow, readAt, settleMs, timeoutMs });
  switch (finding.kind) {
    case 'clear':
      return null;
    case 'owned':
      return { kind: 'owned', failure: ownedBy(task, finding.entry) };
    case 'in-flight':
      return { kind: 'in-flight' };
    case 'undecided':
      return { kind: 'undecided', error: undecidedError(finding.untilMs) };
    default:
      return finding satisfies never;
  }
};

/** What follows for the machine from a sending that was held back. */
export const toHeldBackEvent = (heldBack: HeldBack): Event<Plan> => {
  switch (heldBack.kind) {
    case 'owned':
      return { type: 'refused', failure: heldBack.failure };
    case 'in-flight':
      return { type: 'held-back' };
    case 'undecided':
      return { type: 'uncharged', error: heldBack.error, next: null, isAnswered: false };
    default:
      return heldBack satisfies never;
  }
};
