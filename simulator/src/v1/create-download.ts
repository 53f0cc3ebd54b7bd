import { activeProducts, fitting } from '../accounts/entitlement.js';
import type { Order } from '../accounts/ledger.js';
import { remainingDownloads, type SimulatedProduct } from '../accounts/product.js';
import { deliveryLink } from '../delivery/link.js';
import { type DownloadGrant, hasEnded, readDownloadToken } from './download-token.js';
import { failure, type Notice, type V1Operation, type V1Request } from './envelope.js';
import { isFree } from './free.js';
import { type Json, records, text } from './json.js';
import { offeringName } from './names.js';

/** What becomes of one item: a link and an order, or a word why not. */
type Settled =
  | { readonly order: Order; readonly notice?: Notice }
  | {
      readonly status: string;
      readonly assetId: string | null;
      readonly video?: boolean;
      readonly notice: Notice;
    };

const warning = (Code: string, Message: string): Notice => ({ Type: 'Warning', Code, Message });

/** Turns download tokens into links, charging one download an item; each item succeeds or fails on its own. */
export const CREATE_DOWNLOAD_REQUEST: V1Operation = {
  name: 'CreateDownloadRequest',
  bodyKeys: ['CreateDownloadRequestBody'],
  resultKey: 'CreateDownloadRequestResult',
  token: 'secure',
  run(request) {
    const items = records(request.body, 'DownloadItems');
    if (items === undefined || items.length === 0)
      return failure('InvalidRequest', 'DownloadItems is empty.');
    const { state, access, http } = request;
    if (activeProducts(access.account).length === 0)
      return failure('NoAgreement', 'The user has no active agreement.');
    const orders: Order[] = [];
    const notices: Notice[] = [];
    const DownloadUrls: Json[] = [];
    for (const item of items) {
      const settled = settle(request, text(item, 'DownloadToken') ?? '', orders);
      if (settled.notice !== undefined) notices.push(settled.notice);
      if (!('order' in settled)) {
        DownloadUrls.push(entry(settled.assetId, settled.video === true, settled.status, null));
        continue;
      }
      const { assetId, assetType, size } = settled.order;
      orders.push(settled.order);
      const uri = deliveryLink(state, http.base, {
        assetType,
        assetId,
        sizeName: size.name,
        plainName: false,
      });
      DownloadUrls.push(entry(assetId, assetType === 'video', 'success', uri));
    }
    const settled = orders.length === 0 ? undefined : state.ledger.spend(orders, state.options.commitDelayMs);
    return { result: { DownloadUrls }, notices, settled };
  },
};

function entry(assetId: string | null, video: boolean, Status: string, UrlAttachment: string | null): Json {
  // `SizeName` has been empty since it was documented, so a client cannot distinguish two sizes of one image.
  return { [video ? 'AssetId' : 'ImageId']: assetId, SizeName: null, Status, UrlAttachment };
}

function settle(request: V1Request, token: string, before: readonly Order[]): Settled {
  const { state, access } = request;
  const grant = readDownloadToken(state, token);
  if (grant === undefined) {
    return {
      status: 'invalidtoken',
      assetId: null,
      notice: warning('InvalidDownloadToken', 'A download token has the wrong format.'),
    };
  }
  const refuse = (status: string, code: string, message: string): Settled => ({
    status,
    assetId: grant.assetId,
    video: grant.assetType === 'video',
    notice: warning(code, message),
  });
  if (hasEnded(state, grant))
    return refuse('expiredtoken', 'ExpiredDownloadToken', 'A download token is older than a day.');
  if (grant.account !== access.account.name)
    return refuse('noaccess', 'NoAuthorizations', 'The token belongs to another user.');
  const asset = assetOf(request, grant);
  if (asset === undefined)
    return refuse('unavailable', 'AssetNotAvailable', `Asset ${grant.assetId} is not available.`);
  const named = activeProducts(access.account).find((item) => item.id === grant.productId);
  if (named === undefined)
    return refuse('noaccess', 'NoAuthorizations', `Asset ${grant.assetId} is not authorised.`);

  const free = isFree(state, access.account, grant.assetId, named);
  const hasRoom = (item: SimulatedProduct): boolean => {
    const remaining = remainingDownloads(item);
    const taken = before.filter((order) => order.product === item && !order.free).length;
    return remaining === null || remaining - state.ledger.underWay(item) - taken > 0;
  };
  const order = (product: SimulatedProduct): Order => ({
    account: access.account,
    product,
    assetId: grant.assetId,
    assetType: grant.assetType,
    api: 'v1',
    free: free && product === named,
    note: null,
    projectCode: null,
    coordinationId: request.coordinationId,
    size: asset.size,
    licenseModel: asset.licenseModel,
  });
  if (free || hasRoom(named)) return { order: order(named) };
  const other = state.options.alternativeAgreement
    ? fitting(access.account, asset).find(
        (item) => item !== named && hasRoom(item) && offeringName(item.type) !== undefined,
      )
    : undefined;
  if (other === undefined)
    return refuse('noaccess', 'NoAuthorizations', `Nothing is left to download ${grant.assetId} with.`);
  const Message = `Asset ${grant.assetId} was charged to ${other.name}.`;
  return { order: order(other), notice: { Type: 'Information', Code: 'AlternativeAgreement', Message } };
}

interface Available {
  readonly coverage: readonly string[];
  readonly licenseModel: string;
  readonly size: Order['size'];
}

function assetOf({ state }: V1Request, grant: DownloadGrant): Available | undefined {
  const image = grant.assetType === 'image' ? state.catalog.image(grant.assetId) : undefined;
  const video = grant.assetType === 'video' ? state.catalog.video(grant.assetId) : undefined;
  const asset = image ?? video;
  const size = [...(image?.sizes ?? []), ...(video?.sizes ?? [])].find(({ name }) => name === grant.sizeName);
  if (asset === undefined || size === undefined) return undefined;
  const { coverage, licenseModel } = asset;
  return {
    coverage,
    licenseModel,
    size: { name: size.name, width: size.width, height: size.height, dpi: 'dpi' in size ? size.dpi : null },
  };
}
