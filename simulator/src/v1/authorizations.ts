import { fitting } from '../accounts/entitlement.js';
import { remainingDownloads, type SimulatedProduct } from '../accounts/product.js';
import type { CatalogImage } from '../catalog/image.js';
import { type ImageSize, largestSize } from '../catalog/sizes.js';
import { downloadToken } from './download-token.js';
import { failure, type Notice, type V1Operation, type V1Request } from './envelope.js';
import { isFree } from './free.js';
import { notFound } from './images.js';
import { type Json, records, text } from './json.js';
import { instanceId, offeringName } from './names.js';
import { sizeKey } from './size-key.js';

const CAPPED = ['premiumaccess', 'royaltyfreesubscription', 'imagepack'];
const MOST = 500;

/** The products that authorise an image; those with nothing left do not. */
function authorising({ access }: V1Request, image: CatalogImage): SimulatedProduct[] {
  return fitting(access.account, image).filter(
    (item) => remainingDownloads(item) !== 0 && offeringName(item.type) !== undefined,
  );
}

function authorization(
  { state, access }: V1Request,
  image: CatalogImage,
  size: ImageSize,
  item: SimulatedProduct,
): Json {
  const { id: assetId } = image;
  return {
    DownloadIsFree: isFree(state, access.account, assetId, item),
    DownloadToken: downloadToken(state, {
      account: access.account.name,
      assetType: 'image',
      assetId,
      sizeName: size.name,
      productId: item.id,
    }),
    ProductOfferingInstanceId: instanceId(item),
    ProductOfferingType: offeringName(item.type),
  };
}

function unauthorised(id: string): Notice {
  return { Type: 'Warning', Code: 'NoAuthorizations', Message: `Nothing authorises image ${id}.` };
}

/** One entry for each pair that was asked for; those that come to nothing have an empty list and say why. */
export const GET_IMAGE_DOWNLOAD_AUTHORIZATIONS: V1Operation = {
  name: 'GetImageDownloadAuthorizations',
  bodyKeys: ['GetImageDownloadAuthorizationsRequestBody'],
  resultKey: 'GetImageDownloadAuthorizationsResult',
  token: 'user',
  run(request) {
    const pairs = records(request.body, 'ImageSizes');
    if (pairs === undefined || pairs.length === 0) return failure('InvalidRequest', 'ImageSizes is empty.');
    if (pairs.length > MOST) return failure('MaxExceeded', `No more than ${MOST} may be asked for.`);
    const notices: Notice[] = [];
    const entry = (pair: Json): Json => {
      const [ImageId, SizeKey] = [text(pair, 'ImageId') ?? '', text(pair, 'SizeKey') ?? ''];
      const none = (Status: string, notice: Notice): Json => {
        notices.push(notice);
        return { ImageId, SizeKey, Status, Authorizations: [] };
      };
      const image = request.state.catalog.image(ImageId);
      if (image === undefined) return none('imagenotfound', notFound(ImageId));
      const size = image.sizes.find((known) => sizeKey(known) === SizeKey);
      if (size === undefined) {
        return none('invalidsizekey', {
          Type: 'Warning',
          Code: 'InvalidSizeKey',
          Message: `${ImageId} has no size ${SizeKey}.`,
        });
      }
      const products = authorising(request, image);
      if (products.length === 0) return none('noauthorizations', unauthorised(ImageId));
      const Authorizations = products.map((item) => ({
        ...authorization(request, image, size, item),
        ...(CAPPED.includes(item.type) ? { DownloadsRemaining: remainingDownloads(item) } : {}),
      }));
      return { ImageId, SizeKey, Status: 'available', Authorizations };
    };
    return { result: { Images: pairs.map(entry) }, notices };
  },
};

/** The same for the largest size of each image. The first authorization is the one that clients take. */
export const GET_LARGEST_IMAGE_DOWNLOAD_AUTHORIZATIONS: V1Operation = {
  name: 'GetLargestImageDownloadAuthorizations',
  bodyKeys: ['GetLargestImageDownloadAuthorizationsRequestBody'],
  resultKey: 'GetLargestImageDownloadAuthorizationsResult',
  token: 'user',
  run(request) {
    const asked = records(request.body, 'Images');
    if (asked === undefined || asked.length === 0) return failure('InvalidRequest', 'Images is empty.');
    if (asked.length > MOST) return failure('MaxExceeded', `No more than ${MOST} images may be asked for.`);
    const notices: Notice[] = [];
    const entry = (wanted: Json): Json => {
      const ImageId = text(wanted, 'ImageId') ?? '';
      const image = request.state.catalog.image(ImageId);
      const size = largestSize(image?.sizes ?? []);
      if (image === undefined || size === undefined) {
        notices.push(notFound(ImageId));
        return { ImageId, Authorizations: [] };
      }
      const products = authorising(request, image);
      if (products.length === 0) notices.push(unauthorised(ImageId));
      const SizeKey = sizeKey(size);
      return {
        ImageId,
        Authorizations: products.map((item) => ({ ...authorization(request, image, size, item), SizeKey })),
      };
    };
    return { result: { Images: asked.map(entry) }, notices };
  },
};
