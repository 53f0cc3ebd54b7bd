import { badInput, ServiceError } from '../../errors/service-error.js';
import type { GettyApi } from '../../errors/upstream-failure.js';
import { type RequestScope, requireSignedIn } from '../request-scope.js';
import type { Customer } from './customer.js';
import { type DownloadRequest, inputHash } from './download-request.js';
import { Engine, type OnQuotaExhausted } from './engine.js';
import { type Item, outcomeOf, type Plan } from './item.js';
import { begin, type Outcome } from './machine.js';
import { storeOf } from './spending.js';
import { KEY_MISSING, noteEnded, noteWhenGone, undeliveredKey } from './undelivered.js';
import { chooseVersion, isPlain } from './versions.js';

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
export const checkTogether = (requests: readonly DownloadRequest[]): void => {
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

/** The key for a download: the caller's; else that of an equal one whose answer never reached this caller; else new. */
const keyFor = async (
  scope: RequestScope,
  request: DownloadRequest,
  customer: Customer,
  hash: string,
): Promise<Pick<Item, 'key' | 'hasCallersKey' | 'isNewKey' | 'store' | 'isElsewhere'>> => {
  const { spending } = scope;
  const known = request.key ?? (await undeliveredKey(spending, customer.identity, hash));
  const key = known ?? spending.newKey();
  const store = storeOf(spending, key);
  return {
    key,
    hasCallersKey: request.key !== null,
    isNewKey: known === null,
    store: store ?? spending.store,
    isElsewhere: store === null,
  };
};

const makeItem = async (
  scope: RequestScope,
  request: DownloadRequest,
  customer: Customer,
  api: GettyApi,
): Promise<Item> => {
  const hash = inputHash(request);
  const { state, effects } = begin<Plan>(api);
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
    lock: null,
    waitingFor: null,
    forgotSince: null,
    isNoted: false,
    stopBeating: () => {},
  };
};

/** Items that a version was found for; the others end here, unsent and without a key. */
const chooseVersions = (
  scope: RequestScope,
  requests: readonly DownloadRequest[],
): readonly (GettyApi | ServiceError)[] => {
  const plainItems = requests.filter(isPlain).length;
  return requests.map((request) => {
    try {
      return chooseVersion(request, scope.getty.apis, plainItems);
    } catch (error) {
      if (error instanceof ServiceError) return error;
      throw error;
    }
  });
};

/** An item's outcome as its caller is to see it: with its key, or with the advice to send one. */
const withKey = (item: Item): Outcome => {
  const outcome = outcomeOf(item);
  if (outcome === null) throw new Error('A download was left without an end.');
  if (outcome.kind === 'trouble')
    return { kind: 'trouble', error: outcome.error.withIdempotencyKey(item.key) };
  if (outcome.kind !== 'settled' || item.hasCallersKey) return outcome;
  const { settlement } = outcome;
  return { ...outcome, settlement: { ...settlement, notices: [...settlement.notices, KEY_MISSING] } };
};

/** The items as they were asked for: what a used-up product stops are those behind the one that met it. */
const inOrder = (
  requests: readonly DownloadRequest[],
  items: ReadonlyMap<DownloadRequest, Item>,
): readonly Item[] => requests.flatMap((request) => items.get(request) ?? []);

/**
 * Downloads what was asked for, in the order asked for. What became of each is in its outcome; nothing is lost when a
 * part fails, and what was sent is finished and written down whether the caller is still there or not.
 * @param selected fields of the images that the answer will show, to be asked for along with what planning needs
 * @throws ServiceError where nothing was done at all: nobody signed in, or items that cannot go together
 */
export const download = async (
  scope: RequestScope,
  requests: readonly DownloadRequest[],
  onQuotaExhausted: OnQuotaExhausted,
  selected: Iterable<string>,
): Promise<readonly Download[]> => {
  if (scope.spending.requiresKey) requireKeys(requests);
  checkTogether(requests);
  requireSignedIn(scope);
  const versions = chooseVersions(scope, requests);
  const work = async (): Promise<ReadonlyMap<DownloadRequest, Item>> => {
    const customer = await scope.spending.customers.of(scope);
    const items = new Map<DownloadRequest, Item>();
    await Promise.all(
      requests.map(async (request, index) => {
        const api = versions[index];
        if (typeof api === 'string') items.set(request, await makeItem(scope, request, customer, api));
      }),
    );
    const all = [...items.values()];
    void noteWhenGone(scope, all);
    await new Engine(scope, scope.spending, inOrder(requests, items), onQuotaExhausted, selected).run();
    return items;
  };
  const { underWay } = scope.spending;
  const running = work();
  underWay.add(running);
  try {
    const items = await running;
    const keeping = noteEnded(scope, [...items.values()]);
    underWay.add(keeping);
    keeping.finally(() => underWay.delete(keeping));
    return requests.map((request, index) => {
      const item = items.get(request);
      if (item !== undefined) return { request, outcome: withKey(item), idempotencyKey: item.key };
      const error = versions[index];
      if (!(error instanceof ServiceError)) throw new Error('A download was left out.');
      return { request, outcome: { kind: 'trouble', error }, idempotencyKey: request.key ?? '' };
    });
  } finally {
    underWay.delete(running);
  }
};

/** The only download of an operation that asks for one. @throws ServiceError for trouble */
export const downloadOne = async (
  scope: RequestScope,
  request: DownloadRequest,
  selected: Iterable<string>,
): Promise<Download> => {
  const [only] = await download(scope, [request], 'STOP', selected);
  if (only === undefined)
    throw new ServiceError('INTERNAL_SERVER_ERROR', 'A download was left without an end.');
  if (only.outcome.kind === 'trouble') throw only.outcome.error;
  return only;
};
