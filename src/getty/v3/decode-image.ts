import {
  asBoolean,
  asId,
  asInt,
  asList,
  asNumber,
  asRecord,
  asString,
  asWebUrl,
  decodeList,
} from '../decode.js';
import type {
  DisplaySize,
  DownloadFile,
  ImageCollection,
  ImageLicense,
  ImageOrientation,
  ImageUsage,
  LargestDownload,
  PixelSize,
  ProductRef,
} from '../model/image.js';
import { type ProductType, parseProductType } from '../model/product-type.js';

/** A JSON object of Getty Images'. */
export type Wire = Readonly<Record<string, unknown>>;

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
  const name = asString(wire?.['name']);
  const url = asWebUrl(wire?.['uri']);
  return name === null || url === null
    ? null
    : { name, url, isWatermarked: asBoolean(wire?.['is_watermarked']) };
};

/** `download_product`: the word of a product, with the id of its instance behind a colon where there are several. */
export const decodeDownloadProduct = (value: unknown): ProductRef | null => {
  const text = asString(value);
  if (text === null) return null;
  const [word = text, id] = text.split(':', 2);
  return {
    productType: parseProductType(word),
    productTypeName: word,
    productId: id === undefined || id === '' ? null : id,
  };
};

/** `product_types`, kept also where a kind is not known. */
export const decodeProductTypes = (value: unknown): readonly ProductType[] | null =>
  Array.isArray(value) ? decodeList(value, (item) => parseProductType(asString(item))) : null;

/** A list of products inside an answer about an asset: `[{product_id, product_type, uri}]`. */
export const decodeDownload = (value: unknown): (ProductRef & { readonly uri: string | null }) | null => {
  const wire = asRecord(value);
  const word = asString(wire?.['product_type']);
  if (word === null) return null;
  return {
    productType: parseProductType(word),
    productTypeName: word,
    productId: asId(wire?.['product_id']),
    uri: asWebUrl(wire?.['uri']),
  };
};

const decodeFile = (size: Wire): DownloadFile => ({
  sizeName: asString(size['name']),
  mediaType: asString(size['media_type']),
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

/** `license_model`; a word that is not known reads `UNKNOWN`, with the word beside it. */
export const decodeLicense = (value: unknown): ImageLicense | null => {
  const modelName = asString(value);
  return modelName === null ? null : { model: LICENSES.get(modelName.toLowerCase()) ?? 'UNKNOWN', modelName };
};

/** `collection_code` and `collection_name`; `null` where neither is said. */
export const decodeCollection = (wire: Wire): ImageCollection | null => {
  const code = asString(wire['collection_code']);
  const name = asString(wire['collection_name']);
  return code === null && name === null ? null : { code, name };
};

/** `allowed_use`: `{how_can_i_use_it, release_info, usage_restrictions[]}`; `null` where Getty Images says nothing. */
export const decodeUsage = (value: unknown): ImageUsage | null => {
  const wire = asRecord(value);
  if (wire === null) return null;
  return {
    howCanIUseIt: asString(wire['how_can_i_use_it']),
    releaseInfo: asString(wire['release_info']),
    restrictions: decodeList(wire['usage_restrictions'], asString),
  };
};

const ORIENTATIONS: ReadonlySet<string> = new Set<ImageOrientation>([
  'HORIZONTAL',
  'VERTICAL',
  'SQUARE',
  'PANORAMIC_HORIZONTAL',
  'PANORAMIC_VERTICAL',
]);

/** `orientation`, in any case; a word that is not known reads `null`. */
export const decodeOrientation = (value: unknown): ImageOrientation | null => {
  const word = asString(value)?.toUpperCase();
  return word !== undefined && ORIENTATIONS.has(word) ? (word as ImageOrientation) : null;
};

/** A list of texts or ids without those that cannot be read; `null` where there is no list. */
export const decodeStrings = (
  value: unknown,
  read: (item: unknown) => string | null,
): readonly string[] | null => (Array.isArray(value) ? decodeList(value, read) : null);
