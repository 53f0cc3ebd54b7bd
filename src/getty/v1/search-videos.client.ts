import type { StatusListEntry, UpstreamFailure } from '../../errors/upstream-failure.js';
import { asId, asInt, asList, asRecord, asString, decodeList } from '../decode.js';
import type { GettyCall } from '../session.js';
import { decodeAuthorization, idsForOneCall, isNothingFound, type V1Authorization } from './authorization.js';
import { type V1Client, v1Call } from './v1-client.js';

/** One size of a video and its authorizations. Getty Images documents video downloads for EasyAccess only. */
export interface V1VideoSize {
  readonly name: string;
  readonly description: string | null;
  readonly authorizations: readonly V1Authorization[];
}

/** The response for all requested videos. */
export interface V1VideosResponse {
  /** By video id; without videos that Getty Images left out. */
  readonly byAsset: ReadonlyMap<string, readonly V1VideoSize[]>;
  readonly notices: readonly StatusListEntry[];
  /** The details of a download error for a video that is missing here. */
  readonly upstream: UpstreamFailure;
}

/** The largest of the page sizes that Getty Images lists for videos. */
const PAGE_SIZE = 90;

const decodeSize = (value: unknown): V1VideoSize | null => {
  const wire = asRecord(value);
  const name = asString(wire?.['Name']);
  if (wire === null || name === null) return null;
  return {
    name,
    description: asString(wire['Description']),
    authorizations: decodeList(wire['DownloadAuthorizations'], decodeAuthorization),
  };
};

/**
 * Reads the sizes of videos with their download tokens (`SearchForVideos` by id). A query takes 500 ids but a page of its
 * response only 90 videos, so more are read page by page.
 * @param ids at most 500
 * @throws ServiceError; RangeError for more ids than one query takes
 */
export const searchVideos = async (
  client: V1Client,
  call: GettyCall,
  ids: readonly string[],
): Promise<V1VideosResponse> => {
  const asked = idsForOneCall(ids);
  const byAsset = new Map<string, readonly V1VideoSize[]>();
  const notices: StatusListEntry[] = [];
  for (let start = 1; ; start += PAGE_SIZE) {
    const { result, statusList, upstream } = await v1Call(client, call, {
      operation: 'SearchForVideos',
      body: {
        Query: { AssetIds: [...asked] },
        ResultOptions: { ItemCount: PAGE_SIZE, ItemStartNumber: start },
      },
      recover: (errorKind) => (isNothingFound(errorKind.kind) ? {} : null),
    });
    notices.push(...statusList);
    const videos = asList(result['Videos']);
    for (const item of videos) {
      const wire = asRecord(item);
      const assetId = asId(wire?.['AssetId']);
      if (wire === null || assetId === null || !asked.has(assetId) || byAsset.has(assetId)) continue;
      byAsset.set(assetId, decodeList(wire['DownloadSizes'], decodeSize));
    }
    const next = start + PAGE_SIZE;
    const isLast = videos.length === 0 || byAsset.size === asked.size || next > asked.size;
    if (isLast || next > (asInt(result['ItemTotalCount']) ?? asked.size))
      return { byAsset, notices, upstream };
  }
};
