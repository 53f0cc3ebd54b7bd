import { transportFailure } from '../../getty/errors/read-failure.js';
import type { SpendAnswer } from '../../getty/model/spend.js';
import { requireToken } from '../../getty/oauth/sessions.js';
import { type GoAhead, TransportError } from '../../getty/transport/transport.js';
import { createDownloadRequest } from '../../getty/v1/download-requests.client.js';
import { v1Token } from '../../getty/v1/v1-token.js';
import { singleStepDownload } from '../../getty/v2/single-step.client.js';
import { postDownload } from '../../getty/v3/downloads.client.js';
import type { RequestScope } from '../request-scope.js';
import { gettyNow } from './getty-time.js';
import type { Item, Plan } from './item.js';
import { LEASE_MS } from './lease.js';
import type { Spending } from './spending.js';

/**
 * The last thing before a request is written: the key goes to `sent`, by a step that only the key's holder can make.
 * `false`: somebody else holds it by now.
 */
const markSent = (scope: RequestScope, item: Item, plan: Plan): Promise<boolean> => {
  if (item.claim === null) return Promise.resolve(false);
  const written = JSON.stringify({
    api: plan.api,
    productType: plan.ref?.productType ?? null,
    productId: plan.ref?.productId ?? null,
  });
  item.sentAt = gettyNow(scope);
  return item.store.markSent(item.claim, item.sentAt, written, LEASE_MS);
};

const claimLost: SpendAnswer = {
  kind: 'not-sent',
  trouble: 'not-sent',
  error: transportFailure(new TransportError('not-sent', false, 'the key was taken over'), {
    api: 'V1',
    operation: 'CreateDownloadRequest',
  }),
};

/**
 * Sends one download through v3 or v2: exactly one request.
 * @throws ServiceError where no token is to be had; StoreUnavailableError where the key cannot be marked. Nothing was sent then.
 */
export const sendOne = async (scope: RequestScope, item: Item, plan: Plan): Promise<SpendAnswer> => {
  const { v3, v2 } = scope.getty;
  const { request } = item;
  const token = await requireToken(scope.call.session);
  item.token = token;
  item.plan = plan;
  const goAhead: GoAhead = () => markSent(scope, item, plan);
  if (plan.api === 'V2') return singleStepDownload(v2, scope.call, token, request.asset.id, goAhead);
  return postDownload(
    v3,
    scope.call,
    token,
    {
      asset: request.asset,
      productType: plan.ref === null ? null : plan.ref.productTypeName,
      productId: plan.ref?.productId ?? null,
      fileType: request.fileType,
      height: request.height,
      size: request.size,
      note: request.note,
      projectCode: request.projectCode,
    },
    goAhead,
  );
};

const uniqueAssets = (items: readonly Item[]): { readonly now: Item[]; readonly later: Item[] } => {
  const now: Item[] = [];
  const later: Item[] = [];
  const seen = new Set<string>();
  for (const item of items) {
    const { id } = item.request.asset;
    (seen.has(id) ? later : now).push(item);
    seen.add(id);
  }
  return { now, later };
};

/**
 * Sends downloads through v1, all in one request; an asset that is asked for twice goes into a second one, because
 * answers are matched by asset. An item whose key was taken over stays out, and the others go without it.
 * @param give told each item's answer as soon as there is one
 * @throws as `sendOne`, for the items that have had no answer yet
 */
export const sendTogether = async (
  scope: RequestScope,
  spending: Spending,
  items: readonly Item[],
  give: (item: Item, answer: SpendAnswer) => void,
): Promise<void> => {
  const { v1 } = scope.getty;
  let waiting = [...items];
  while (waiting.length > 0) {
    const { now, later } = uniqueAssets(waiting);
    const token = await v1Token(v1, scope.call.session, 'secure');
    const lost = new Set<Item>();
    const goAhead: GoAhead = async () => {
      const marked = await Promise.all(
        now.map((item) => (item.plan === null ? false : markSent(scope, item, item.plan))),
      );
      for (const [index, item] of now.entries()) if (marked[index] !== true) lost.add(item);
      return lost.size === 0;
    };
    for (const item of now) item.token = token;
    const parts = now.map((item) => ({
      assetId: item.request.asset.id,
      downloadToken: item.plan?.downloadToken ?? '',
    }));
    const answer = await createDownloadRequest(v1, scope.call, token, parts, goAhead);
    if (answer.strangers.length > 0)
      spending.log.warn({ strangers: answer.strangers }, 'v1 answered for assets that nobody asked for');
    const kept = now.filter((item) => !lost.has(item));
    for (const item of lost) give(item, claimLost);
    if (lost.size > 0) {
      await Promise.all(kept.map((item) => item.claim && item.store.unsend(item.claim, LEASE_MS)));
      waiting = [...kept, ...later];
      continue;
    }
    for (const item of kept) {
      const one = answer.byAsset.get(item.request.asset.id);
      if (one === undefined)
        throw new RangeError(`v1’s client gave no answer for asset ${item.request.asset.id}`);
      give(item, one);
    }
    waiting = later;
  }
};
