import { PRODUCT_TYPES } from '../accounts/entitlement.js';
import type { Order } from '../accounts/ledger.js';
import { largestSize } from '../catalog/sizes.js';
import { deliveryLink } from '../delivery/link.js';
import { authenticate, isReply, requireUser } from '../http/auth.js';
import { appError, json, type Reply } from '../http/reply.js';
import type { SimulatedRequest } from '../http/simulated-request.js';
import type { State } from '../state.js';
import { chooseProduct, exhausted } from './choose-product.js';
import { checkRequirements, readDownloadDetails } from './download-requirements.js';
import { BOOL, INT, oneOf, type Parameters, type Query, readQuery, TEXT } from './query.js';

const COMMON: Parameters = {
  auto_download: BOOL,
  product_id: INT,
  product_type: oneOf(...PRODUCT_TYPES),
  use_team_credits: BOOL,
};

interface Downloadable {
  readonly coverage: readonly string[];
  readonly licenseModel: string;
}
type Size = Order['size'];

/** `POST /v3/downloads/images/{id}` */
export function downloadImage(state: State, request: SimulatedRequest): Reply {
  const query = readQuery(
    { ...COMMON, file_type: oneOf('eps', 'jpg'), height: TEXT },
    request.query,
    'InvalidRequestParameterValue',
  );
  if (isReply(query)) return query;
  const id = request.params['id'] ?? '';
  const image = state.catalog.image(id);
  return download(state, request, query, {
    assetType: 'image',
    asset: image ?? appError(404, 'ImageNotFound', `Image id not found: ${id}`),
    // For images the default is true, for videos it is false.
    redirect: query.bool('auto_download') !== false,
    size: () => {
      const vector = query.text('file_type')?.toLowerCase() === 'eps';
      const sizes = (image?.sizes ?? []).filter((size) => (size.name === 'vector') === vector);
      const height = query.text('height');
      return height === undefined
        ? vector
          ? sizes.at(-1)
          : largestSize(sizes)
        : sizes.find((size) => String(size.height) === height);
    },
  });
}

/** `POST /v3/downloads/videos/{id}` */
export function downloadVideo(state: State, request: SimulatedRequest): Reply {
  const query = readQuery({ ...COMMON, size: TEXT }, request.query, 'InvalidRequestParameterValue');
  if (isReply(query)) return query;
  const id = request.params['id'] ?? '';
  const video = state.catalog.video(id);
  return download(state, request, query, {
    assetType: 'video',
    asset: video ?? appError(404, 'VideoNotFound', `Video id not found: ${id}`),
    redirect: query.bool('auto_download') === true,
    size: () => {
      const name = query.text('size');
      const found =
        name === undefined ? video?.sizes.at(-1) : video?.sizes.find((size) => size.name === name);
      return found === undefined ? undefined : { ...found, dpi: null };
    },
  });
}

interface Wanted {
  readonly assetType: 'image' | 'video';
  readonly asset: Downloadable | Reply;
  readonly redirect: boolean;
  readonly size: () => Size | undefined;
}

/**
 * The order of the checks: the id, which product, whether it covers the asset, the size, the details, the
 * allowance. Only then is anything spent, and every success is spent, a repeated one too.
 */
function download(state: State, request: SimulatedRequest, query: Query, wanted: Wanted): Reply {
  const details = readDownloadDetails(request.body);
  if (isReply(details)) return details;
  const caller = authenticate(state, request);
  if (isReply(caller)) return caller;
  const account = requireUser(state, caller);
  if (isReply(account)) return account;
  const { asset } = wanted;
  if (isReply(asset)) return asset;
  const product = chooseProduct(state, account, asset, {
    type: query.text('product_type')?.toLowerCase(),
    id: query.int('product_id'),
  });
  if (isReply(product)) return product;
  const size = wanted.size();
  if (size === undefined) return appError(404, 'FileDownloadSizeNotFound', 'This asset has no such size.');
  const refusal = checkRequirements(product, details) ?? exhausted(state, product);
  if (refusal !== undefined) return refusal;

  const assetId = request.params['id'] ?? '';
  const settled = state.ledger.spend(
    [
      {
        account,
        product,
        assetId,
        assetType: wanted.assetType,
        api: 'v3',
        free: false,
        ...details,
        coordinationId: null,
        size,
        licenseModel: asset.licenseModel,
      },
    ],
    state.options.commitDelayMs,
  );
  const uri = deliveryLink(state, request.base, {
    assetType: wanted.assetType,
    assetId,
    sizeName: size.name,
    plainName: false,
  });
  return { ...respond(state, uri, wanted.redirect), settled };
}

function respond(state: State, uri: string, redirect: boolean): Reply {
  if (redirect) return { status: state.options.redirectStatus, headers: { location: uri }, body: '' };
  return json(200, state.options.bareStringUri ? uri : { uri });
}
