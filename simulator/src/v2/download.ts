import { fitting } from '../accounts/entitlement.js';
import { remainingDownloads } from '../accounts/product.js';
import { largestSize } from '../catalog/sizes.js';
import { deliveryLink } from '../delivery/link.js';
import { json, type Reply } from '../http/reply.js';
import type { SimulatedRequest } from '../http/simulated-request.js';
import type { State } from '../state.js';

/** The products that the single-step download does not serve. */
const NOT_SERVED = ['imagepack', 'royaltyfreesubscription', 'creditpack'];

/**
 * `POST /v2/download/{id}`: the largest file of an image, charged to whichever product comes first. The documents
 * list the reasons for a refusal and not the body, so the body here is a message like the gateway's.
 */
export function singleStepDownload(state: State, request: SimulatedRequest): Reply {
  const coordinationId = request.headers['gi-coordination-id'];
  const echo: Record<string, string> =
    coordinationId === undefined ? {} : { 'gi-coordination-id': coordinationId };
  const refuse = (status: number, message: string): Reply => json(status, { message }, echo);

  const token = /^bearer (\S+)$/i.exec(request.headers['authorization'] ?? '')?.[1];
  const issued = token === undefined ? undefined : state.tokens.find(token);
  if (issued === undefined || state.tokens.isExpired(issued))
    return refuse(401, 'Only a secure token may be used.');
  if (issued.kind !== 'oauth' && issued.kind !== 'v1-secure')
    return refuse(401, 'Only a secure token may be used.');
  const account = state.account(issued.account);
  if (!account.isUser) return refuse(401, 'The token is not fully authenticated.');
  if (request.headers['x-forwarded-proto'] === 'http')
    return refuse(403, 'A secure token was sent over plain HTTP.');

  const image = state.catalog.image(request.params['id'] ?? '');
  if (image === undefined) return refuse(404, 'Image not found.');
  if (image.coverage.length === 0) return refuse(404, 'No authorizations found for the asset.');
  const products = fitting(account, image);
  if (products.length > 0 && products.every((item) => NOT_SERVED.includes(item.type))) {
    return refuse(403, 'The product offering can not be used with this resource.');
  }
  const product = products.find((item) => {
    const remaining = remainingDownloads(item);
    return (
      !NOT_SERVED.includes(item.type) && (remaining === null || remaining - state.ledger.underWay(item) > 0)
    );
  });
  const size = largestSize(image.sizes);
  if (product === undefined || size === undefined) return refuse(403, 'No product offering found.');
  const settled = state.ledger.spend(
    [
      {
        account,
        product,
        assetId: image.id,
        assetType: 'image',
        api: 'v2',
        free: false,
        note: null,
        projectCode: null,
        coordinationId: coordinationId ?? null,
        size,
        licenseModel: image.licenseModel,
      },
    ],
    state.options.commitDelayMs,
  );
  const uri = deliveryLink(state, request.base, {
    assetType: 'image',
    assetId: image.id,
    sizeName: size.name,
    plainName: true,
  });
  return { status: 302, headers: { ...echo, location: uri }, body: '', settled };
}
