import { ServiceError } from '../errors/service-error.js';
import { UNDECIDED_AT } from './count-charges.js';
import type { DownloadTask, Plan } from './download-task.js';
import { type IdempotencyStore, StoreUnavailableError } from './idempotency/idempotency-store.js';
import { LEASE_MS } from './lease.js';
import { encodeLost, encodeResult } from './outcome-codec.js';
import { persistWithRetry } from './persist-with-retry.js';
import { writeRefusal } from './refusal-text.js';
import { type DownloadServices, RETENTION_MS, UNRESOLVED_KEEP_MS } from './services.js';
import type { Effect } from './state-machine.js';

/** Effects that only write down. They never change how a download ended, so none of them throws. */
export type StoreEffect = Extract<
  Effect<Plan>,
  { type: 'unsend' | 'settle' | 'lose' | 'mark-unknown' | 'release' }
>;

/** Whether an effect only writes down. */
export const isStoreEffect = (effect: Effect<Plan>): effect is StoreEffect =>
  effect.type === 'unsend' ||
  effect.type === 'settle' ||
  effect.type === 'lose' ||
  effect.type === 'mark-unknown' ||
  effect.type === 'release';

/** A store that cannot be reached, told to a caller whose download was not risked. */
export const storeUnavailableError = (store: Pick<IdempotencyStore, 'name'>, cause: unknown): ServiceError =>
  new ServiceError(
    'UPSTREAM_UNAVAILABLE',
    `The store of idempotency keys (${store.name}) cannot be reached; the download was not sent. Ask again with the same key.`,
    { cause },
  );

/** A store that takes no other key, told to a caller whose download was not sent. */
export const storeFull = (cause: Error): ServiceError =>
  new ServiceError(
    'UPSTREAM_UNAVAILABLE',
    `${cause.message} The download was not sent; ask again later with the same key.`,
    { cause },
  );

/** A key that was made while the store was lost, asked for where nobody remembers it. */
export const foreignKeyError = (store: Pick<IdempotencyStore, 'name'>): ServiceError =>
  new ServiceError(
    'UPSTREAM_UNAVAILABLE',
    `This idempotency key was made while the store of keys (${store.name}) could not be reached, and only the process that made it knows whether it was downloaded. It was not sent again; ask again, or look at \`previousDownloads\` before you take a new key.`,
  );

/**
 * Writes down what became of a download. A store that fails here is told to the log: the caller's answer stands, and
 * what could not be written is taken for unresolved by the next call with the key, which looks before it sends.
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
        const isKept = await store.settle(claim, encodeResult(effect.result), gettyNow, RETENTION_MS);
        if (!isKept) services.log.warn({ key }, 'a link arrived after its key had got another one');
      });
    case 'lose': {
      const { failure } = effect;
      const isLost = failure.code === 'LINK_LOST';
      const resolvedAt = isLost ? (failure.record?.downloadedAt.getTime() ?? gettyNow) : UNDECIDED_AT;
      return end(() => store.lose(claim, encodeLost(effect.failure), resolvedAt, RETENTION_MS));
    }
    case 'mark-unknown':
      return end(() => store.markUnknown(claim, UNRESOLVED_KEEP_MS));
    case 'release': {
      const refusal = effect.refusal === undefined ? null : writeRefusal(effect.refusal, task.request.path);
      return end(() => store.release(claim, refusal));
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
