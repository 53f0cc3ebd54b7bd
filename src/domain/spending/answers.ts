import { asBoolean, asId, asList, asMoment, asRecord, asText, parseJson } from '../../getty/decode.js';
import type { DownloadRow } from '../../getty/model/download-row.js';
import { productTypeOf } from '../../getty/model/product-type.js';
import type { DownloadRecord } from '../history/record-id.js';
import { cannotBeTold, type DownloadFailure, failure, LINK_LOST_MESSAGE } from './download-failure.js';
import type { KeyRecord } from './key-store.js';
import type { Outcome, Settlement } from './machine.js';

/** A link, as it is kept under its key. */
export const writeSettlement = (settlement: Settlement): string => JSON.stringify(settlement);

/** What a key that ended as `lost` stands for, in the form that is stored; the sentences are made anew. */
export const writeLost = (failure: DownloadFailure): string => {
  if (failure.code === 'LINK_LOST') return JSON.stringify(failure.record);
  if (failure.code !== 'OUTCOME_UNKNOWN') return 'null';
  const { sentAt, checkedAt, candidates } = failure;
  return JSON.stringify({ undecided: { sentAt, checkedAt, candidates } });
};

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

const readUndecided = (value: unknown, idempotencyKey: string): DownloadFailure | null => {
  const wire = asRecord(asRecord(value)?.['undecided']);
  const checkedAt = asMoment(wire?.['checkedAt']);
  if (wire === null || checkedAt === null) return null;
  const candidates = asList(wire['candidates']).flatMap((row) => readRow(row) ?? []);
  const sentAt = asMoment(wire['sentAt']);
  return cannotBeTold(
    { checkedAt, sentAt, candidates, idempotencyKey },
    'the history does not say whose its rows are.',
    null,
  );
};

/**
 * Decodes the stored outcome of a finished key, for replay. `null` for an unreadable record.
 * @param key the idempotency key, which the record does not repeat
 */
export const readOutcome = (record: KeyRecord, key: string): Outcome | null => {
  const json = parseJson(record.answer ?? '');
  if (record.state === 'lost')
    return {
      kind: 'failed',
      isReplay: true,
      failure: readUndecided(json, key) ?? failure('LINK_LOST', LINK_LOST_MESSAGE, { record: readRow(json) }),
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
