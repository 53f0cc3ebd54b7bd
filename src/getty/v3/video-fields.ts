import { asId, asInt, asNumber, asRecord, asString, decodeList } from '../decode.js';
import { parseAssetFamily } from '../model/asset-family.js';
import type { LargestDownload } from '../model/image.js';
import type { VideoSize } from '../model/video.js';
import {
  decodeDisplaySize,
  decodeDownload,
  decodeDownloadProduct,
  decodeProductTypes,
  type Wire,
} from './decode-image.js';
import { defineFields, type FieldSpec, type FieldsOf, fieldsParam } from './fields.js';

/** What decoding a video needs beside its JSON. */
interface VideoSource {
  readonly assetId: string;
  /** Origin of v3, for an absent download address. */
  readonly baseUrl: string;
  /** The names given as `fields=`: what was asked for and is absent, Getty Images has none of. */
  readonly asked: readonly string[];
}

/** Names for `fields=` that bring `download_sizes`; the second brings them with their addresses. */
const SIZE_FIELDS: ReadonlySet<string> = new Set(['download_sizes', 'downloads']);

const SEARCHES = ['creative', 'editorial'] as const;

/**
 * Every property of a video: its names in `fields=`, where it can be asked for, and how it is read. The `Video` type, the
 * decoder, `fields=` and `docs/getty-coverage.md` all come from this table.
 */
export const VIDEO_FIELDS = defineFields({
  title: { fields: ['title'], read: (wire: Wire) => asString(wire['title']) },
  caption: { fields: ['caption'], read: (wire: Wire) => asString(wire['caption']) },
  displaySizes: {
    fields: ['display_set'],
    read: (wire: Wire) =>
      Array.isArray(wire['display_sizes']) ? decodeList(wire['display_sizes'], decodeDisplaySize) : null,
  },
  family: { fields: ['asset_family'], read: (wire: Wire) => parseAssetFamily(wire['asset_family']) },
  durationSeconds: { fields: ['clip_length'], read: (wire: Wire) => parseClipLength(wire['clip_length']) },
  /** `undefined`: not asked. Search responses never have the sizes, though their `fields=` names them. */
  downloadSizes: {
    fields: ['downloads'],
    needsToken: true,
    absentFrom: SEARCHES,
    read: readSizes,
  },
  /**
   * `undefined`: not asked. Searches have `largest_downloads`, flat; details have none, so there it is made of the sizes.
   */
  largestDownloads: {
    fields: ['largest_downloads'],
    needsToken: true,
    absentFrom: ['detail'],
    read: readLargestDownloads,
  },
  downloadProduct: {
    fields: ['download_product'],
    needsToken: true,
    read: (wire: Wire) => decodeDownloadProduct(wire['download_product']),
  },
  productTypes: {
    fields: ['product_types'],
    needsToken: true,
    read: (wire: Wire) => decodeProductTypes(wire['product_types']),
  },
});

/** A video as far as it was asked for. */
export type Video = { readonly assetId: string } & FieldsOf<typeof VIDEO_FIELDS>;

const F = VIDEO_FIELDS;

/** Decodes a video of a search or of `/v3/videos`. An entry without an id is dropped: nothing can be matched to it. */
export function decodeVideo(value: unknown, baseUrl: string, asked: readonly string[]): Video | null {
  const wire = asRecord(value);
  const assetId = asId(wire?.['id']);
  if (wire === null || assetId === null) return null;
  const source: VideoSource = { assetId, baseUrl, asked };
  return {
    assetId,
    title: F.title.read(wire),
    caption: F.caption.read(wire),
    displaySizes: F.displaySizes.read(wire),
    family: F.family.read(wire),
    durationSeconds: F.durationSeconds.read(wire),
    downloadSizes: F.downloadSizes.read(wire, source),
    largestDownloads: F.largestDownloads.read(wire, source),
    downloadProduct: F.downloadProduct.read(wire),
    productTypes: F.productTypes.read(wire),
  };
}

/** An endpoint that returns videos; they differ in what their `fields=` may name. */
export type VideoEndpoint = 'detail' | 'creative' | 'editorial';

/** Properties that are read to plan a download and are no fields of the schema. */
const NOT_SELECTABLE: ReadonlySet<string> = new Set(['downloadProduct', 'productTypes']);
const SELECTABLE: ReadonlyMap<string, FieldSpec> = new Map(
  Object.entries(VIDEO_FIELDS).filter(([name]) => !NOT_SELECTABLE.has(name)),
);
// Details have no largest downloads: they are made of the sizes.
const SELECTABLE_IN_DETAIL: ReadonlyMap<string, FieldSpec> = new Map([
  ...SELECTABLE,
  ['largestDownloads', VIDEO_FIELDS.downloadSizes],
]);

/** The names for `fields=`, sorted, of exactly what was selected. What products allow needs a bearer token. */
export function toVideoFieldsParam(
  selected: Iterable<string>,
  isSignedIn: boolean,
  endpoint: VideoEndpoint = 'detail',
): string[] {
  const table = endpoint === 'detail' ? SELECTABLE_IN_DETAIL : SELECTABLE;
  return fieldsParam(table, selected, isSignedIn, endpoint);
}

function readSizes(wire: Wire, { asked }: VideoSource): readonly VideoSize[] | undefined {
  return asked.some((field) => SIZE_FIELDS.has(field))
    ? decodeList(wire['download_sizes'], decodeSize)
    : undefined;
}

function decodeSize(value: unknown): VideoSize | null {
  const wire = asRecord(value);
  const name = asString(wire?.['name']);
  if (wire === null || name === null) return null;
  return {
    name,
    description: asString(wire['description']),
    width: asInt(wire['width']),
    // Getty Images sends the height of a video as a fraction, e.g. 1080.0.
    height: asInt(wire['height']),
    bytes: asNumber(wire['bytes']),
    mediaType: asString(wire['content_type']),
    downloads: decodeList(wire['downloads'], decodeDownload),
  };
}

function readLargestDownloads(wire: Wire, source: VideoSource): readonly LargestDownload[] | undefined {
  if (source.asked.includes('largest_downloads'))
    return decodeList(wire['largest_downloads'], decodeDownload).map((download) =>
      toLargestDownload(download, undefined, source),
    );
  const sizes = readSizes(wire, source);
  return sizes === undefined ? undefined : largestOf(sizes, source);
}

const area = ({ width, height }: VideoSize): number => (width ?? 0) * (height ?? 0);

/** The largest size that each product allows, in the order in which the products are first named. Pure. */
function largestOf(sizes: readonly VideoSize[], source: VideoSource): readonly LargestDownload[] {
  const largest = new Map<string, { readonly size: VideoSize; readonly download: VideoDownloadRef }>();
  for (const size of sizes)
    for (const download of size.downloads) {
      const key = `${download.productTypeName}:${download.productId ?? ''}`;
      const before = largest.get(key);
      if (before === undefined || area(size) > area(before.size)) largest.set(key, { size, download });
    }
  return [...largest.values()].map(({ size, download }) => toLargestDownload(download, size, source));
}

type VideoDownloadRef = VideoSize['downloads'][number];

function toLargestDownload(
  { productType, productTypeName, productId, uri }: VideoDownloadRef,
  size: VideoSize | undefined,
  { assetId, baseUrl }: VideoSource,
): LargestDownload {
  return {
    productType,
    productTypeName,
    productId,
    assetId,
    isOfVideo: true,
    // Getty Images always sends the address; without it the documented one stands in, for the field is non-null.
    uri: uri ?? `${baseUrl}/v3/downloads/videos/${encodeURIComponent(assetId)}`,
    file:
      size === undefined
        ? undefined
        : {
            sizeName: size.name,
            mediaType: size.mediaType,
            bytes: size.bytes,
            width: size.width,
            height: size.height,
          },
  };
}

const CLIP_LENGTH = /^(?:(\d{1,3}):)?(\d{1,2}):(\d{2})(?::\d{2,3}|\.\d+)?$/;

/**
 * Seconds of a clip. Getty Images writes `hh:mm:ss:ff`; the frames at its end are left out, because how many make a second
 * is not said. `mm:ss`, `hh:mm:ss` and a number of seconds are read, too; anything else is `null`.
 */
function parseClipLength(value: unknown): number | null {
  const seconds = asNumber(value);
  if (seconds !== null) return seconds >= 0 ? seconds : null;
  const match = CLIP_LENGTH.exec(asString(value) ?? '');
  if (match === null) return null;
  const [, hours = '0', minutes = '0', rest = '0'] = match;
  return Number(hours) * 3600 + Number(minutes) * 60 + Number(rest);
}
