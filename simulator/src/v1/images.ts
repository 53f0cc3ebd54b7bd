import { fitting } from '../accounts/entitlement.js';
import type { CatalogImage } from '../catalog/image.js';
import { inLanguage } from '../catalog/text.js';
import { failure, type Notice, type V1Operation, type V1Request } from './envelope.js';
import { type Json, record, text, texts, whole } from './json.js';
import { offeringName, v1Date } from './names.js';
import { sizeKey } from './size-key.js';

const ITEM_COUNTS = [1, 2, 3, 4, 5, 6, 10, 12, 15, 20, 25, 30, 50, 60, 75];

function shown(request: V1Request, image: CatalogImage): Json {
  const { access, http, body } = request;
  const language = text(body, 'Language') ?? 'en-us';
  const media = `${http.base}/media/images/${image.id}`;
  const offerings = fitting(access.account, image).flatMap((item) => offeringName(item.type) ?? []);
  return {
    ImageId: image.id,
    Title: inLanguage(image.title, language),
    Caption: inLanguage(image.caption, language),
    Artist: image.artist,
    // Spelled with a small p here and with a capital one in the authorizations.
    ApplicableProductOfferings: [...new Set(offerings)].map((name) =>
      name === 'ImagePack' ? 'Imagepack' : name,
    ),
    AuthorizationConstraints: image.callForImage ? ['callforimage'] : [],
    CollectionId: image.collection[1],
    CollectionName: image.collection[2],
    DateCreated: v1Date(image.dateCreated),
    ImageFamily: image.family,
    LicensingModel: image.licenseModel === 'rightsmanaged' ? 'RightsManaged' : 'RoyaltyFree',
    ReferralDestinations: [{ SiteName: 'gettyimages', Url: `${http.base}/media/page/${image.id}` }],
    UrlThumb: `${media}/thumb.jpg`,
    UrlPreview: `${media}/preview.jpg`,
    UrlComp: `${media}/comp.jpg`,
    UrlWatermarkComp: image.index % 10 === 3 ? 'unavailable' : `${media}/comp.jpg`,
    UrlWatermarkPreview: `${media}/preview.jpg`,
  };
}

/** Lives at `/v2/search/` and, with another name for its body, at `/v1/search/`. */
export const SEARCH_FOR_IMAGES: V1Operation = {
  name: 'SearchForImages',
  bodyKeys: ['SearchForImagesRequestBody', 'SearchForImages2RequestBody'],
  resultKey: 'SearchForImagesResult',
  token: 'any',
  run(request) {
    const options = record(request.body, 'ResultOptions');
    const count = whole(options, 'ItemCount') ?? 25;
    const start = whole(options, 'ItemStartNumber') ?? 1;
    if (!ITEM_COUNTS.includes(count))
      return failure('InvalidItemCount', `ItemCount must be one of ${ITEM_COUNTS.join(', ')}.`);
    if (start < 1) return failure('InvalidItemStartNumber', 'ItemStartNumber must be above zero.');
    const found = matching(request);
    if (start > Math.max(1, found.length))
      return failure('StartPastTotal', `There are only ${found.length} items.`);
    const page = found.slice(start - 1, start - 1 + count);
    return {
      result: {
        Images: page.map((image) => shown(request, image)),
        ItemCount: page.length,
        ItemStartNumber: start,
        ItemTotalCount: found.length,
        RefinementOptions: [],
      },
    };
  },
};

function matching({ state, body, access }: V1Request): CatalogImage[] {
  const all = state.catalog.allImages();
  const filter = record(body, 'Filter');
  const families = texts(filter, 'ImageFamilies').map((family) => family.toLowerCase());
  const offerings = texts(filter, 'ProductOfferings');
  const hits = state.catalog.imageIndex.find(text(record(body, 'Query'), 'SearchPhrase') ?? '');
  const scores = hits ?? all.map(({ index }) => ({ index, score: 0 }));
  return scores
    .flatMap(({ index, score }) => {
      const image = all[index];
      return image === undefined ? [] : [{ image, score }];
    })
    .filter(({ image }) => families.length === 0 || families.includes(image.family))
    .filter(({ image }) => {
      const names = fitting(access.account, image).map((item) => offeringName(item.type));
      return offerings.length === 0 || offerings.some((name) => names.includes(name));
    })
    .sort(
      (a, b) =>
        b.score - a.score ||
        Number(b.image.index < 2) - Number(a.image.index < 2) ||
        a.image.popularity - b.image.popularity,
    )
    .map(({ image }) => image);
}

/** Up to ninety images by id, with the sizes that the user could download. */
export const GET_IMAGE_DETAILS: V1Operation = {
  name: 'GetImageDetails',
  bodyKeys: ['GetImageDetailsRequestBody'],
  resultKey: 'GetImageDetailsResult',
  token: 'any',
  run(request) {
    const ids = texts(request.body, 'ImageIds');
    if (ids.length === 0) return failure('InvalidRequest', 'ImageIds is empty.');
    if (ids.length > 90) return failure('MaxExceeded', 'No more than 90 images may be asked for.');
    const found = ids.flatMap((id) => request.state.catalog.image(id) ?? []);
    const missing = ids.filter((id) => request.state.catalog.image(id) === undefined);
    return {
      result: {
        Images: found.map((image) => ({
          ...shown(request, image),
          SizesDownloadableImages: sizes(request, image),
        })),
      },
      notices: missing.map(notFound),
    };
  },
};

function sizes({ access, header }: V1Request, image: CatalogImage): Json[] {
  if (fitting(access.account, image).length === 0) return [];
  const withName = text(header, 'Detail') === 'IncludeSizeName';
  return image.sizes.map((size) => ({
    SizeKey: sizeKey(size),
    ...(withName ? { SizeName: size.name } : {}),
    FileSizeInBytes: size.bytes,
    PixelHeight: size.height,
    PixelWidth: size.width,
    InchesHeight: size.height / size.dpi,
    InchesWidth: size.width / size.dpi,
    ResolutionDpi: size.dpi,
    MimeType: size.mediaType,
  }));
}

/** Says that an image does not exist, without spoiling the rest. */
export function notFound(id: string): Notice {
  return { Type: 'Warning', Code: 'ImageNotFound', Message: `There is no image ${id}.` };
}
