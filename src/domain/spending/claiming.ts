import { ServiceError } from '../../errors/service-error.js';
import type { RequestScope } from '../request-scope.js';
import { readOutcome } from './answers.js';
import { keyElsewhere, storeFull, storeLost } from './bookkeeping.js';
import { type DownloadFailure, failure } from './download-failure.js';
import { assetKeyOf } from './download-request.js';
import type { Item, Plan } from './item.js';
import { type ClaimResult, type KeyId, StoreFullError, StoreUnavailableError } from './key-store.js';
import { keepAlive, LEASE_MS } from './lease.js';
import type { Event } from './machine.js';
import { outcomeUnknown } from './reconcile.js';
import { readRefusal } from './refusal-text.js';
import { type Spending, storeOf, unsharedKey } from './spending.js';
import { noteUndelivered, undeliveredKey } from './undelivered.js';

/** The longest single look while another call under the same key is waited for, ms. */
const WAIT_MS = 2000;

const keyId = (item: Item): KeyId => ({ caller: item.customer.identity, key: item.key });

const reused = (item: Item, message: string): DownloadFailure =>
  failure('IDEMPOTENCY_KEY_REUSED', message, { field: [...item.request.path, 'idempotencyKey'] });

const isGone = (scope: RequestScope): boolean => scope.call.scope.departure?.isOver === true;

const eventOf = async (
  result: ClaimResult,
  item: Item,
  scope: RequestScope,
  spending: Spending,
): Promise<Event<Plan>> => {
  switch (result.kind) {
    case 'claimed':
    case 'unresolved': {
      item.claim = result.claim;
      item.stopBeating();
      item.stopBeating = keepAlive(spending, item);
      if (isGone(scope)) await noteUndelivered(spending, item);
      if (result.kind === 'unresolved') {
        item.forgotSince = result.forgotSince;
        return { type: 'unresolved', record: result.record };
      }
      // A key that this very call made cannot have been sent before, whatever the store forgot.
      item.forgotSince = item.isNewKey ? null : result.forgotSince;
      return { type: 'claimed', mustCheckHistory: item.forgotSince !== null };
    }
    case 'busy':
      item.waitingFor = result.record.fence;
      return { type: 'busy' };
    case 'conflict':
      return {
        type: 'conflict',
        failure: reused(
          item,
          'This idempotency key was used before with other input; a new download takes a new key.',
        ),
      };
    case 'other-caller':
      return {
        type: 'conflict',
        failure: reused(
          item,
          'This idempotency key was used by another caller. This call sent nothing; a download of your own takes a key of your own, best a random UUID.',
        ),
      };
    case 'refused': {
      const refusal = readRefusal(result.refusal, item.request.path);
      if (refusal === null) throw new StoreUnavailableError('a refusal cannot be read');
      return { type: 'conflict', failure: refusal };
    }
    case 'done': {
      const outcome = readOutcome(result.record, item.key);
      if (outcome === null) throw new StoreUnavailableError('its record cannot be read');
      return { type: 'replayed', outcome };
    }
    default:
      return result satisfies never;
  }
};

/** Claims an item's key. Never throws for a store that fails: the event says so. */
export const claimKey = async (scope: RequestScope, spending: Spending, item: Item): Promise<Event<Plan>> => {
  if (item.isElsewhere) return { type: 'store-lost', error: keyElsewhere(item.store) };
  try {
    const asset = assetKeyOf(item.request);
    const result = await item.store.claim(keyId(item), item.hash, asset, LEASE_MS, item.waitingFor);
    return await eventOf(result, item, scope, spending);
  } catch (error) {
    if (!(error instanceof StoreUnavailableError)) throw error;
    if (error instanceof StoreFullError) return { type: 'store-lost', error: storeFull(error) };
    if (!item.isNewKey || item.store === spending.fallback)
      return { type: 'store-lost', error: storeLost(item.store, error) };
    // Nothing can have been sent under this key before: what the shared store would protect from cannot happen. The
    // key says of itself that no other process will know it.
    item.store = spending.fallback;
    item.key = unsharedKey(spending, item.key);
    return claimKey(scope, spending, item);
  }
};

/** Waits for another call under the same key, as long as the caller's time allows. */
export const waitForKey = async (
  scope: RequestScope,
  spending: Spending,
  item: Item,
): Promise<Event<Plan>> => {
  const left = scope.call.scope.deadlineAt - spending.clock.now();
  try {
    if (left > 0 && !isGone(scope)) {
      await item.store.waitForChange(keyId(item), Math.min(left, WAIT_MS));
      return { type: 'changed' };
    }
    const { record } = await item.store.read(keyId(item));
    if (record?.state === 'sent' || record?.state === 'unknown')
      return {
        type: 'waited-out',
        outcome: {
          kind: 'failed',
          isReplay: false,
          failure: outcomeUnknown(item, spending, 0, 'another call with this key is waiting for it.'),
        },
      };
  } catch (error) {
    if (!(error instanceof StoreUnavailableError)) throw error;
    return { type: 'store-lost', error: storeLost(item.store, error) };
  }
  return {
    type: 'waited-out',
    outcome: {
      kind: 'trouble',
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
 * own key up for that one's.
 */
export const joinUndelivered = async (
  scope: RequestScope,
  spending: Spending,
  item: Item,
): Promise<boolean> => {
  if (item.hasCallersKey || !item.isNewKey || item.claim === null) return false;
  const key = await undeliveredKey(spending, item.customer.identity, item.hash);
  if (key === null) return false;
  item.stopBeating();
  try {
    await item.store.release(item.claim);
  } catch (error) {
    // Nothing was sent under it, and its lease ends by itself.
    if (!(error instanceof StoreUnavailableError)) throw error;
  }
  const store = storeOf(spending, key);
  item.key = key;
  item.isNewKey = false;
  item.isNoted = false;
  item.claim = null;
  item.store = store ?? spending.store;
  item.isElsewhere = store === null;
  if (isGone(scope)) await noteUndelivered(spending, item);
  return true;
};
