import { ServiceError } from '../errors/service-error.js';
import { UNDECIDED_AT } from './count-charges.js';
import type { DownloadFailure } from './download-failure.js';
import type { DownloadTask, Plan } from './download-task.js';
import { type IdempotencyStore, StoreUnavailableError } from './idempotency/idempotency-store.js';
import { LEASE_MS } from './lease.js';
import { encodeFailure } from './ledger/failure-codec.js';
import { planOf, planOfResult, writePlan } from './ledger/plan.js';
import { encodeLost, encodeResult } from './outcome-codec.js';
import { persistWithRetry } from './persist-with-retry.js';
import { writeRefusal } from './refusal-text.js';
import { type DownloadServices, RETENTION_MS, UNRESOLVED_KEEP_MS } from './services.js';
import type { Effect } from './state-machine.js';

/** Effects that only move the key and its ledger entry. They never change how a download ended, so none throws. */
export type StoreEffect = Extract<
  Effect<Plan>,
  { type: 'unsend' | 'settle' | 'lose' | 'mark-unknown' | 'release' }
>;

/** Whether an effect only moves the key and its ledger entry. */
export const isStoreEffect = (effect: Effect<Plan>): effect is StoreEffect =>
  effect.type === 'unsend' ||
  effect.type === 'settle' ||
  effect.type === 'lose' ||
  effect.type === 'mark-unknown' ||
  effect.type === 'release';

/** The error of a caller whose download was not sent, because the store cannot be reached. */
export const storeUnavailableError = (store: Pick<IdempotencyStore, 'name'>, cause: unknown): ServiceError =>
  new ServiceError(
    'UPSTREAM_UNAVAILABLE',
    `The store of idempotency keys (${store.name}) cannot be reached; the download was not sent. Ask again with the same key.`,
    { cause },
  );

/** The error of a caller whose download was not sent, because the store has no room for another key. */
export const storeFull = (cause: Error): ServiceError =>
  new ServiceError(
    'UPSTREAM_UNAVAILABLE',
    `${cause.message} The download was not sent; ask again later with the same key.`,
    { cause },
  );

/** The error for a key that was made while the store could not be reached, in a process other than this one. */
export const foreignKeyError = (store: Pick<IdempotencyStore, 'name'>): ServiceError =>
  new ServiceError(
    'UPSTREAM_UNAVAILABLE',
    `This idempotency key was made while the store of keys (${store.name}) could not be reached, and only the process that made it knows whether it was downloaded. It was not sent again; ask again, or look at \`previousDownloads\` before you take a new key.`,
  );

/** The product that the history names for a charge whose link was lost, for the ledger. */
const paidBy = (failure: DownloadFailure): string | null => {
  const record = failure.code === 'LINK_LOST' ? failure.record : null;
  if (record === null || record.productTypeName === null) return null;
  const { productType, productTypeName, productId } = record;
  return writePlan({ api: null, productType, productTypeName, productId });
};

/**
 * Stores how a download ended. A store that fails here is logged: the caller's response stands, and an end that could
 * not be stored counts as unresolved for the next call with the key, which reads the history before it sends.
 * @param gettyNow Getty Images' present, ms
 */
export const recordEffect = async (
  task: DownloadTask,
  effect: StoreEffect,
  gettyNow: number,
  services: DownloadServices,
): Promise<void> => {
  const { claim, store, key } = task;
  if (claim === null) return;
  const end = (write: () => Promise<unknown>): Promise<void> =>
    persistWithRetry(services, key, effect.type, write);
  switch (effect.type) {
    case 'settle':
      return end(async () => {
        const paid = effect.result.product === null ? null : writePlan(planOfResult(effect.result));
        const isStored = await store.settle(claim, encodeResult(effect.result), gettyNow, RETENTION_MS, paid);
        if (!isStored) services.log.warn({ key }, 'a link arrived after its key had got another one');
      });
    case 'lose': {
      const { failure } = effect;
      const isLost = failure.code === 'LINK_LOST';
      const resolvedAt = isLost ? (failure.record?.downloadedAt.getTime() ?? gettyNow) : UNDECIDED_AT;
      return end(() => store.lose(claim, encodeLost(failure), resolvedAt, RETENTION_MS, paidBy(failure)));
    }
    case 'mark-unknown':
      return end(() => store.markUnknown(claim, UNRESOLVED_KEEP_MS, effect.isUncharged));
    case 'release': {
      const refusal = effect.refusal === undefined ? null : writeRefusal(effect.refusal, task.request.path);
      const entry = {
        error: effect.refusal === undefined ? null : encodeFailure(effect.refusal),
        plan: task.plan === null ? null : writePlan(planOf(task.plan)),
      };
      return end(() => store.release(claim, refusal, entry));
    }
    case 'unsend':
      // Once: see `persistWithRetry`. Where it fails the key stays `sent`, and nothing more is sent under this claim.
      try {
        await store.unsend(claim, LEASE_MS);
      } catch (error) {
        if (!(error instanceof StoreUnavailableError)) throw error;
        services.log.warn({ error, key, step: effect.type }, 'a key could not be set back');
      }
      return;
    default:
      effect satisfies never;
  }
};
