import type { Logger } from './logger.js';
import type { Metrics } from './metrics.js';

/** Outcome of a download as it is reported; see `src/downloads/download-ended.ts`. */
interface ReportedEnd {
  readonly key: string;
  readonly asset: string;
  readonly end: string;
  readonly api: string | null;
  readonly productType: string | null;
  readonly client: string | null;
  readonly by: string;
  readonly requestId: string;
}

/**
 * Counts every outcome of a download and writes its audit line: key, asset, client, product and version, never a link or a
 * token. The only reporter, for outcomes found by a call, a late response and the background alike.
 */
export const reportDownloads =
  ({ downloads }: Pick<Metrics, 'downloads'>, logger: Pick<Logger, 'info'>) =>
  (end: ReportedEnd): void => {
    const labels = {
      outcome: end.end,
      product_type: end.productType ?? 'none',
      client: end.client ?? 'none',
      via: end.api ?? 'none',
    };
    downloads.inc(labels);
    logger.info(
      {
        key: end.key,
        asset: end.asset,
        outcome: end.end,
        via: end.api,
        productType: end.productType,
        client: end.client,
        by: end.by,
        requestId: end.requestId,
      },
      'download ended',
    );
  };
