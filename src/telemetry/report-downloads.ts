import type { Logger } from './logger.js';
import type { Metrics } from './metrics.js';

/** What is reported of a download's end; see `DownloadEnd` in the domain. */
interface ReportedEnd {
  readonly key: string;
  readonly asset: string;
  readonly end: string;
  readonly api: string | null;
  readonly productType: string | null;
  readonly by: string;
  readonly requestId: string;
}

/**
 * Counts every end of a download and writes its audit line: key, asset, product and version, never a link or a token.
 * The one place that hears of all of them, whether a call, a late response or the background found it out.
 */
export const reportDownloads =
  ({ downloads }: Pick<Metrics, 'downloads'>, logger: Pick<Logger, 'info'>) =>
  (end: ReportedEnd): void => {
    const labels = {
      outcome: end.end,
      product_type: end.productType ?? 'none',
      via: end.api ?? 'none',
      by: end.by,
    };
    downloads.inc(labels);
    logger.info(
      {
        key: end.key,
        asset: end.asset,
        outcome: end.end,
        via: end.api,
        productType: end.productType,
        by: end.by,
        requestId: end.requestId,
      },
      'download ended',
    );
  };
