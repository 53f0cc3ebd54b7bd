import { type DomainContext, requireSignedIn } from '../catalog/domain-context.js';
import { badInput, ServiceError } from '../errors/service-error.js';
import type { GettyApi } from '../errors/upstream-failure.js';
import type { Customer } from './customer.js';
import { type DownloadRequest, inputHash } from './download-request.js';
import { type DownloadTask, getOutcome, type Plan } from './download-task.js';
import { Engine, type OnQuotaExhausted } from './executor.js';
import { persistWithRetry } from './persist-with-retry.js';
import { RETENTION_MS, storeForKey } from './services.js';
import { initialStep, type Outcome } from './state-machine.js';
import { chooseVersion, isV1Compatible } from './versions.js';

/** How a download ended, and the key it can be asked for again with. */
export interface Download {
  readonly request: DownloadRequest;
  readonly outcome: Outcome;
  readonly idempotencyKey: string;
}

/** Two items of one operation must not be one download by accident. @throws ServiceError `BAD_USER_INPUT` */
export const checkBatch = (requests: readonly DownloadRequest[]): void => {
  const keys = new Map<string, number>();
  const assets = new Map<string, number>();
  for (const [index, request] of requests.entries()) {
    if (request.key !== null) {
      const other = keys.get(request.key);
      if (other !== undefined)
        throw badInput(
          [...request.path, 'idempotencyKey'],
          `is the key of item ${other} too; give every item its own.`,
        );
      keys.set(request.key, index);
    }
    const other = assets.get(request.asset.id);
    if (other !== undefined && (request.key === null || requests[other]?.key === null))
      throw badInput(
        [...request.path, 'imageId'],
        `item ${other} asks for the same image; to download it twice give both items an idempotencyKey of their own, else leave one out.`,
      );
    if (other === undefined || requests[other]?.key !== null) assets.set(request.asset.id, index);
  }
};

/** The key of an equal download whose answer never reached this caller. */
const undeliveredKey = async (
  { services: { downloads } }: DomainContext,
  customer: Customer,
  hash: string,
): Promise<string | null> => {
  try {
    const key = await downloads.store.takeUndelivered(customer.name, hash);
    if (key !== null) return key;
  } catch (error) {
    // Without the store nothing undelivered can be found there; the download is a new one.
    downloads.log.warn({ error }, 'undelivered answers could not be looked for');
  }
  return downloads.fallback.takeUndelivered(customer.name, hash);
};

/** The key for a download: the caller's; else that of an equal one whose answer never reached this caller; else new. */
const keyFor = async (
  scope: DomainContext,
  request: DownloadRequest,
  customer: Customer,
  hash: string,
): Promise<Pick<DownloadTask, 'key' | 'isCallerKey' | 'isNewKey' | 'store' | 'belongsToOtherProcess'>> => {
  const { downloads } = scope.services;
  const known = request.key ?? (await undeliveredKey(scope, customer, hash));
  const key = known ?? downloads.generateKey();
  const store = storeForKey(downloads, key);
  return {
    key,
    isCallerKey: request.key !== null,
    isNewKey: known === null,
    store: store ?? downloads.store,
    belongsToOtherProcess: store === null,
  };
};

const createTask = async (
  scope: DomainContext,
  request: DownloadRequest,
  customer: Customer,
  api: GettyApi,
): Promise<DownloadTask> => {
  const hash = inputHash(request);
  const { state, effects } = initialStep<Plan>(api);
  return {
    request,
    hash,
    ...(await keyFor(scope, request, customer, hash)),
    customer,
    state,
    effects: [...effects],
    claim: null,
    entitlement: null,
    token: null,
    plan: null,
    sentAt: null,
    upstream: null,
    unlock: null,
  };
};

/** Items that a version was found for; the others end here, unsent and without a key. */
const chooseVersions = (
  scope: DomainContext,
  requests: readonly DownloadRequest[],
): readonly (GettyApi | ServiceError)[] => {
  const plainItems = requests.filter(isV1Compatible).length;
  return requests.map((request) => {
    try {
      return chooseVersion(request, scope.services.getty.apis, plainItems);
    } catch (error) {
      if (error instanceof ServiceError) return error;
      throw error;
    }
  });
};

/**
 * Keeps an answer for a caller who is gone and sent no key, so that their next equal call gets it instead of paying.
 * One that was kept before and met trouble again is kept on, whether they heard of that or not: without its key they
 * would pay.
 */
const retainIfUndelivered = async (scope: DomainContext, tasks: readonly DownloadTask[]): Promise<void> => {
  const keep = async (kept: readonly DownloadTask[]): Promise<void> => {
    for (const task of kept)
      await persistWithRetry(scope.services.downloads, task.key, 'keep-undelivered', () =>
        task.store.keepUndelivered(task.customer.name, task.hash, task.key, RETENTION_MS),
      );
  };
  const mine = tasks.filter((task) => !task.isCallerKey);
  const again = mine.filter((task) => !task.isNewKey && getOutcome(task)?.kind === 'error');
  const ended = mine.filter((task) => {
    const outcome = getOutcome(task);
    return outcome !== null && (outcome.kind === 'settled' || isUnresolved(outcome));
  });
  await keep(again);
  if (ended.length > 0 && !(await scope.delivered)) await keep(ended);
};

const isUnresolved = (outcome: Outcome): boolean =>
  outcome.kind === 'failed' &&
  (outcome.failure.code === 'OUTCOME_UNKNOWN' || outcome.failure.code === 'LINK_LOST');

const withKey = (task: DownloadTask): Outcome => {
  const outcome = getOutcome(task);
  if (outcome === null) throw new Error('A download was left without an end.');
  if (outcome.kind !== 'error') return outcome;
  return { kind: 'error', error: outcome.error.withIdempotencyKey(task.key) };
};

/** The items as they were asked for: what a used-up product stops are those behind the one that met it. */
const inOrder = (
  requests: readonly DownloadRequest[],
  tasks: ReadonlyMap<DownloadRequest, DownloadTask>,
): readonly DownloadTask[] => requests.flatMap((request) => tasks.get(request) ?? []);

/**
 * Downloads what was asked for, in the order asked for. What became of each is in its outcome; nothing is lost when a
 * part fails, and what was sent is finished and written down whether the caller is still there or not.
 * @param selected fields of the images that the answer will show, to be asked for along with what planning needs
 * @throws ServiceError where nothing was done at all: nobody signed in, or items that cannot go together
 */
export const download = async (
  scope: DomainContext,
  requests: readonly DownloadRequest[],
  onQuotaExhausted: OnQuotaExhausted,
  selected: Iterable<string>,
): Promise<readonly Download[]> => {
  checkBatch(requests);
  requireSignedIn(scope);
  const versions = chooseVersions(scope, requests);
  const work = async (): Promise<ReadonlyMap<DownloadRequest, DownloadTask>> => {
    const customer = await scope.services.downloads.customers.resolve(scope);
    const tasks = new Map<DownloadRequest, DownloadTask>();
    await Promise.all(
      requests.map(async (request, index) => {
        const api = versions[index];
        if (typeof api === 'string') tasks.set(request, await createTask(scope, request, customer, api));
      }),
    );
    await new Engine(
      scope,
      scope.services.downloads,
      inOrder(requests, tasks),
      onQuotaExhausted,
      selected,
    ).run();
    return tasks;
  };
  const { inFlight } = scope.services.downloads;
  const running = work();
  inFlight.add(running);
  try {
    const tasks = await running;
    const keeping = retainIfUndelivered(scope, [...tasks.values()]);
    inFlight.add(keeping);
    keeping.finally(() => inFlight.delete(keeping));
    return requests.map((request, index) => {
      const task = tasks.get(request);
      if (task !== undefined) return { request, outcome: withKey(task), idempotencyKey: task.key };
      const error = versions[index];
      if (!(error instanceof ServiceError)) throw new Error('A download was left out.');
      return { request, outcome: { kind: 'error', error }, idempotencyKey: request.key ?? '' };
    });
  } finally {
    inFlight.delete(running);
  }
};

/** The only download of an operation that asks for one. @throws ServiceError for trouble */
export const downloadOne = async (
  scope: DomainContext,
  request: DownloadRequest,
  selected: Iterable<string>,
): Promise<Download> => {
  const [only] = await download(scope, [request], 'STOP', selected);
  if (only === undefined)
    throw new ServiceError('INTERNAL_SERVER_ERROR', 'A download was left without an end.');
  if (only.outcome.kind === 'error') throw only.outcome.error;
  return only;
};
