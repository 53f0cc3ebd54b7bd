import { spendFailure } from '../errors/spend-answer.js';
import type { SpendAnswer } from '../model/spend.js';
import type { GettyCall } from '../session.js';
import type { GoAhead } from '../transport/transport.js';
import { readDownloadAnswer, type V1DownloadAnswer } from './download-answer.js';
import type { V1Gateway } from './v1-gateway.js';
import { v1Request } from './v1-request.js';

/** One asset to download, with the token that an authorization gave for it. */
export interface V1DownloadItem {
  readonly assetId: string;
  readonly downloadToken: string;
}

/**
 * `CreateDownloadRequest`: exactly one request for all items, and every item that succeeds is charged unless its
 * authorization said that it is free.
 * @param token a secure one, from `v1Token(gateway, session, 'secure')`
 * @param items at least one, and at most one per asset: the answer names no size, so that two downloads of one asset
 *   could not be told apart
 * @param goAhead asked directly before the request is written; `false` leaves it unsent
 * @returns an answer for every item; trouble of the whole request is every item's
 * @throws RangeError for items that break the rule above, before anything is sent: a fault of this program
 */
export const createDownloadRequest = async (
  gateway: V1Gateway,
  call: GettyCall,
  token: string,
  items: readonly V1DownloadItem[],
  goAhead: GoAhead,
): Promise<V1DownloadAnswer> => {
  const assetIds = items.map((item) => item.assetId);
  if (items.length === 0 || new Set(assetIds).size !== items.length)
    throw new RangeError('a download request takes each asset once, and at least one');
  const operation = 'CreateDownloadRequest';
  const id = call.scope.requestId;
  const body = { DownloadItems: items.map(({ downloadToken }) => ({ DownloadToken: downloadToken })) };
  try {
    const request = v1Request(gateway, operation, token, id, body);
    const answer = await gateway.transport.spend(request, call.scope, goAhead);
    return readDownloadAnswer(answer, assetIds, id, gateway.clock.now());
  } catch (error) {
    const failureOf = (assetId: string): SpendAnswer =>
      spendFailure(error, { api: 'V1', operation }, (answer) => {
        const late = readDownloadAnswer(answer, assetIds, id, gateway.clock.now());
        return late.byAsset.get(assetId) ?? spendFailure(error, { api: 'V1', operation });
      });
    return {
      byAsset: new Map(assetIds.map((assetId) => [assetId, failureOf(assetId)])),
      notices: [],
      isAlternativeAgreement: false,
      strangers: [],
      coordinationId: null,
    };
  }
};
