import {
  asBoolean,
  asId,
  asInt,
  asList,
  asMoment,
  asNumber,
  asRecord,
  asText,
  asWebUrl,
  collect,
} from '../decode.js';
import type {
  DisplaySize,
  DownloadFile,
  Image,
  ImageLicense,
  LargestDownload,
  PixelSize,
  ProductRef,
} from '../model/image.js';
import { type ProductType, productTypeOf } from '../model/product-type.js';

type Wire = Readonly<Record<string, unknown>>;

/** `{width, height}` where both are there. */
export const decodePixelSize = (value: unknown): PixelSize | null => {
  const wire = asRecord(value);
  const width = asInt(wire?.['width']);
  const height = asInt(wire?.['height']);
  return width === null || height === null ? null : { width, height };
};

/** One of `display_sizes`. */
export const decodeDisplaySize = (value: unknown): DisplaySize | null => {
  const wire = asRecord(value);
  const name = asText(wire?.['name']);
  const url = asWebUrl(wire?.['uri']);
  return name === null || url === null
    ? null
    : { name, url, isWatermarked: asBoolean(wire?.['is_watermarked']) };
};

/** `download_product`: the word of a product, with the id of its instance behind a colon where there are several. */
export const decodeDownloadProduct = (value: unknown): ProductRef | null => {
  const text = asText(value);
  if (text === null) return null;
  const [word = text, id] = text.split(':', 2);
  return {
    productType: productTypeOf(word),
    productTypeName: word,
    productId: id === undefined || id === '' ? null : id,
  };
};

/** `product_types`, kept also where a kind is not known. */
export const decodeProductTypes = (value: unknown): readonly ProductType[] | null =>
  Array.isArray(value) ? collect(value, (item) => productTypeOf(asText(item))) : null;

/** A list of products inside an answer about an asset: `[{product_id, product_type, uri}]`. */
export const decodeDownload = (value: unknown): (ProductRef & { readonly uri: string | null }) | null => {
  const wire = asRecord(value);
  const word = asText(wire?.['product_type']);
  if (word === null) return null;
  return {
    productType: productTypeOf(word),
    productTypeName: word,
    productId: asId(wire?.['product_id']),
    uri: asWebUrl(wire?.['uri']),
  };
};

const decodeFile = (size: Wire): DownloadFile => ({
  sizeName: asText(size['name']),
  mediaType: asText(size['media_type']),
  bytes: asNumber(size['bytes']),
  width: asInt(size['width']),
  height: asInt(size['height']),
});

/**
 * `largest_downloads` in both its forms: flat in search answers, one size with its `downloads` inside in detail
 * answers (and in the search answers of 2014).
 */
export const decodeLargestDownloads = (
  value: unknown,
  assetId: string,
  baseUrl: string,
): readonly LargestDownload[] => {
  const found: LargestDownload[] = [];
  for (const item of asList(value)) {
    const wire = asRecord(item);
    if (wire === null) continue;
    const inner = wire['downloads'];
    if (!Array.isArray(inner)) addLargestDownload(found, wire, undefined, assetId, baseUrl);
    else for (const each of inner) addLargestDownload(found, each, decodeFile(wire), assetId, baseUrl);
  }
  return found;
};

const addLargestDownload = (
  found: LargestDownload[],
  value: unknown,
  file: DownloadFile | undefined,
  assetId: string,
  baseUrl: string,
): void => {
  const download = decodeDownload(value);
  if (download === null) return;
  const { productType, productTypeName, productId } = download;
  // Getty Images always sends the address; without it the documented one stands in, for the field is non-null.
  const uri = download.uri ?? `${baseUrl}/v3/downloads/images/${encodeURIComponent(assetId)}`;
  // Written out: spreading gives objects that are ten times as large, and there are dozens in every answer.
  found.push({ productType, productTypeName, productId, assetId, uri, file });
};

const LICENSES: ReadonlyMap<string, ImageLicense['model']> = new Map([
  ['rightsmanaged', 'RIGHTS_MANAGED'],
  ['royaltyfree', 'ROYALTY_FREE'],
]);

const decodeLicense = (value: unknown): ImageLicense | null => {
  const modelName = asText(value);
  return modelName === null ? null : { model: LICENSES.get(modelName.toLowerCase()) ?? 'UNKNOWN', modelName };
};

const decodeCollection = (wire: Wire): Image['collection'] => {
  const code = asText(wire['collection_code']);
  const name = asText(wire['collection_name']);
  return code === null && name === null ? null : { code, name };
};

/**
 * An image of a search or of `/v3/images`. An entry without an id is dropped: nothing can be matched to it.
 * @param baseUrl origin of v3, for an absent download address
 * @param asked the names given as `fields=`: what was asked for and is not there, Getty Images has none of
 */
export const decodeImage = (value: unknown, baseUrl: string, asked: readonly string[]): Image | null => {
  const wire = asRecord(value);
  if (wire === null) return null;
  const assetId = asId(wire['id']);
  if (assetId === null) return null;
  return {
    assetId,
    title: asText(wire['title']),
    caption: asText(wire['caption']),
    artist: asText(wire['artist']),
    creditLine: asked.includes('credit_line') ? asText(wire['credit_line']) : undefined,
    collection: decodeCollection(wire),
    license: decodeLicense(wire['license_model']),
    maxDimensions: decodePixelSize(wire['max_dimensions']),
    displaySizes: Array.isArray(wire['display_sizes'])
      ? collect(wire['display_sizes'], decodeDisplaySize)
      : null,
    keywords: Array.isArray(wire['keywords'])
      ? collect(wire['keywords'], (item) => asText(asRecord(item)?.['text']))
      : null,
    createdAt: asMoment(wire['date_created']),
    largestDownloads: asked.includes('largest_downloads')
      ? decodeLargestDownloads(wire['largest_downloads'], assetId, baseUrl)
      : undefined,
    downloadProduct: decodeDownloadProduct(wire['download_product']),
    productTypes: decodeProductTypes(wire['product_types']),
  };
};
