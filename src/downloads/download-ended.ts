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
  /** What found it out: the call itself, a response that came late, or settlement in the background. */
  readonly by: 'call' | 'late-response' | 'settlement';
  readonly requestId: string;
}

/** Receives every end of every download, wherever it was found out. Must not throw. */
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

/** The end of an item, as it is reported. Pure. */
export const endOfItem = (
  task: Pick<DownloadTask, 'key' | 'request' | 'plan'>,
  outcome: Outcome | 'NOT_CHARGED',
  by: DownloadEnd['by'],
  requestId: string,
): DownloadEnd => ({
  key: task.key,
  asset: assetKeyOf(task.request),
  end: outcome === 'NOT_CHARGED' ? outcome : nameOf(outcome),
  api: task.plan?.api ?? null,
  productType: task.plan?.ref?.productType ?? null,
  by,
  requestId,
});
