import type { DomainContext } from '../catalog/domain-context.js';
import type { StatusListEntry } from '../errors/upstream-failure.js';
import { type DownloadTask, getOutcome } from './download-task.js';
import type { CallerIdentity } from './owner.js';
import { persistWithRetry } from './persist-with-retry.js';
import { type DownloadServices, RETENTION_MS } from './services.js';

/**
 * Downloads without a key of the caller's. Their client cannot ask for them again by name; so the key of one whose
 * client is gone is noted under the same token or client and client name, and their next equal call takes it. The note
 * is made the moment the client is gone, while the download may still be under way: the next call joins it.
 */

/** Says in a download's notices that it could not have been asked for again. */
export const KEY_MISSING: StatusListEntry = {
  type: 'WARNING',
  code: 'IdempotencyKeyMissing',
  message:
    'No idempotencyKey was sent. Had this response been lost, asking again might have been charged again; send a UUID of your own with every download.',
};

/** Notes that are being written: the next equal call of the same client may be here before they are. */
const writing = new WeakMap<DownloadServices['inFlight'], Set<Promise<void>>>();

/** The key of an equal download whose response never reached this caller. */
export const undeliveredKey = async (
  services: DownloadServices,
  caller: CallerIdentity,
  hash: string,
): Promise<string | null> => {
  await Promise.all(writing.get(services.inFlight) ?? []);
  try {
    const key = await services.store.takeUndelivered(caller, hash);
    if (key !== null) return key;
  } catch (error) {
    // Without the store nothing undelivered can be found there; the download is a new one.
    services.log.warn({ error }, 'undelivered answers could not be looked for');
  }
  return services.fallback.takeUndelivered(caller, hash);
};

/** Notes that an item's client is gone, once: see the head of this file. */
export const noteUndelivered = async (services: DownloadServices, task: DownloadTask): Promise<void> => {
  if (task.isCallerKey || task.isNoted) return;
  task.isNoted = true;
  const { store, customer, hash, key } = task;
  const note = persistWithRetry(services, key, 'keep-undelivered', () =>
    store.keepUndelivered(customer.identity, hash, key, RETENTION_MS),
  );
  const notes = writing.get(services.inFlight) ?? new Set();
  writing.set(services.inFlight, notes.add(note));
  await note.finally(() => notes.delete(note));
};

/**
 * Notes every item without a key as soon as its client is gone, even before it holds its key: the next call then claims
 * it first, and this one finds it busy. What ended before is noted by `noteEnded`.
 */
export const noteWhenGone = async (scope: DomainContext, tasks: readonly DownloadTask[]): Promise<void> => {
  if (tasks.every((task) => task.isCallerKey) || (await scope.delivered)) return;
  const open = tasks.filter((task) => getOutcome(task) === null);
  await Promise.all(open.map((task) => noteUndelivered(scope.services.downloads, task)));
};

const isWorthNoting = (task: DownloadTask): boolean => {
  const outcome = getOutcome(task);
  return (
    outcome?.kind === 'settled' ||
    (outcome?.kind === 'failed' &&
      (outcome.failure.code === 'OUTCOME_UNKNOWN' || outcome.failure.code === 'LINK_LOST'))
  );
};

/**
 * Notes what ended for a client that is gone. A noted key that was taken and could not be carried on is noted again,
 * whether the client heard of that or not: without its key they would pay.
 */
export const noteEnded = async (scope: DomainContext, tasks: readonly DownloadTask[]): Promise<void> => {
  const mine = tasks.filter((task) => !task.isCallerKey);
  const again = mine.filter((task) => !task.isNewKey && getOutcome(task)?.kind === 'error');
  const ended = mine.filter(isWorthNoting);
  for (const task of again) await noteUndelivered(scope.services.downloads, task);
  if (ended.length === 0 || (await scope.delivered)) return;
  for (const task of ended) await noteUndelivered(scope.services.downloads, task);
};
