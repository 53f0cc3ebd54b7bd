import { toFailedDownloadResponse } from '../errors/parse-download-response.js';
import type { DownloadResponse } from '../model/download-response.js';
import type { GettyCall } from '../session.js';
import type { BeforeSend } from '../transport/transport.js';
import { parseV1DownloadResponse, type V1DownloadResponse } from './download-response.js';
import type { V1Client } from './v1-client.js';
import { v1Request } from './v1-request.js';

/** One asset to download, with the token that an authorization gave for it. */
export interface V1DownloadItem {
  readonly assetId: string;
  readonly downloadToken: string;
}

/**
 * Sends `CreateDownloadRequest`: exactly one request for all items. Every item that succeeds is charged, unless its
 * authorization says that it is free.
 * @param token a secure one, from `v1Token(client, session, 'secure')`
 * @param items at least one, and at most one per asset: the response names no size, so that two downloads of one asset
 *   could not be distinguished
 * @param beforeSend called directly before the request is written; `false` leaves it unsent
 * @returns a result for every item; an error of the request is the error of every item
 * @throws RangeError for invalid items, before anything is sent, which is a bug of the caller
 */
export const createDownloadRequest = async (
  client: V1Client,
  call: GettyCall,
  token: string,
  items: readonly V1DownloadItem[],
  beforeSend: BeforeSend,
): Promise<V1DownloadResponse> => {
  const assetIds = items.map((item) => item.assetId);
  if (items.length === 0 || new Set(assetIds).size !== items.length)
    throw new RangeError('a download request takes each asset once, and at least one');
  const operation = 'CreateDownloadRequest';
  const id = call.id;
  const body = { DownloadItems: items.map(({ downloadToken }) => ({ DownloadToken: downloadToken })) };
  try {
    const request = v1Request(client, operation, token, id, body);
    const response = await client.transport.sendOnce(request, call, beforeSend);
    return parseV1DownloadResponse(response, assetIds, id, client.clock.now());
  } catch (error) {
    const failureOf = (assetId: string): DownloadResponse =>
      toFailedDownloadResponse(error, { api: 'V1', operation }, (response) => {
        const late = parseV1DownloadResponse(response, assetIds, id, client.clock.now());
        return late.byAsset.get(assetId) ?? toFailedDownloadResponse(error, { api: 'V1', operation });
      });
    return {
      byAsset: new Map(assetIds.map((assetId) => [assetId, failureOf(assetId)])),
      notices: [],
      isAlternativeAgreement: false,
      unexpectedAssets: [],
      coordinationId: null,
    };
  }
};
