import { asBoolean, asId, asList, asMoment, asRecord, asText, parseJson } from '../../getty/decode.js';
import type { DownloadRow } from '../../getty/model/download-row.js';
import { productTypeOf } from '../../getty/model/product-type.js';
import type { DownloadRecord } from '../history/record-id.js';
import { failure } from './download-failure.js';
import type { KeyRecord } from './key-store.js';
import type { Outcome, Settlement } from './machine.js';

/** A link, as it is kept under its key. */
export const writeSettlement = (settlement: Settlement): string => JSON.stringify(settlement);

/** The row of a lost link, as it is kept under its key; everything else is said anew. */
export const writeLost = (record: DownloadRecord | null): string => JSON.stringify(record);

const statusTypes: ReadonlySet<string> = new Set(['INFORMATION', 'WARNING', 'ERROR', 'UNKNOWN']);

const readNotices = (value: unknown): Settlement['notices'] =>
  asList(value).flatMap((item) => {
    const wire = asRecord(item);
    const code = asText(wire?.['code']);
    const type = asText(wire?.['type']) ?? 'UNKNOWN';
    if (code === null || !statusTypes.has(type)) return [];
    return [
      { type: type as Settlement['notices'][number]['type'], code, message: asText(wire?.['message']) },
    ];
  });

const readProduct = (value: unknown): Settlement['product'] => {
  const wire = asRecord(value);
  const word = asText(wire?.['productTypeName']);
  return word === null
    ? null
    : { productType: productTypeOf(word), productTypeName: word, productId: asId(wire?.['productId']) };
};

const readRow = (value: unknown): DownloadRecord | null => {
  const wire = asRecord(value);
  const downloadedAt = asMoment(wire?.['downloadedAt']);
  if (wire === null || downloadedAt === null) return null;
  // Written by this service: only the moment has another form in JSON.
  return {
    ...(wire as unknown as DownloadRow),
    downloadedAt,
    isCompanyWide: asBoolean(wire['isCompanyWide']) ?? false,
  };
};

/** What a key that ended answers with, again. `null` where its record cannot be read. */
export const readOutcome = (record: KeyRecord): Outcome | null => {
  const json = parseJson(record.answer ?? '');
  if (record.state === 'lost')
    return {
      kind: 'failed',
      isReplay: true,
      failure: failure(
        'LINK_LOST',
        'The download counted, but the answer with its link was lost. A new idempotency key downloads it again, which may count again.',
        { record: readRow(json) },
      ),
    };
  const wire = asRecord(json);
  const url = asText(wire?.['url']);
  const via = asText(wire?.['via']);
  if (url === null || (via !== 'V3' && via !== 'V2' && via !== 'V1')) return null;
  return {
    kind: 'settled',
    isReplay: true,
    settlement: {
      url,
      via,
      notices: readNotices(wire?.['notices']),
      product: readProduct(wire?.['product']),
    },
  };
};
