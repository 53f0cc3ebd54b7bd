import type { StatusListEntry, UpstreamFailure } from '../../errors/upstream-failure.js';
import { asId, asList, asRecord, asString, decodeList } from '../decode.js';
import type { GettyCall } from '../session.js';
import { decodeAuthorization, idsForOneCall, isNothingFound, type V1Authorization } from './authorization.js';
import { type V1Client, v1Call } from './v1-client.js';

/** What may pay for an image, Getty Images' preference first. */
export interface V1AssetAuthorizations {
  readonly assetId: string;
  /** Empty: nothing does. */
  readonly authorizations: readonly V1Authorization[];
  /** Getty Images' word for how it went (`available`, `NoAuthorizations`, …); often not there. */
  readonly status: string | null;
}

/** The answer for all images of one call. */
export interface V1AuthorizationsResponse {
  /** By image id; an image that Getty Images left out is not in it. */
  readonly byAsset: ReadonlyMap<string, V1AssetAuthorizations>;
  /** Everything in the status list, e.g. the warning that some image was left out. */
  readonly notices: readonly StatusListEntry[];
  /** What to show where an image that is missing here makes a download fail. */
  readonly upstream: UpstreamFailure;
}

/**
 * What would pay for the largest size of each image (`GetLargestImageDownloadAuthorizations`); debits nothing.
 * Images are matched by their id, never by their place.
 * @param ids at most 500
 * @throws ServiceError; RangeError for more ids than one call takes
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
      // An image may be listed once per size or product; nothing that could pay is dropped.
      authorizations: [
        ...(byAsset.get(assetId)?.authorizations ?? []),
        ...decodeList(wire['Authorizations'], decodeAuthorization),
      ],
      status: asString(wire['Status']) ?? byAsset.get(assetId)?.status ?? null,
    });
  }
  return { byAsset, notices: statusList, upstream };
};
