import type { DownloadFile, LargestDownload } from '../../getty/model/image.js';
import { type Image, toFieldsParam } from '../../getty/v3/image-fields.js';
import { type DomainContext, isSignedIn, requireSignedIn } from '../domain-context.js';
import { getVideoFile } from '../videos/videos.js';

/**
 * One image with what was selected of it; `null` where there is none.
 * @throws ServiceError
 */
export const getImage = (
  scope: DomainContext,
  assetId: string,
  selected: Iterable<string>,
): Promise<Image | null> =>
  scope.loaders.images.load({ assetId, fields: toFieldsParam(selected, isSignedIn(scope), 'detail') });

/** How to credit an image. A search does not say; then the page's images are asked for together. @throws ServiceError */
export const getCreditLine = async (scope: DomainContext, image: Image): Promise<string | null> => {
  if (image.creditLine !== undefined) return image.creditLine;
  return (await getImage(scope, image.assetId, ['creditLine']))?.creditLine ?? null;
};

/**
 * The largest download per product that allows the image.
 * @throws ServiceError, `UNAUTHENTICATED` without a signed-in caller (the image itself stays)
 */
export const getLargestDownloads = async (
  scope: DomainContext,
  image: Image,
): Promise<readonly LargestDownload[] | null> => {
  requireSignedIn(scope);
  if (image.largestDownloads !== undefined) return image.largestDownloads;
  return (await getImage(scope, image.assetId, ['largestDownloads']))?.largestDownloads ?? null;
};

/** Figures of the file. Search answers leave them out; then the page's images are asked for together. @throws ServiceError */
export const getFile = async (
  scope: DomainContext,
  download: LargestDownload,
): Promise<DownloadFile | null> => {
  if (download.file !== undefined) return download.file;
  if (download.isOfVideo) return getVideoFile(scope, download);
  const image = await getImage(scope, download.assetId, ['largestDownloads']);
  const same = image?.largestDownloads?.find(
    (other) =>
      other.productTypeName === download.productTypeName &&
      (download.productId === null || other.productId === null || other.productId === download.productId),
  );
  return same?.file ?? null;
};
