import { badInput } from '../../errors/service-error.js';
import { asBoolean, asDate, asList, asString, parseJson } from '../../getty/decode.js';
import type { HistoryEntry } from '../../getty/model/history-entry.js';

/** A row of a history, with whose history it came from. */
export interface DownloadRecord extends HistoryEntry {
  /** Whether it was read from the whole company's history, where alone it may be found again. */
  readonly isCompanyWide: boolean;
}

/**
 * What a record's id is made of: Getty Images gives a download no id of its own. Only what every version tells of one
 * is in it, so that a download found through v1 is the same object as through v3.
 */
export interface RecordKey {
  readonly assetId: string | null;
  readonly downloadedAt: Date;
  readonly productTypeName: string | null;
  readonly isCompanyWide: boolean;
}

/** `EasyAccess` and `easyaccess`, `credit_pack` and `creditpack`: the versions spell a kind differently. */
const toPlainName = (typeName: string | null): string | null =>
  typeName === null ? null : typeName.toLowerCase().replaceAll(/[^a-z0-9]/g, '');

/** The last part of a record's `id`. */
export const encodeRecordKey = (record: RecordKey): string =>
  Buffer.from(
    JSON.stringify([
      record.assetId,
      record.downloadedAt.toISOString(),
      toPlainName(record.productTypeName),
      record.isCompanyWide,
    ]),
  ).toString('base64url');

/** Reads it back. @throws ServiceError `BAD_USER_INPUT` */
export const decodeRecordKey = (text: string, argument: readonly string[]): RecordKey => {
  const [assetId, moment, productTypeName, isCompanyWide] = asList(
    parseJson(Buffer.from(text, 'base64url').toString()),
  );
  const downloadedAt = asDate(moment);
  if (downloadedAt === null) throw badInput(argument, 'is no id of a DownloadRecord that this API gave out.');
  return {
    assetId: asString(assetId),
    downloadedAt,
    productTypeName: asString(productTypeName),
    isCompanyWide: asBoolean(isCompanyWide) ?? false,
  };
};

/** Whether a row is the one a key was made of. */
export const isSameRecord = (row: HistoryEntry, key: RecordKey): boolean =>
  row.assetId === key.assetId &&
  row.downloadedAt.getTime() === key.downloadedAt.getTime() &&
  toPlainName(row.productTypeName) === toPlainName(key.productTypeName);
