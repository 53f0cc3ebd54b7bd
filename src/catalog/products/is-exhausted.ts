import type { Product } from '../../getty/model/product.js';

/**
 * Whether a product certainly has nothing left: no download, no overage, no credit. What Getty Images does not say
 * counts as something left, for its own answer decides. Pure.
 */
export const isExhausted = ({ quota }: Product): boolean => {
  if (quota === null) return false;
  if (quota.remaining === null)
    return quota.limit === null && quota.creditsRemaining !== null && quota.creditsRemaining <= 0;
  if (quota.remaining > 0) return false;
  const { overage } = quota;
  if (overage === null) return true;
  if (overage.isReached === true) return true;
  if (overage.remaining !== null) return overage.remaining <= 0;
  return overage.limit === 0;
};
