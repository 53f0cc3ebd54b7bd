import { isReply } from '../http/auth.js';
import { momentText, rowsOf, shownMoment, thumbUri } from '../v3/history.js';
import { readMoment } from '../v3/query.js';
import { failure, type Outcome, type V1Operation, type V1Request } from './envelope.js';
import { isRecord, type Json, record, text, whole } from './json.js';
import { offeringName, typeOfOffering } from './names.js';

const MOST = 100;

/**
 * What the user downloaded before. The names of the dates are `Start` and `End` in the documented example and
 * `StartDate` and `EndDate` in its table; both are read. The result's key ends in `ResultBody`.
 */
export const GET_PREVIOUS_DOWNLOADS: V1Operation = {
  name: 'GetPreviousDownloads',
  bodyKeys: ['GetPreviousDownloadsRequestBody'],
  resultKey: 'GetPreviousDownloadsResultBody',
  token: 'secure',
  run(request) {
    const count = whole(request.body, 'ItemCount') ?? 0;
    const start = whole(request.body, 'ItemStartNumber') ?? 0;
    if (count < 1) return failure('InvalidItemCount', 'ItemCount must be above zero.');
    if (start < 1) return failure('InvalidItemStartNumber', 'ItemStartNumber must be above zero.');
    if (count > MOST) return failure('MaxExceeded', `ItemCount must not be above ${MOST}.`);
    const filter = record(request.body, 'Filter');
    const offering = text(filter, 'ProductOffering') ?? 'All';
    if (offering !== 'All' && typeOfOffering(offering) === undefined) {
      return failure('InvalidProductOffering', `${offering} is not a product offering.`);
    }
    const range = dateRange(filter);
    if ('error' in range) return range;
    return page(request, count, start, offering, range);
  },
};

interface Range {
  readonly after: number;
  readonly upTo: number;
}

function dateRange(filter: Json): Range | Outcome {
  if (!isRecord(filter['DateRange']))
    return { after: Number.NEGATIVE_INFINITY, upTo: Number.POSITIVE_INFINITY };
  const range = filter['DateRange'];
  const after = readMoment(text(range, 'Start') ?? text(range, 'StartDate') ?? '');
  const upTo = readMoment(text(range, 'End') ?? text(range, 'EndDate') ?? '');
  if (after === undefined || upTo === undefined)
    return failure('InvalidRequest', 'DateRange needs both Start and End, in ISO 8601.');
  return { after, upTo };
}

function page(
  request: V1Request,
  count: number,
  start: number,
  offering: string,
  range: Range | Outcome,
): Outcome {
  const { state, access, http } = request;
  const rows = rowsOf(state, access.account, false);
  if (isReply(rows) || !('after' in range)) return failure('InternalError', 'The history could not be read.');
  const found = rows.filter((row) => {
    const name = offeringName(row.productType);
    const at = shownMoment(state, row);
    return (
      name !== undefined && (offering === 'All' || name === offering) && at > range.after && at <= range.upTo
    );
  });
  if (start > Math.max(1, found.length))
    return failure('StartPastTotal', `There are only ${found.length} items.`);
  const shown = found.slice(start - 1, start - 1 + count);
  return {
    result: {
      PreviousDownloads: shown.map((row) => ({
        AssetId: row.assetId,
        DateDownloaded: momentText(state, row),
        ThumbnailImageUrl: thumbUri(http, row),
        ProductOffering: offeringName(row.productType),
      })),
      ItemCount: shown.length,
      ItemStartNumber: start,
      ItemTotalCount: found.length,
    },
  };
}
