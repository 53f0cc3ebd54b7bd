import type { DownloadFile, LargestDownload } from '../../getty/model/image.js';
import type { ProductType } from '../../getty/model/product-type.js';
import { toVideoFieldsParam, type Video } from '../../getty/v3/video-fields.js';
import { type DomainContext, isSignedIn, requireSignedIn } from '../domain-context.js';

/** A size of a video as the graph shows it. */
export interface OfferedVideoSize {
  readonly name: string;
  readonly description: string | null;
  readonly width: number | null;
  readonly height: number | null;
  readonly productTypes: readonly ProductType[];
}

/** Reads one video with what was selected of it; `null` where there is none. @throws ServiceError */
export const getVideo = (
  scope: DomainContext,
  assetId: string,
  selected: Iterable<string>,
): Promise<Video | null> =>
  scope.loaders.videos.load({ assetId, fields: toVideoFieldsParam(selected, isSignedIn(scope)) });

/**
 * Reads the sizes on offer, with the products that allow each. Search responses leave them out; then the page's videos
 * are read in one call.
 * @throws ServiceError, `UNAUTHENTICATED` without a signed-in caller
 */
export const getDownloadSizes = async (
  scope: DomainContext,
  video: Video,
): Promise<readonly OfferedVideoSize[] | null> => {
  requireSignedIn(scope);
  const sizes =
    video.downloadSizes ?? (await getVideo(scope, video.assetId, ['downloadSizes']))?.downloadSizes;
  return (
    sizes?.map(({ name, description, width, height, downloads }) => ({
      name,
      description,
      width,
      height,
      productTypes: [...new Set(downloads.map((download) => download.productType))],
    })) ?? null
  );
};

/**
 * Reads the largest download per product that allows the video.
 * @throws ServiceError, `UNAUTHENTICATED` without a signed-in caller (the video itself stays)
 */
export const getLargestVideoDownloads = async (
  scope: DomainContext,
  video: Video,
): Promise<readonly LargestDownload[] | null> => {
  requireSignedIn(scope);
  if (video.largestDownloads !== undefined) return video.largestDownloads;
  return (await getVideo(scope, video.assetId, ['largestDownloads']))?.largestDownloads ?? null;
};

/** Reads the figures of a video's file, which search responses leave out. @throws ServiceError */
export const getVideoFile = async (
  scope: DomainContext,
  download: LargestDownload,
): Promise<DownloadFile | null> => {
  const video = await getVideo(scope, download.assetId, ['largestDownloads']);
  const same = video?.largestDownloads?.find(
    (other) =>
      other.productTypeName === download.productTypeName &&
      (download.productId === null || other.productId === null || other.productId === download.productId),
  );
  return same?.file ?? null;
};
