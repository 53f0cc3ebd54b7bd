import { type DomainContext, requireSignedIn } from '../catalog/domain-context.js';
import { badInput, ServiceError } from '../errors/service-error.js';
import type { GettyApi } from '../errors/upstream-failure.js';
import type { OnQuotaExhausted } from './allowance.js';
import type { Customer } from './customer.js';
import { type DownloadRequest, inputHash } from './download-request.js';
import { type DownloadTask, getOutcome, type Plan } from './download-task.js';
import { Engine } from './executor.js';
import { storeForKey } from './services.js';
import { initialStep, type Outcome, type Transition } from './state-machine.js';
import { KEY_MISSING, noteEnded, noteWhenGone, undeliveredKey } from './undelivered.js';
import { chooseVersion, isV1Compatible } from './versions.js';

/** How a download ended, and the key it can be asked for again with. */
export interface Download {
  readonly request: DownloadRequest;
  readonly outcome: Outcome;
  readonly idempotencyKey: string;
}

/** @throws ServiceError `BAD_USER_INPUT` for a download without a key, where the operator demands one */
const requireKeys = (requests: readonly DownloadRequest[]): void => {
  for (const { key, path } of requests)
    if (key === null)
      throw badInput(
        [...path, 'idempotencyKey'],
        'is required by this service; send a UUID of your own, and the same one when you ask again.',
      );
};

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

type TaskKey = Pick<DownloadTask, 'key' | 'isCallerKey' | 'isNewKey' | 'store' | 'belongsToOtherProcess'>;

/** The key for a download: the caller's; else that of an equal one whose answer never reached this caller; else new. */
const keyFor = async (
  scope: DomainContext,
  request: DownloadRequest,
  customer: Customer,
  hash: string,
): Promise<TaskKey> => {
  const { downloads } = scope.services;
  const known = request.key ?? (await undeliveredKey(downloads, customer.identity, hash));
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

/** A download at the beginning of its work. @param key where its idempotency key stands and who made it */
export const createTask = (
  request: DownloadRequest,
  customer: Customer,
  key: TaskKey,
  { state, effects }: Transition<Plan>,
): DownloadTask => ({
  request,
  hash: inputHash(request),
  ...key,
  customer,
  state,
  effects: [...effects],
  claim: null,
  entitlement: null,
  token: null,
  plan: null,
  sentAt: null,
  upstream: null,
  limitHit: null,
  lock: null,
  waitingFor: null,
  forgotSince: null,
  isNoted: false,
  isSentKey: false,
  ledgerForgotSince: null,
  ownershipReadAt: null,
  heldBack: null,
  stopBeating: () => {},
});

/** Items that a version was found for; the others end here, unsent and without a key. */
export const chooseVersions = (
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

/** An item's outcome as its caller is to see it: with its key, or with the advice to send one. */
const withKey = (task: DownloadTask): Outcome => {
  const outcome = getOutcome(task);
  if (outcome === null) throw new Error('A download was left without an end.');
  if (outcome.kind === 'error') return { kind: 'error', error: outcome.error.withIdempotencyKey(task.key) };
  if (outcome.kind !== 'settled' || task.isCallerKey) return outcome;
  const { result } = outcome;
  return { ...outcome, result: { ...result, notices: [...result.notices, KEY_MISSING] } };
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
  if (scope.services.downloads.requiresKey) requireKeys(requests);
  checkBatch(requests);
  requireSignedIn(scope);
  const versions = chooseVersions(scope, requests);
  const work = async (): Promise<ReadonlyMap<DownloadRequest, DownloadTask>> => {
    const customer = await scope.services.downloads.customers.resolve(scope);
    const tasks = new Map<DownloadRequest, DownloadTask>();
    await Promise.all(
      requests.map(async (request, index) => {
        const api = versions[index];
        if (typeof api !== 'string') return;
        const key = await keyFor(scope, request, customer, inputHash(request));
        tasks.set(request, createTask(request, customer, key, initialStep<Plan>(api)));
      }),
    );
    const all = [...tasks.values()];
    void noteWhenGone(scope, all);
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
    const keeping = noteEnded(scope, [...tasks.values()]);
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
