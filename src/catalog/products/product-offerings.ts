import { badInput } from '../../errors/service-error.js';
import type { GettyApi } from '../../errors/upstream-failure.js';
import type { ProductRef } from '../../getty/model/image.js';
import type { Product } from '../../getty/model/product.js';
import { type DomainContext, requireSignedIn } from '../domain-context.js';

/**
 * The caller's products.
 * @param status `null`: all
 * @param via `null`: v3 where it is switched on, else v1
 * @param withRequirements whether what they want to be told is selected anywhere in the operation
 * @throws ServiceError, `UNAUTHENTICATED` without a signed-in caller
 */
export const productOfferings = async (
  scope: DomainContext,
  status: Product['status'] | null,
  via: GettyApi | null,
  withRequirements: boolean,
): Promise<readonly Product[]> => {
  if (via === 'V2') throw badInput(['via'], 'v2 does not tell products; give V3 or V1, or leave it out.');
  const { apis } = scope.services.getty;
  if (via !== null && !apis.includes(via))
    throw badInput(['via'], `${via} is not switched on here; leave it out.`);
  requireSignedIn(scope);
  const products =
    (via ?? (apis.includes('V3') ? 'V3' : 'V1')) === 'V3'
      ? await scope.loaders.products.load(withRequirements)
      : await scope.loaders.products.loadV1(status === 'ACTIVE' ? 'active' : 'all');
  return status === null ? products : products.filter((product) => product.status === status);
};

/**
 * The product that a reference means: the one with its id, or the only one of its kind where no id is given.
 * `null` where that leaves a choice, or where the caller no longer holds it. Pure.
 */
export const findProduct = (
  products: readonly Product[],
  ref: Pick<ProductRef, 'productType' | 'productTypeName' | 'productId'>,
): Product | null => {
  if (ref.productId !== null) return products.find((product) => product.productId === ref.productId) ?? null;
  const sameKind = products.filter((product) =>
    ref.productType === 'UNKNOWN'
      ? product.typeName.toLowerCase() === ref.productTypeName.toLowerCase()
      : product.type === ref.productType,
  );
  return sameKind.length === 1 ? (sameKind[0] ?? null) : null;
};

/** The product of a reference, read with all others in one call. @throws ServiceError */
export const getProductOffering = async (
  scope: DomainContext,
  ref: Pick<ProductRef, 'productType' | 'productTypeName' | 'productId'>,
  withRequirements: boolean,
): Promise<Product | null> => findProduct(await productOfferings(scope, null, null, withRequirements), ref);
