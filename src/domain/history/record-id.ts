import { badInput } from '../../errors/service-error.js';
import { asBoolean, asList, asMoment, asText, parseJson } from '../../getty/decode.js';
import type { DownloadRow } from '../../getty/model/download-row.js';

/** A row of a history, with whose history it came from. */
export interface DownloadRecord extends DownloadRow {
  /** Whether it was read from the whole company's history, where alone it may be found again. */
  readonly isCompanyWide: boolean;
}

/** What a record's id is made of: Getty Images gives a download no id of its own. */
export interface RecordKey {
  readonly assetId: string | null;
  readonly downloadedAt: Date;
  readonly productTypeName: string | null;
  readonly productId: string | null;
  readonly isCompanyWide: boolean;
}

/** The last part of a record's `id`. */
export const encodeRecordKey = (record: RecordKey): string =>
  Buffer.from(
    JSON.stringify([
      record.assetId,
      record.downloadedAt.toISOString(),
      record.productTypeName,
      record.productId,
      record.isCompanyWide,
    ]),
  ).toString('base64url');

/** Reads it back. @throws ServiceError `BAD_USER_INPUT` */
export const decodeRecordKey = (text: string, argument: readonly string[]): RecordKey => {
  const [assetId, moment, productTypeName, productId, isCompanyWide] = asList(
    parseJson(Buffer.from(text, 'base64url').toString()),
  );
  const downloadedAt = asMoment(moment);
  if (downloadedAt === null) throw badInput(argument, 'is no id of a DownloadRecord that this API gave out.');
  return {
    assetId: asText(assetId),
    downloadedAt,
    productTypeName: asText(productTypeName),
    productId: asText(productId),
    isCompanyWide: asBoolean(isCompanyWide) ?? false,
  };
};

/** Whether a row is the one a key was made of. */
export const isRecord = (row: DownloadRow, key: RecordKey): boolean =>
  row.assetId === key.assetId &&
  row.downloadedAt.getTime() === key.downloadedAt.getTime() &&
  row.productTypeName === key.productTypeName &&
  row.productId === key.productId;
