import type { DomainContext } from '../catalog/domain-context.js';
import { ServiceError } from '../errors/service-error.js';
import { type DownloadFailure, downloadFailure } from './download-failure.js';
import { assetKeyOf } from './download-request.js';
import type { DownloadTask, Plan } from './download-task.js';
import {
  type ClaimResult,
  type IdempotencyKeyId,
  StoreFullError,
  StoreUnavailableError,
} from './idempotency/idempotency-store.js';
import { keepAlive, LEASE_MS } from './lease.js';
import { decodeOutcome } from './outcome-codec.js';
import { outcomeUnknown } from './reconcile.js';
import { foreignKeyError, storeFull, storeUnavailableError } from './record-effect.js';
import { readRefusal } from './refusal-text.js';
import { type DownloadServices, localKey, storeForKey } from './services.js';
import type { Event } from './state-machine.js';
import { noteUndelivered, undeliveredKey } from './undelivered.js';

/** The longest single look while another call under the same key is waited for, ms. */
const WAIT_MS = 2000;

const keyId = (scope: DomainContext, task: DownloadTask): IdempotencyKeyId => ({
  caller: task.customer.identity,
  key: task.key,
  requestId: scope.id,
});

const reused = (task: DownloadTask, message: string): DownloadFailure =>
  downloadFailure('IDEMPOTENCY_KEY_REUSED', message, { field: [...task.request.path, 'idempotencyKey'] });

const isGone = (scope: DomainContext): boolean => scope.cancellation?.isCancelled === true;

const eventOf = async (
  result: ClaimResult,
  task: DownloadTask,
  scope: DomainContext,
  services: DownloadServices,
): Promise<Event<Plan>> => {
  switch (result.kind) {
    case 'claimed':
    case 'unresolved': {
      task.claim = result.claim;
      task.isSentKey = result.kind === 'unresolved';
      task.stopBeating();
      task.stopBeating = keepAlive(services, task);
      if (isGone(scope)) await noteUndelivered(services, task);
      if (result.kind === 'unresolved') {
        task.ledgerForgotSince = result.forgotSince;
        task.forgotSince = result.forgotSince;
        return { type: 'unresolved', record: result.record };
      }
      // A key that this very call made cannot have been sent before, whatever the store forgot.
      task.ledgerForgotSince = result.forgotSince;
      task.forgotSince = task.isNewKey ? null : result.forgotSince;
      return { type: 'claimed', mustCheckHistory: task.forgotSince !== null };
    }
    case 'busy':
      task.waitingFor = result.record.fence;
      return { type: 'busy' };
    case 'conflict':
      return {
        type: 'conflict',
        failure: reused(
          task,
          'This idempotency key was used before with other input; a new download takes a new key.',
        ),
      };
    case 'other-caller':
      return {
        type: 'conflict',
        failure: reused(
          task,
          'This idempotency key was used by another caller. This call sent nothing; a download of your own takes a key of your own, best a random UUID.',
        ),
      };
    case 'refused': {
      const refusal = readRefusal(result.refusal, task.request.path);
      if (refusal === null) throw new StoreUnavailableError('a refusal cannot be read');
      return { type: 'conflict', failure: refusal };
    }
    case 'done': {
      const outcome = decodeOutcome(result.record, task.key);
      if (outcome === null) throw new StoreUnavailableError('its record cannot be read');
      return { type: 'replayed', outcome };
    }
    default:
      return result satisfies never;
  }
};

/** Claims an item's key. Never throws for a store that fails: the event says so. */
export const claimKey = async (
  scope: DomainContext,
  services: DownloadServices,
  task: DownloadTask,
): Promise<Event<Plan>> => {
  if (task.belongsToOtherProcess) return { type: 'store-unavailable', error: foreignKeyError(task.store) };
  try {
    const asset = assetKeyOf(task.request);
    const result = await task.store.claim(keyId(scope, task), task.hash, asset, LEASE_MS, task.waitingFor);
    return await eventOf(result, task, scope, services);
  } catch (error) {
    if (!(error instanceof StoreUnavailableError)) throw error;
    if (error instanceof StoreFullError) return { type: 'store-unavailable', error: storeFull(error) };
    // A client with a limit is refused: another process's memory does not count for it.
    const isLimited = services.limits?.has(task.customer.identity.clientKey ?? '') === true;
    // A download that must not be a second one needs the ledger of all replicas.
    const needsSharedStore = isLimited || task.request.ifOwned === 'REFUSE';
    if (!task.isNewKey || task.store === services.fallback || needsSharedStore)
      return { type: 'store-unavailable', error: storeUnavailableError(task.store, error) };
    // Nothing can have been sent under this key before: what the shared store would protect from cannot happen. The
    // key says of itself that no other process will know it.
    task.store = services.fallback;
    task.key = localKey(services, task.key);
    return claimKey(scope, services, task);
  }
};

/** Waits for another call under the same key, as long as the caller's time allows. */
export const waitForKey = async (
  scope: DomainContext,
  services: DownloadServices,
  task: DownloadTask,
): Promise<Event<Plan>> => {
  const left = scope.deadlineAt - services.clock.now();
  try {
    if (left > 0 && !isGone(scope)) {
      await task.store.waitForChange(keyId(scope, task), Math.min(left, WAIT_MS));
      return { type: 'changed' };
    }
    const { record } = await task.store.read(keyId(scope, task));
    if (record?.state === 'sent' || record?.state === 'unknown')
      return {
        type: 'wait-timeout',
        outcome: {
          kind: 'failed',
          isReplay: false,
          failure: outcomeUnknown(task, services, 0, 'another call with this key is waiting for it.'),
        },
      };
  } catch (error) {
    if (!(error instanceof StoreUnavailableError)) throw error;
    return { type: 'store-unavailable', error: storeUnavailableError(task.store, error) };
  }
  return {
    type: 'wait-timeout',
    outcome: {
      kind: 'error',
      error: new ServiceError(
        'UPSTREAM_TIMEOUT',
        'Another call with this idempotency key is still at work. Ask again with the same key.',
        { retryAfterMs: WAIT_MS },
      ),
    },
  };
};

/**
 * Looks once more, directly before sending, for an equal download without a key whose client is gone: a client that
 * gave up and asked again at once may be back before its departure was noticed. Where there is one, the item gives its
 * own key up for that one's. So does a call that took such a key under which nothing was sent: another one of the same
 * client may have been sent since.
 */
export const joinUndelivered = async (
  scope: DomainContext,
  services: DownloadServices,
  task: DownloadTask,
): Promise<boolean> => {
  if (task.isCallerKey || task.claim === null || task.isSentKey) return false;
  const key = await undeliveredKey(services, task.customer.identity, task.hash);
  if (key === null) return false;
  task.stopBeating();
  try {
    await task.store.release(task.claim);
  } catch (error) {
    // Nothing was sent under it, and its lease ends by itself.
    if (!(error instanceof StoreUnavailableError)) throw error;
  }
  const store = storeForKey(services, key);
  task.key = key;
  task.isNewKey = false;
  task.isNoted = false;
  task.claim = null;
  task.store = store ?? services.store;
  task.belongsToOtherProcess = store === null;
  if (isGone(scope)) await noteUndelivered(services, task);
  return true;
};
