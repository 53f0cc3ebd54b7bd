import type { Account } from '../accounts/accounts.js';
import { activeProducts, fitting } from '../accounts/entitlement.js';
import { remainingDownloads, type SimulatedProduct } from '../accounts/product.js';
import { appError, type Reply } from '../http/reply.js';
import type { State } from '../state.js';
import { notCovered } from './refusals.js';

/** What a download request says about who pays. */
export interface ProductWish {
  readonly type: string | undefined;
  readonly id: number | undefined;
}

/**
 * The product that a download is charged to. Getty Images responds with 400 when several types or several instances
 * would do and none was named, and 401 when none covers the asset.
 */
export function chooseProduct(
  state: State,
  account: Account,
  asset: { readonly coverage: readonly string[] },
  wish: ProductWish,
): SimulatedProduct | Reply {
  const active = activeProducts(account);
  if (active.length === 0) return notCovered(state, 'NoAgreement', 'The user has no active agreement.');
  if (wish.id !== undefined) {
    const named = active.find((item) => item.id === wish.id);
    if (named === undefined || (wish.type !== undefined && named.type !== wish.type)) {
      return appError(
        401,
        'ProductIdNotAvailableForUser',
        `Product ${wish.id} is not available to this user.`,
      );
    }
    return asset.coverage.includes(named.type) ? named : uncovered(state);
  }
  const candidates = fitting(account, asset)
    .filter((item) => wish.type === undefined || item.type === wish.type)
    .filter((item) => !state.options.hideUsedUp || remainingDownloads(item) !== 0);
  const first = candidates[0];
  if (first === undefined) return uncovered(state);
  if (new Set(candidates.map((item) => item.type)).size > 1) {
    return appError(400, 'ProductTypeNotSpecified', 'Several product types apply; name one in product_type.');
  }
  if (candidates.length > 1) {
    return appError(
      400,
      'ProductIdNotSpecified',
      'Several products of this type apply; name one in product_id.',
    );
  }
  return first;
}

function uncovered(state: State): Reply {
  return notCovered(state, 'NoDownloadAuthorization', 'No product of the user covers this asset.');
}

/** The refusal of a product with nothing left, or `undefined` when there is room for one more. */
export function exhausted(state: State, item: SimulatedProduct): Reply | undefined {
  const remaining = remainingDownloads(item);
  // Downloads that were agreed to and are not charged yet hold their place.
  if (remaining === null || remaining - state.ledger.underWay(item) > 0) return undefined;
  if (item.type === 'creditpack')
    return appError(401, 'InsufficientCredits', 'There are not enough credits left.');
  return appError(403, 'OverageLimitReached', 'The download limit and the overage are used up.');
}
