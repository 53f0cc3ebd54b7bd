import { badInput, ServiceError } from '../../errors/service-error.js';
import type { GettyApi } from '../../errors/upstream-failure.js';
import { type RequestScope, requireSignedIn } from '../request-scope.js';
import type { Customer } from './customer.js';
import { type DownloadRequest, inputHash } from './download-request.js';
import { Engine, type OnQuotaExhausted } from './engine.js';
import { type Item, outcomeOf, type Plan } from './item.js';
import { begin, type Outcome } from './machine.js';
import { persist } from './persist.js';
import { KEEP_MS, storeOf } from './spending.js';
import { chooseVersion, isPlain } from './versions.js';

/** How a download ended, and the key it can be asked for again with. */
export interface Download {
  readonly request: DownloadRequest;
  readonly outcome: Outcome;
  readonly idempotencyKey: string;
}

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

/** The key of an equal download whose answer never reached this caller. */
const undeliveredKey = async (
  { spending }: RequestScope,
  customer: Customer,
  hash: string,
): Promise<string | null> => {
  try {
    const key = await spending.store.takeUndelivered(customer.name, hash);
    if (key !== null) return key;
  } catch (error) {
    // Without the store nothing undelivered can be found there; the download is a new one.
    spending.log.warn({ error }, 'undelivered answers could not be looked for');
  }
  return spending.fallback.takeUndelivered(customer.name, hash);
};

/** The key for a download: the caller's; else that of an equal one whose answer never reached this caller; else new. */
const keyFor = async (
  scope: RequestScope,
  request: DownloadRequest,
  customer: Customer,
  hash: string,
): Promise<Pick<Item, 'key' | 'hasCallersKey' | 'isNewKey' | 'store' | 'isElsewhere'>> => {
  const { spending } = scope;
  const known = request.key ?? (await undeliveredKey(scope, customer, hash));
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
    unlock: null,
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

/**
 * Keeps an answer for a caller who is gone and sent no key, so that their next equal call gets it instead of paying.
 * One that was kept before and met trouble again is kept on, whether they heard of that or not: without its key they
 * would pay.
 */
const keepIfUndelivered = async (scope: RequestScope, items: readonly Item[]): Promise<void> => {
  const keep = async (kept: readonly Item[]): Promise<void> => {
    for (const item of kept)
      await persist(scope.spending, item.key, 'keep-undelivered', () =>
        item.store.keepUndelivered(item.customer.name, item.hash, item.key, KEEP_MS),
      );
  };
  const mine = items.filter((item) => !item.hasCallersKey);
  const again = mine.filter((item) => !item.isNewKey && outcomeOf(item)?.kind === 'trouble');
  const ended = mine.filter((item) => {
    const outcome = outcomeOf(item);
    return outcome !== null && (outcome.kind === 'settled' || isUnresolved(outcome));
  });
  await keep(again);
  if (ended.length > 0 && !(await scope.delivered)) await keep(ended);
};

const isUnresolved = (outcome: Outcome): boolean =>
  outcome.kind === 'failed' &&
  (outcome.failure.code === 'OUTCOME_UNKNOWN' || outcome.failure.code === 'LINK_LOST');

const withKey = (item: Item): Outcome => {
  const outcome = outcomeOf(item);
  if (outcome === null) throw new Error('A download was left without an end.');
  if (outcome.kind !== 'trouble') return outcome;
  return { kind: 'trouble', error: outcome.error.withIdempotencyKey(item.key) };
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
    await new Engine(scope, scope.spending, inOrder(requests, items), onQuotaExhausted, selected).run();
    return items;
  };
  const { underWay } = scope.spending;
  const running = work();
  underWay.add(running);
  try {
    const items = await running;
    const keeping = keepIfUndelivered(scope, [...items.values()]);
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
