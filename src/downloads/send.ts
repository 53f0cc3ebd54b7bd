import type { DomainContext } from '../catalog/domain-context.js';
import { transportToServiceError } from '../getty/errors/to-service-error.js';
import type { DownloadResponse } from '../getty/model/download-response.js';
import { requireToken } from '../getty/oauth/sessions.js';
import { TransportError } from '../getty/transport/errors.js';
import type { BeforeSend } from '../getty/transport/transport.js';
import { createDownloadRequest } from '../getty/v1/download-requests.client.js';
import { v1Token } from '../getty/v1/v1-token.js';
import { singleStepDownload } from '../getty/v2/single-step.client.js';
import { postDownload } from '../getty/v3/downloads.client.js';
import type { DownloadTask, Plan } from './download-task.js';
import { unlessOwned } from './if-owned.js';
import { LEASE_MS } from './lease.js';
import { planOf, writePlan } from './ledger/plan.js';
import type { DownloadServices } from './services.js';
import { upstreamNow } from './upstream-clock.js';

/**
 * Moves the key to `sent`, the last step before the request is written. Only the holder of the key can.
 * `false`: the claim was taken over, or the client's spending limit is reached (`task.limitHit`).
 */
const markSent = (
  scope: DomainContext,
  services: DownloadServices,
  task: DownloadTask,
  plan: Plan,
): Promise<boolean> => {
  const { claim } = task;
  if (claim === null) return Promise.resolve(false);
  return unlessOwned(services, scope, task, async () => {
    task.sentAt = upstreamNow(scope);
    const marked = await task.store.markSent(claim, task.sentAt, writePlan(planOf(plan)), LEASE_MS);
    task.limitHit = typeof marked === 'boolean' ? null : marked;
    return marked === true;
  });
};

const claimLostResponse: DownloadResponse = {
  kind: 'not-sent',
  code: 'not-sent',
  error: transportToServiceError(new TransportError('not-sent', false, 'the key was taken over'), {
    api: 'V1',
    operation: 'CreateDownloadRequest',
  }),
};

/**
 * Sends one download through v3 or v2: exactly one request.
 * @throws ServiceError where no token is to be had; StoreUnavailableError where the key cannot be marked. Nothing was sent then.
 */
export const sendSingle = async (
  scope: DomainContext,
  services: DownloadServices,
  task: DownloadTask,
  plan: Plan,
): Promise<DownloadResponse> => {
  const { v3, v2 } = scope.services.getty;
  const { request } = task;
  const token = await requireToken(scope.session);
  task.token = token;
  task.plan = plan;
  const beforeSend: BeforeSend = () => markSent(scope, services, task, plan);
  if (plan.api === 'V2') return singleStepDownload(v2, scope, token, request.asset.id, beforeSend);
  return postDownload(
    v3,
    scope,
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
    beforeSend,
  );
};

const uniqueAssets = (
  tasks: readonly DownloadTask[],
): { readonly now: DownloadTask[]; readonly later: DownloadTask[] } => {
  const now: DownloadTask[] = [];
  const later: DownloadTask[] = [];
  const seen = new Set<string>();
  for (const task of tasks) {
    const { id } = task.request.asset;
    (seen.has(id) ? later : now).push(task);
    seen.add(id);
  }
  return { now, later };
};

/**
 * Sends downloads through v1, all in one request; an asset that is asked for twice goes into a second one, because
 * answers are matched by asset. An item whose key was taken over stays out, and the others go without it.
 * @param onResponse receives each item's response as soon as it is there
 * @throws as `sendSingle`, for the items that have had no answer yet
 */
export const sendV1Batch = async (
  scope: DomainContext,
  services: DownloadServices,
  tasks: readonly DownloadTask[],
  onResponse: (task: DownloadTask, response: DownloadResponse) => void,
): Promise<void> => {
  const { v1 } = scope.services.getty;
  let waiting = [...tasks];
  while (waiting.length > 0) {
    const { now, later } = uniqueAssets(waiting);
    const token = await v1Token(v1, scope.session, 'secure');
    const lost = new Set<DownloadTask>();
    const beforeSend: BeforeSend = async () => {
      const marked = await Promise.all(
        now.map((task) => (task.plan === null ? false : markSent(scope, services, task, task.plan))),
      );
      for (const [index, task] of now.entries()) if (marked[index] !== true) lost.add(task);
      return lost.size === 0;
    };
    for (const task of now) task.token = token;
    const parts = now.map((task) => ({
      assetId: task.request.asset.id,
      downloadToken: task.plan?.downloadToken ?? '',
    }));
    const response = await createDownloadRequest(v1, scope, token, parts, beforeSend);
    if (response.unexpectedAssets.length > 0)
      services.log.warn(
        { strangers: response.unexpectedAssets },
        'v1’s response names assets that were not asked for',
      );
    const kept = now.filter((task) => !lost.has(task));
    for (const task of lost) onResponse(task, claimLostResponse);
    if (lost.size > 0) {
      await Promise.all(kept.map((task) => task.claim && task.store.unsend(task.claim, LEASE_MS)));
      waiting = [...kept, ...later];
      continue;
    }
    for (const task of kept) {
      const one = response.byAsset.get(task.request.asset.id);
      if (one === undefined)
        throw new RangeError(`v1’s client gave no answer for asset ${task.request.asset.id}`);
      onResponse(task, one);
    }
    waiting = later;
  }
};
