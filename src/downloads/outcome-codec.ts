import type { DownloadRecord } from '../catalog/history/record-id.js';
import { asBoolean, asDate, asId, asList, asRecord, asString, parseJson } from '../getty/decode.js';
import type { HistoryEntry } from '../getty/model/history-entry.js';
import { parseProductType } from '../getty/model/product-type.js';
import {
  cannotBeTold,
  type DownloadFailure,
  downloadFailure,
  LINK_LOST_MESSAGE,
} from './download-failure.js';
import type { IdempotencyRecord } from './idempotency/idempotency-store.js';
import type { DownloadResult, Outcome } from './state-machine.js';

/** A link, as it is kept under its key. */
export const encodeResult = (result: DownloadResult): string => JSON.stringify(result);

/** What a key that ended as `lost` stands for, in the form that is stored; the sentences are made anew. */
export const encodeLost = (failure: DownloadFailure): string => {
  if (failure.code === 'LINK_LOST') return JSON.stringify(failure.record);
  if (failure.code !== 'OUTCOME_UNKNOWN') return 'null';
  const { sentAt, checkedAt, candidates } = failure;
  return JSON.stringify({ undecided: { sentAt, checkedAt, candidates } });
};

const statusTypes: ReadonlySet<string> = new Set(['INFORMATION', 'WARNING', 'ERROR', 'UNKNOWN']);

const readNotices = (value: unknown): DownloadResult['notices'] =>
  asList(value).flatMap((task) => {
    const wire = asRecord(task);
    const code = asString(wire?.['code']);
    const type = asString(wire?.['type']) ?? 'UNKNOWN';
    if (code === null || !statusTypes.has(type)) return [];
    return [
      { type: type as DownloadResult['notices'][number]['type'], code, message: asString(wire?.['message']) },
    ];
  });

const readProduct = (value: unknown): DownloadResult['product'] => {
  const wire = asRecord(value);
  const word = asString(wire?.['productTypeName']);
  return word === null
    ? null
    : { productType: parseProductType(word), productTypeName: word, productId: asId(wire?.['productId']) };
};

const readRow = (value: unknown): DownloadRecord | null => {
  const wire = asRecord(value);
  const downloadedAt = asDate(wire?.['downloadedAt']);
  if (wire === null || downloadedAt === null) return null;
  // Written by this service: only the moment has another form in JSON.
  return {
    ...(wire as unknown as HistoryEntry),
    downloadedAt,
    isCompanyWide: asBoolean(wire['isCompanyWide']) ?? false,
  };
};

const readUndecided = (value: unknown, idempotencyKey: string): DownloadFailure | null => {
  const wire = asRecord(asRecord(value)?.['undecided']);
  const checkedAt = asDate(wire?.['checkedAt']);
  if (wire === null || checkedAt === null) return null;
  const candidates = asList(wire['candidates']).flatMap((row) => readRow(row) ?? []);
  const sentAt = asDate(wire['sentAt']);
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
export const decodeOutcome = (record: IdempotencyRecord, key: string): Outcome | null => {
  const json = parseJson(record.answer ?? '');
  if (record.state === 'lost')
    return {
      kind: 'failed',
      isReplay: true,
      failure:
        readUndecided(json, key) ??
        downloadFailure('LINK_LOST', LINK_LOST_MESSAGE, { record: readRow(json) }),
    };
  const wire = asRecord(json);
  const url = asString(wire?.['url']);
  const via = asString(wire?.['via']);
  if (url === null || (via !== 'V3' && via !== 'V2' && via !== 'V1')) return null;
  return {
    kind: 'settled',
    isReplay: true,
    result: {
      url,
      via,
      notices: readNotices(wire?.['notices']),
      product: readProduct(wire?.['product']),
    },
  };
};
