import { createHash } from 'node:crypto';
import { parseAssetId } from '../catalog/ids.js';
import { badInput } from '../errors/service-error.js';
import type { GettyApi } from '../errors/upstream-failure.js';
import type { ProductType, RequestableProductType } from '../getty/model/product-type.js';
import type { AssetKey } from './idempotency/idempotency-store.js';

/** What to do with an asset that was licensed before. */
export type IfOwned = 'DOWNLOAD' | 'REFUSE';

/** One download as a client asks for it, checked. */
export interface DownloadRequest {
  readonly asset: { readonly type: 'image' | 'video'; readonly id: string };
  readonly productType: RequestableProductType | null;
  readonly productId: string | null;
  readonly fileType: 'JPG' | 'EPS' | null;
  readonly height: number | null;
  /** Name of a video's size. */
  readonly size: string | null;
  readonly note: string | null;
  readonly projectCode: string | null;
  /** The caller's, or `null` where one is to be made. */
  readonly key: string | null;
  readonly via: GettyApi | null;
  /** What to do when the asset was licensed before. */
  readonly ifOwned: IfOwned;
  /** Where the input stands among the field's arguments, e.g. `['input', 'items', '2']`. */
  readonly path: readonly string[];
}

/** The input of either mutation, as GraphQL hands it over. */
export interface RawDownloadInput {
  readonly imageId?: string;
  readonly videoId?: string;
  readonly productType?: RequestableProductType | null;
  readonly productId?: string | null;
  readonly fileType?: 'JPG' | 'EPS' | null;
  readonly height?: number | null;
  readonly size?: string | null;
  readonly note?: string | null;
  readonly projectCode?: string | null;
  readonly idempotencyKey?: string | null;
  readonly via?: GettyApi | null;
  readonly ifOwned?: IfOwned | null;
}

const MAX_TEXT = 500;
const MAX_HEIGHT = 100_000;
const KEY = /^[\x21-\x7e]{1,255}$/;
const SIZE = /^[A-Za-z0-9_. -]{1,64}$/;

const text = (value: string | null | undefined, path: readonly string[]): string | null => {
  if (value == null || value.trim() === '') return null;
  if (value.length > MAX_TEXT)
    throw badInput(path, `has ${value.length} characters; at most ${MAX_TEXT} are taken.`);
  return value;
};

/**
 * Checks one download's input.
 * @param path where the input stands, e.g. `['input']`
 * @throws ServiceError `BAD_USER_INPUT`, before anything is sent
 */
export const readDownloadInput = (
  raw: RawDownloadInput,
  type: 'image' | 'video',
  path: readonly string[],
): DownloadRequest => {
  const id =
    type === 'image'
      ? parseAssetId(raw.imageId ?? '', 'Image', [...path, 'imageId'])
      : parseAssetId(raw.videoId ?? '', 'Video', [...path, 'videoId']);
  const height = raw.height ?? null;
  if (height !== null && (height < 1 || height > MAX_HEIGHT))
    throw badInput(
      [...path, 'height'],
      `${height} is out of range; give the pixel height of a size on offer, 1 to ${MAX_HEIGHT}.`,
    );
  const key = raw.idempotencyKey ?? null;
  if (key !== null && !KEY.test(key))
    throw badInput(
      [...path, 'idempotencyKey'],
      'cannot be used; give 1 to 255 visible ASCII characters, best a UUID.',
    );
  const size = raw.size ?? null;
  if (size !== null && !SIZE.test(size))
    throw badInput(
      [...path, 'size'],
      'is no name of a size; give one from `Video.downloadSizes`, e.g. `hd1`.',
    );
  const request: DownloadRequest = {
    asset: { type, id },
    productType: raw.productType ?? null,
    productId:
      raw.productId == null ? null : parseAssetId(raw.productId, 'ProductOffering', [...path, 'productId']),
    fileType: raw.fileType ?? null,
    height,
    size,
    note: text(raw.note, [...path, 'note']),
    projectCode: text(raw.projectCode, [...path, 'projectCode']),
    key,
    via: raw.via ?? null,
    ifOwned: raw.ifOwned ?? 'DOWNLOAD',
    path,
  };
  if (request.productId !== null && !/^\d{1,10}$/.test(request.productId))
    throw badInput(
      [...path, 'productId'],
      'is no product of Getty Images; give one from `productOfferings`.',
    );
  if (request.via !== null) checkVersion(request, request.via);
  return request;
};

/** What a version cannot do, so that nothing asked for is ever dropped in silence. */
const UNSUPPORTED_FIELDS: Readonly<Record<GettyApi, readonly (keyof DownloadRequest)[]>> = {
  V3: [],
  V2: ['productType', 'productId', 'fileType', 'height', 'note', 'projectCode', 'size'],
  V1: ['fileType', 'height', 'note', 'projectCode'],
};

/** v1 downloads videos under Easy Access only; v2 knows no videos. */
export const unsupportedField = (request: DownloadRequest, api: GettyApi): keyof DownloadRequest | null => {
  if (request.asset.type === 'video' && api === 'V2') return 'asset';
  if (
    request.asset.type === 'video' &&
    api === 'V1' &&
    request.productType !== null &&
    request.productType !== 'EASY_ACCESS'
  )
    return 'productType';
  return UNSUPPORTED_FIELDS[api].find((name) => request[name] !== null) ?? null;
};

const checkVersion = (request: DownloadRequest, api: GettyApi): void => {
  const unable = unsupportedField(request, api);
  if (unable === null) return;
  if (unable === 'asset')
    throw badInput([...request.path, 'via'], 'v2 downloads no videos; give V3 or V1, or leave it out.');
  if (unable === 'productType' && api === 'V1')
    throw badInput(
      [...request.path, 'productType'],
      'v1 downloads videos under EASY_ACCESS only; leave it out or use V3.',
    );
  throw badInput([...request.path, unable], `${api} cannot do this; leave it out, or leave \`via\` out.`);
};

/** Types that v2's single step does not serve. */
export const V2_UNSUPPORTED_PRODUCTS: ReadonlySet<ProductType> = new Set<ProductType>([
  'IMAGE_PACK',
  'ROYALTY_FREE_SUBSCRIPTION',
]);

/** The asset as the key store and the ledger name it. */
export const assetKeyOf = ({ asset }: Pick<DownloadRequest, 'asset'>): AssetKey =>
  `${asset.type}:${asset.id}`;

/**
 * Names an input by what it asks for, without key, `clientMutationId` and `via`: the same key with another hash is a
 * conflict. Ids are compared in their plain form, so either way of writing one is the same input.
 */
export const inputHash = (request: DownloadRequest): string =>
  createHash('sha256')
    .update(
      JSON.stringify([
        request.asset.type,
        request.asset.id,
        request.productType,
        request.productId,
        request.fileType,
        request.height,
        request.size,
        request.note,
        request.projectCode,
        // Only where it says something: keys of releases that did not know it stay valid.
        ...(request.ifOwned === 'REFUSE' ? [request.ifOwned] : []),
      ]),
    )
    .digest('base64url');
