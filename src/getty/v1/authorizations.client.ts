import type { StatusListEntry, UpstreamFailure } from '../../errors/upstream-failure.js';
import { asId, asList, asRecord, asString, decodeList } from '../decode.js';
import type { GettyCall } from '../session.js';
import { decodeAuthorization, idsForOneCall, isNothingFound, type V1Authorization } from './authorization.js';
import { type V1Client, v1Call } from './v1-client.js';

/** Authorizations of an image, in Getty Images' order of preference. */
export interface V1AssetAuthorizations {
  readonly assetId: string;
  /** Empty where no product can be charged. */
  readonly authorizations: readonly V1Authorization[];
  /** Getty Images' word for the result (`available`, `NoAuthorizations`, …); often missing. */
  readonly status: string | null;
}

/** The response for all images of one request. */
export interface V1AuthorizationsResponse {
  /** By image id; without images that Getty Images left out. */
  readonly byAsset: ReadonlyMap<string, V1AssetAuthorizations>;
  /** Every entry of the status list, e.g. the warning that an image was left out. */
  readonly notices: readonly StatusListEntry[];
  /** The details of a download error for an image that is missing here. */
  readonly upstream: UpstreamFailure;
}

/**
 * Reads which products can be charged for the largest size of each image (`GetLargestImageDownloadAuthorizations`);
 * debits nothing. Images are matched by id, never by position.
 * @param ids at most 500
 * @throws ServiceError; RangeError for more ids than one request takes
 */
export const fetchLargestAuthorizations = async (
  client: V1Client,
  call: GettyCall,
  ids: readonly string[],
): Promise<V1AuthorizationsResponse> => {
  const asked = idsForOneCall(ids);
  const { result, statusList, upstream } = await v1Call(client, call, {
    operation: 'GetLargestImageDownloadAuthorizations',
    body: { Images: [...asked].map((id) => ({ ImageId: id })) },
    recover: (errorKind) => (isNothingFound(errorKind.kind) ? {} : null),
  });
  const byAsset = new Map<string, V1AssetAuthorizations>();
  for (const item of asList(result['Images'])) {
    const wire = asRecord(item);
    const assetId = asId(wire?.['ImageId']);
    if (wire === null || assetId === null || !asked.has(assetId)) continue;
    byAsset.set(assetId, {
      assetId,
      // An image may be listed once per size or product; all of its authorizations are merged.
      authorizations: [
        ...(byAsset.get(assetId)?.authorizations ?? []),
        ...decodeList(wire['Authorizations'], decodeAuthorization),
      ],
      status: asString(wire['Status']) ?? byAsset.get(assetId)?.status ?? null,
    });
  }
  return { byAsset, notices: statusList, upstream };
};
