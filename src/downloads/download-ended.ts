import type { GettyApi } from '../errors/upstream-failure.js';
import { assetKeyOf } from './download-request.js';
import type { DownloadTask } from './download-task.js';
import type { AssetKey } from './idempotency/idempotency-store.js';
import type { Outcome } from './state-machine.js';

/** How a download ended: a link, a stored answer again, an error's code, or a settlement that found no charge. */
export type EndName = 'SUCCEEDED' | 'REPLAYED' | 'NOT_ATTEMPTED' | 'NOT_CHARGED' | (string & {});

/** One end of a download, for metrics and the audit log. Never holds a link or a token. */
export interface DownloadEnd {
  readonly key: string;
  readonly asset: AssetKey;
  readonly end: EndName;
  /** Version of the API that it was sent through; `null` where nothing was sent in this process. */
  readonly api: GettyApi | null;
  readonly productType: string | null;
  /** Name of the client key; `null` where none was presented. */
  readonly client: string | null;
  /** What found it out: the call itself, a late response, or a look at the history apart from the call. */
  readonly by: 'call' | 'late-response' | 'settlement';
  readonly requestId: string;
}

/** Receives every end of every download, whatever found it out. Must not throw. */
export type OnDownloadEnded = (end: DownloadEnd) => void;

const nameOf = (outcome: Outcome): EndName => {
  switch (outcome.kind) {
    case 'settled':
      return outcome.isReplay ? 'REPLAYED' : 'SUCCEEDED';
    case 'failed':
      return outcome.failure.code;
    case 'error':
      return outcome.error.code;
    case 'not-attempted':
      return 'NOT_ATTEMPTED';
    default:
      return outcome satisfies never;
  }
};

/** The product that paid, where the response names it; else the one that was to pay. */
const paidType = ({ plan }: Pick<DownloadTask, 'plan'>, outcome: Outcome | 'NOT_CHARGED'): string | null => {
  if (outcome !== 'NOT_CHARGED' && outcome.kind === 'settled' && outcome.result.product !== null)
    return outcome.result.product.productType;
  return plan?.ref?.productType ?? null;
};

/** The end of an item, as it is reported. Pure. */
export const endOfItem = (
  task: Pick<DownloadTask, 'key' | 'request' | 'plan' | 'customer'>,
  outcome: Outcome | 'NOT_CHARGED',
  by: DownloadEnd['by'],
  requestId: string,
): DownloadEnd => ({
  key: task.key,
  asset: assetKeyOf(task.request),
  end: outcome === 'NOT_CHARGED' ? outcome : nameOf(outcome),
  api: task.plan?.api ?? null,
  productType: paidType(task, outcome),
  client: task.customer.identity.clientKey,
  by,
  requestId,
});
