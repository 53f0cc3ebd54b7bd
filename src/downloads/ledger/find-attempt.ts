import { type DomainContext, requireSignedIn } from '../../catalog/domain-context.js';
import { badInput } from '../../errors/service-error.js';
import type { DownloadTask } from '../download-task.js';
import { attemptId, type LedgerAttempt } from '../idempotency/attempt.js';
import { type IdempotencyRecord, StoreUnavailableError } from '../idempotency/idempotency-store.js';
import { lookUpOutcome } from '../look-up-outcome.js';
import { type CallerIdentity, decideOwner } from '../owner.js';
import { foreignKeyError, storeUnavailableError } from '../record-effect.js';
import { storeForKey } from '../services.js';
import { type AttemptView, hideForeignKey, toView } from './attempt-view.js';

const KEY = /^[\x21-\x7e]{1,255}$/;

/** A caller, and whether the operator lets its client key see all entries of the service's account. */
export interface LedgerCaller {
  readonly identity: CallerIdentity;
  readonly seesAll: boolean;
}

/** @throws ServiceError `UNAUTHENTICATED` */
export const ledgerCaller = async (scope: DomainContext): Promise<LedgerCaller> => {
  requireSignedIn(scope);
  const { identity } = await scope.services.downloads.customers.resolve(scope);
  return { identity, seesAll: scope.client.seesAll === true };
};

/**
 * Whether a caller may see an entry: the rules of the key's record (`decideOwner`), from what the entry and, while it is
 * there, the record hold of the owner. Pure.
 */
export const maySee = (
  { identity, seesAll }: LedgerCaller,
  { owner, key }: Pick<LedgerAttempt, 'owner' | 'key'>,
  record: Pick<IdempotencyRecord, 'owner'> | null,
): boolean => {
  if (seesAll && identity.service !== null) return owner.service === identity.service;
  if (decideOwner(owner, identity, key) === 'owner') return true;
  return record !== null && decideOwner(record.owner, identity, key) === 'owner';
};

const foundIn = async (
  scope: DomainContext,
  caller: LedgerCaller,
  key: string,
): Promise<{
  readonly attempt: LedgerAttempt | null;
  readonly record: IdempotencyRecord | null;
  readonly now: number;
}> => {
  const store = storeForKey(scope.services.downloads, key);
  if (store === null) throw foreignKeyError(scope.services.downloads.store);
  try {
    // The entry last: where a download begins between the two reads, its entry is seen.
    const { record } = await store.read({ caller: caller.identity, key });
    const { attempt, now } = await store.attempts.latest(key);
    const isSeen = attempt !== null && maySee(caller, attempt, record);
    return { attempt: isSeen ? attempt : null, record, now };
  } catch (error) {
    if (error instanceof StoreUnavailableError) throw ledgerUnavailable(scope, error);
    throw error;
  }
};

/** The error of a reader whose ledger cannot be reached. */
export const ledgerUnavailable = (scope: DomainContext, error: Error): Error =>
  storeUnavailableError(scope.services.downloads.store, error);

/** A key that is claimed and not sent yet: seen as in progress, so that its client waits. */
const inPreparation = (
  key: string,
  record: IdempotencyRecord,
  { identity }: LedgerCaller,
  now: number,
): AttemptView =>
  toView(
    {
      id: attemptId(record.fence),
      key,
      asset: record.asset,
      owner: record.owner,
      client: identity.clientKey,
      requestId: '',
      state: 'planned',
      plan: null,
      paid: null,
      error: null,
      requestedAt: now,
      sentAt: null,
      endedAt: null,
      leaseUntil: record.leaseUntil,
    },
    now,
  );

/** What looking at the history needs of a download that another call, or another process, sent. */
const taskOf = (
  scope: DomainContext,
  caller: LedgerCaller,
  key: string,
  record: IdempotencyRecord,
): DownloadTask => {
  const at = record.asset.indexOf(':');
  const type = record.asset.startsWith('video:') ? 'video' : 'image';
  return {
    request: {
      asset: { type, id: record.asset.slice(at + 1) },
      productType: null,
      productId: null,
      fileType: null,
      height: null,
      size: null,
      note: null,
      projectCode: null,
      key,
      via: null,
      ifOwned: 'DOWNLOAD',
      path: [],
    },
    hash: record.inputHash,
    key,
    isCallerKey: true,
    isNewKey: false,
    isSentKey: true,
    ledgerForgotSince: null,
    ownershipReadAt: null,
    heldBack: null,
    customer: { identity: caller.identity, products: [] },
    store: storeForKey(scope.services.downloads, key) ?? scope.services.downloads.store,
    belongsToOtherProcess: false,
    state: { at: 'ended', outcome: { kind: 'not-attempted', cause: NEVER } },
    effects: [],
    claim: null,
    entitlement: null,
    token: null,
    plan: null,
    sentAt: record.sentAt,
    upstream: null,
    limitHit: null,
    lock: null,
    waitingFor: null,
    forgotSince: null,
    isNoted: true,
    stopBeating: () => {},
  };
};

/** Never shown: the task above is only looked for. */
const NEVER = {
  code: 'DOWNLOAD_REFUSED',
  message: '',
  field: null,
  isRetryable: false,
  upstream: null,
  upstreamCode: null,
} as const;

/**
 * What became of the download with a key. Where its outcome is open the history is read once, under the claim of the
 * key; nothing is ever sent. `null`: the caller has no such key.
 * @throws ServiceError
 */
export const findAttempt = async (scope: DomainContext, key: string): Promise<AttemptView | null> => {
  if (!KEY.test(key))
    throw badInput(['idempotencyKey'], 'is no key: give 1 to 255 visible ASCII characters.');
  const caller = await ledgerCaller(scope);
  const found = await foundIn(scope, caller, key);
  const { record, now } = found;
  const isOwner = record !== null && decideOwner(record.owner, caller.identity, key) === 'owner';
  const mayBeOpen = record?.state === 'sent' || record?.state === 'unknown';
  if (isOwner && mayBeOpen && record.leaseUntil <= now) return reconciled(scope, caller, key, record);
  if (isOwner && record.state === 'planned' && record.leaseUntil > now && found.attempt?.state !== 'planned')
    return inPreparation(key, record, caller, now);
  return found.attempt === null ? null : toView(found.attempt, now);
};

const reconciled = async (
  scope: DomainContext,
  caller: LedgerCaller,
  key: string,
  record: IdempotencyRecord,
): Promise<AttemptView | null> => {
  const { downloads } = scope.services;
  const task = taskOf(scope, caller, key, record);
  const looking = lookUpOutcome(task, scope, downloads, downloads.open.onDownloadEnded);
  // A stop waits for it: the key is claimed meanwhile.
  downloads.inFlight.add(looking);
  let result: Awaited<typeof looking>;
  try {
    result = await looking;
  } catch (error) {
    if (error instanceof StoreUnavailableError) throw ledgerUnavailable(scope, error);
    throw error;
  } finally {
    downloads.inFlight.delete(looking);
  }
  const { attempt, now } = await foundIn(scope, caller, key);
  if (attempt === null) return null;
  const view = toView(attempt, now);
  if (view.retryAfterMs === null || result.kind !== 'open' || result.failure?.code !== 'OUTCOME_UNKNOWN')
    return view;
  return { ...view, retryAfterMs: result.failure.retryAfterMs };
};

/** The key's record for a view that its caller may see, for its link or its failure; `null`: none, or another's. */
export const recordOf = async (
  scope: DomainContext,
  { idempotencyKey: key }: AttemptView,
): Promise<IdempotencyRecord | null> => {
  const { identity } = await ledgerCaller(scope);
  const store = storeForKey(scope.services.downloads, key);
  if (store === null) return null;
  try {
    const { record } = await store.read({ caller: identity, key });
    return record !== null && decideOwner(record.owner, identity, key) === 'owner' ? record : null;
  } catch (error) {
    if (error instanceof StoreUnavailableError) throw ledgerUnavailable(scope, error);
    throw error;
  }
};

/** An entry by its id, for `node`; `null`: none that the caller may see. */
export const attemptById = async (scope: DomainContext, id: string): Promise<AttemptView | null> => {
  const caller = await ledgerCaller(scope);
  try {
    const { attempt, now } = await scope.services.downloads.store.attempts.byId(id);
    return attempt !== null && maySee(caller, attempt, null)
      ? hideForeignKey(toView(attempt, now), caller.identity)
      : null;
  } catch (error) {
    if (error instanceof StoreUnavailableError) throw ledgerUnavailable(scope, error);
    throw error;
  }
};
