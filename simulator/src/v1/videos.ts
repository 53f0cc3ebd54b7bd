import { activeProducts } from '../accounts/entitlement.js';
import { remainingDownloads } from '../accounts/product.js';
import { inLanguage } from '../catalog/text.js';
import type { CatalogVideo } from '../catalog/video.js';
import { matchingVideos } from '../v3/search-videos.js';
import { downloadToken } from './download-token.js';
import { failure, type V1Operation, type V1Request } from './envelope.js';
import { type Json, record, text, texts, whole } from './json.js';
import { v1Date } from './names.js';

/** Ids, where there are any, override every other criterion. Videos are downloaded under EasyAccess only. */
export const SEARCH_FOR_VIDEOS: V1Operation = {
  name: 'SearchForVideos',
  bodyKeys: ['SearchForVideosRequestBody'],
  resultKey: 'SearchForVideosResult',
  token: 'any',
  run(request) {
    const { state, body } = request;
    const query = record(body, 'Query');
    const ids = texts(query, 'AssetIds');
    if (ids.length > 500)
      return failure('AssetIdListExceedsMaxAllowed', 'No more than 500 ids may be named.');
    const options = record(body, 'ResultOptions');
    const count = whole(options, 'ItemCount') ?? 25;
    const start = whole(options, 'ItemStartNumber') ?? 1;
    if (count < 1) return failure('InvalidItemCount', 'ItemCount must be above zero.');
    if (start < 1) return failure('InvalidItemStartNumber', 'ItemStartNumber must be above zero.');
    const found =
      ids.length > 0
        ? ids.flatMap((id) => state.catalog.video(id) ?? [])
        : matchingVideos(state, text(query, 'SearchPhrase') ?? '');
    if (start > Math.max(1, found.length))
      return failure('StartPastTotal', `There are only ${found.length} items.`);
    const page = ids.length > 0 ? found : found.slice(start - 1, start - 1 + count);
    return {
      result: {
        Videos: page.map((video) => shown(request, video)),
        ItemCount: page.length,
        ItemStartNumber: start,
        ItemTotalCount: found.length,
      },
    };
  },
};

function shown({ state, access, http, body }: V1Request, video: CatalogVideo): Json {
  const language = text(body, 'Language') ?? 'en-us';
  const products = activeProducts(access.account).filter(
    (item) =>
      item.type === 'easyaccess' && video.coverage.includes(item.type) && remainingDownloads(item) !== 0,
  );
  return {
    AssetId: video.id,
    Title: inLanguage(video.title, language),
    Caption: inLanguage(video.caption, language),
    Artist: video.artist,
    AssetFamily: video.family,
    DateCreated: v1Date(video.dateCreated),
    ClipLength: video.clipLength,
    UrlThumb: `${http.base}/media/videos/${video.id}/thumb.jpg`,
    DownloadSizes: video.sizes.map((size) => ({
      Name: size.name,
      Description: size.description,
      DownloadAuthorizations: products.map((item) => ({
        DownloadToken: downloadToken(state, {
          account: access.account.name,
          assetType: 'video',
          assetId: video.id,
          sizeName: size.name,
          productId: item.id,
        }),
        ProductOfferingInstanceId: null,
        ProductOfferingType: 'EasyAccess',
      })),
    })),
  };
}
