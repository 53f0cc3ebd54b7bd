import type { Account } from '../accounts/accounts.js';
import type { SimulatedProduct } from '../accounts/product.js';
import type { State } from '../state.js';

const DAY = 86_400_000;

/** Whether a download would cost nothing: under EasyAccess, within a day of the last one that was paid. */
export function isFree(state: State, account: Account, assetId: string, item: SimulatedProduct): boolean {
  if (!state.options.v1FreeRedownload || item.type !== 'easyaccess') return false;
  const since = state.clock.now() - DAY;
  return state.ledger.charges.some(
    (charge) =>
      charge.account === account.name &&
      charge.assetId === assetId &&
      charge.productType === 'easyaccess' &&
      !charge.free &&
      charge.at > since,
  );
}
