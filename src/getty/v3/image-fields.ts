import { asBoolean, asDate, asId, asRecord, asString, decodeList } from '../decode.js';
import { parseAssetFamily } from '../model/asset-family.js';
import type { LargestDownload } from '../model/image.js';
import {
  decodeCollection,
  decodeDisplaySize,
  decodeDownloadProduct,
  decodeLargestDownloads,
  decodeLicense,
  decodeOrientation,
  decodePixelSize,
  decodeProductTypes,
  decodeStrings,
  decodeUsage,
  type Wire,
} from './decode-image.js';
import { defineFields, type FieldsOf, fieldsParam } from './fields.js';

/** What decoding an image needs beside its JSON. */
interface ImageSource {
  readonly assetId: string;
  /** Origin of v3, for an absent download address. */
  readonly baseUrl: string;
  /** The names given as `fields=`: what was asked for and is absent, Getty Images has none of. */
  readonly asked: readonly string[];
}

/**
 * Every property of an image: its names in `fields=`, where it can be asked for, and how it is read. The `Image` type,
 * the decoder, `fields=` and `docs/getty-coverage.md` all come from this table, so a new field is one entry here and one
 * in `schema/image.ts`.
 *
 * `read` never throws: a value of an unknown shape reads as `null` and costs neither its image nor its page.
 */
export const IMAGE_FIELDS = defineFields({
  title: { fields: ['title'], read: (wire: Wire) => asString(wire['title']) },
  caption: { fields: ['caption'], read: (wire: Wire) => asString(wire['caption']) },
  artist: { fields: ['artist'], read: (wire: Wire) => asString(wire['artist']) },
  /** `undefined`: not asked. Search responses never have it. */
  creditLine: {
    fields: ['credit_line'],
    absentFrom: ['creative', 'editorial', 'blended'],
    read: (wire: Wire, { asked }: ImageSource) =>
      asked.includes('credit_line') ? asString(wire['credit_line']) : undefined,
  },
  collection: { fields: ['collection_code', 'collection_name'], read: decodeCollection },
  license: { fields: ['license_model'], read: (wire: Wire) => decodeLicense(wire['license_model']) },
  maxDimensions: {
    fields: ['max_dimensions'],
    read: (wire: Wire) => decodePixelSize(wire['max_dimensions']),
  },
  displaySizes: {
    fields: ['display_set'],
    read: (wire: Wire) =>
      Array.isArray(wire['display_sizes']) ? decodeList(wire['display_sizes'], decodeDisplaySize) : null,
  },
  keywords: {
    fields: ['keywords'],
    read: (wire: Wire) =>
      Array.isArray(wire['keywords'])
        ? decodeList(wire['keywords'], (item) => asString(asRecord(item)?.['text']))
        : null,
  },
  createdAt: { fields: ['date_created'], read: (wire: Wire) => asDate(wire['date_created']) },
  family: { fields: ['asset_family'], read: (wire: Wire) => parseAssetFamily(wire['asset_family']) },
  usage: { fields: ['allowed_use'], read: (wire: Wire) => decodeUsage(wire['allowed_use']) },
  copyright: { fields: ['copyright'], read: (wire: Wire) => asString(wire['copyright']) },
  isCallForImage: { fields: ['call_for_image'], read: (wire: Wire) => asBoolean(wire['call_for_image']) },
  people: {
    fields: ['people'],
    absentFrom: ['creative'],
    read: (wire: Wire) => decodeStrings(wire['people'], asString),
  },
  eventIds: {
    fields: ['event_ids'],
    absentFrom: ['creative'],
    read: (wire: Wire) => decodeStrings(wire['event_ids'], asId),
  },
  orientation: { fields: ['orientation'], read: (wire: Wire) => decodeOrientation(wire['orientation']) },
  /** `undefined`: not asked. */
  largestDownloads: {
    fields: ['largest_downloads'],
    needsToken: true,
    read: (wire: Wire, { asked, assetId, baseUrl }: ImageSource): readonly LargestDownload[] | undefined =>
      asked.includes('largest_downloads')
        ? decodeLargestDownloads(wire['largest_downloads'], assetId, baseUrl)
        : undefined,
  },
  /** The one product Getty Images would charge; for planning a download, not selectable. */
  downloadProduct: {
    fields: ['download_product'],
    needsToken: true,
    read: (wire: Wire) => decodeDownloadProduct(wire['download_product']),
  },
  /** Every product that lists the image, also where its allowance hides it from `largestDownloads`. */
  productTypes: {
    fields: ['product_types'],
    needsToken: true,
    read: (wire: Wire) => decodeProductTypes(wire['product_types']),
  },
});

/** A property of an image other than its id. */
export type ImageProperty = keyof typeof IMAGE_FIELDS;

/**
 * An image as far as it was asked for: a field that was not in `fields=` reads as if Getty Images had none, except where
 * `undefined` says that it was not asked.
 */
export type Image = { readonly assetId: string } & FieldsOf<typeof IMAGE_FIELDS>;

const F = IMAGE_FIELDS;

/** Decodes an image of a search or of `/v3/images`. An entry without an id is dropped: nothing can be matched to it. */
export function decodeImage(value: unknown, baseUrl: string, asked: readonly string[]): Image | null {
  const wire = asRecord(value);
  if (wire === null) return null;
  const assetId = asId(wire['id']);
  if (assetId === null) return null;
  const source: ImageSource = { assetId, baseUrl, asked };
  // Written out, not looped over the table: so all rows of a page share one hidden class.
  return {
    assetId,
    title: F.title.read(wire),
    caption: F.caption.read(wire),
    artist: F.artist.read(wire),
    creditLine: F.creditLine.read(wire, source),
    collection: F.collection.read(wire),
    license: F.license.read(wire),
    maxDimensions: F.maxDimensions.read(wire),
    displaySizes: F.displaySizes.read(wire),
    keywords: F.keywords.read(wire),
    createdAt: F.createdAt.read(wire),
    family: F.family.read(wire),
    usage: F.usage.read(wire),
    copyright: F.copyright.read(wire),
    isCallForImage: F.isCallForImage.read(wire),
    people: F.people.read(wire),
    eventIds: F.eventIds.read(wire),
    orientation: F.orientation.read(wire),
    largestDownloads: F.largestDownloads.read(wire, source),
    downloadProduct: F.downloadProduct.read(wire),
    productTypes: F.productTypes.read(wire),
  };
}

/** Properties that are read to plan a download and are no fields of the schema. */
const NOT_SELECTABLE: ReadonlySet<string> = new Set(['downloadProduct', 'productTypes']);
const SELECTABLE = new Map(Object.entries(IMAGE_FIELDS).filter(([name]) => !NOT_SELECTABLE.has(name)));

/** An endpoint that returns images; they differ in what their `fields=` may name. */
export type ImageEndpoint = 'detail' | 'creative' | 'editorial' | 'blended';

/**
 * The names for `fields=`, sorted, of exactly what was selected.
 * @param selected names of selected fields; those that are no property of the response are passed over
 */
export function toFieldsParam(
  selected: Iterable<string>,
  isSignedIn: boolean,
  endpoint: ImageEndpoint,
): string[] {
  return fieldsParam(SELECTABLE, selected, isSignedIn, endpoint);
}
