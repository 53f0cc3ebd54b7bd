import { isExhausted } from '../catalog/products/is-exhausted.js';
import { findProduct } from '../catalog/products/product-offerings.js';
import { badInput } from '../errors/service-error.js';
import type { ProductRef } from '../getty/model/image.js';
import type { Product } from '../getty/model/product.js';
import type { ProductType } from '../getty/model/product-type.js';
import type { Image } from '../getty/v3/image-fields.js';
import type { DownloadRequest } from './download-request.js';

/** What an asset's own answer says of the products that may pay for it. */
export interface Entitlement {
  /** Getty Images' own choice. */
  readonly downloadProduct: ProductRef | null;
  /** Products that allow it, in Getty Images' order. */
  readonly allowed: readonly ProductRef[];
  /** Kinds that list it, also where an allowance that ran out hides them above. */
  readonly productTypes: readonly ProductType[];
  /** Getty Images wants to be called before the image is used. */
  readonly isCallForImage?: boolean;
}

/** Reads an image's entitlement; nothing is known of an image that was not read. */
export const toEntitlement = (
  image:
    | (Pick<Image, 'downloadProduct' | 'largestDownloads' | 'productTypes'> &
        Partial<Pick<Image, 'isCallForImage'>>)
    | null,
): Entitlement => ({
  downloadProduct: image?.downloadProduct ?? null,
  allowed: image?.largestDownloads ?? [],
  productTypes: image?.productTypes ?? [],
  ...(image?.isCallForImage === true ? { isCallForImage: true } : {}),
});

/** Whether an asset's own answer lists a product, or any at all where none was chosen. Pure. */
export const isListed = (
  { allowed, downloadProduct, productTypes }: Entitlement,
  ref: ProductRef | null,
): boolean => {
  // `product_types` has kinds that the caller does not hold as well.
  if (ref === null) return allowed.length > 0 || downloadProduct !== null;
  const sameKind = allowed.filter((one) => one.productType === ref.productType);
  if (sameKind.length === 0)
    return productTypes.includes(ref.productType) || downloadProduct?.productType === ref.productType;
  return sameKind.some(
    ({ productId }) => productId === null || ref.productId === null || productId === ref.productId,
  );
};

/** Whether an asset's own answer names no product at all, which says nothing against any. Pure. */
export const isSilent = ({ allowed, downloadProduct, productTypes }: Entitlement): boolean =>
  allowed.length === 0 && downloadProduct === null && productTypes.length === 0;

/** The product that is to pay; `null` in it where Getty Images names none and its answer decides. */
export interface Choice {
  readonly ref: ProductRef | null;
  /** The caller's product behind the reference, where one was found among them. */
  readonly product: Product | null;
}

const toProductRef = (product: Product): ProductRef => ({
  productType: product.type,
  productTypeName: product.typeName,
  productId: product.productId,
});

const hasRemaining = (products: readonly Product[], ref: ProductRef): boolean => {
  const product = findProduct(products, ref);
  return product === null || (product.status === 'ACTIVE' && !isExhausted(product));
};

/** Gives a reference its instance, where the asset or the caller's products leave no doubt. */
const resolveInstance = (
  ref: ProductRef,
  allowed: readonly ProductRef[],
  products: readonly Product[],
): Choice => {
  if (ref.productId !== null) return { ref, product: findProduct(products, ref) };
  const sameKind = allowed.filter(
    (other) =>
      other.productTypeName.toLowerCase() === ref.productTypeName.toLowerCase() && other.productId !== null,
  );
  const better = sameKind.find((other) => hasRemaining(products, other)) ?? sameKind[0];
  if (better !== undefined) return { ref: better, product: findProduct(products, better) };
  const product = findProduct(products, ref);
  return product === null ? { ref, product: null } : { ref: toProductRef(product), product };
};

const requestedProduct = (
  request: DownloadRequest,
  entitlement: Entitlement,
  products: readonly Product[],
): Choice | null => {
  const { productType, productId } = request;
  if (productId !== null) {
    const product = products.find((one) => one.productId === productId) ?? null;
    if (product !== null && productType !== null && product.type !== productType)
      throw badInput(
        [...request.path, 'productId'],
        `product ${productId} is of type ${product.type}, not ${productType}; leave one of them out.`,
      );
    if (product !== null) return { ref: toProductRef(product), product };
    if (products.length > 0)
      throw badInput(
        [...request.path, 'productId'],
        `the caller holds no product ${productId}; give one from \`productOfferings\`.`,
      );
    const type =
      productType ?? entitlement.allowed.find((one) => one.productId === productId)?.productType ?? 'UNKNOWN';
    return { ref: { productType: type, productTypeName: toProductName(type), productId }, product: null };
  }
  if (productType === null) return null;
  return resolveInstance(
    { productType, productTypeName: toProductName(productType), productId: null },
    entitlement.allowed,
    products,
  );
};

/** v3's word for a kind that was named to us; only its letters matter where words are compared. */
const toProductName = (type: ProductType): string => type.toLowerCase().replaceAll('_', '');

/**
 * Which product pays: what the caller named; else Getty Images' `download_product` for the asset; else the first of
 * those that allow it and has something left; else none, and Getty Images' answer decides. Pure.
 * @param exhausted ids of products that ran out in this operation and are to be passed over
 * @throws ServiceError `BAD_USER_INPUT` where what was named contradicts itself
 */
export const chooseProduct = (
  request: DownloadRequest,
  entitlement: Entitlement,
  products: readonly Product[],
  exhausted: ReadonlySet<string> = new Set(),
): Choice => {
  const wanted = requestedProduct(request, entitlement, products);
  if (wanted !== null) return wanted;
  const isFresh = (ref: ProductRef): boolean => ref.productId === null || !exhausted.has(ref.productId);
  if (entitlement.downloadProduct !== null) {
    const choice = resolveInstance(entitlement.downloadProduct, entitlement.allowed, products);
    if (
      exhausted.size === 0 ||
      (choice.ref !== null && isFresh(choice.ref) && hasRemaining(products, choice.ref))
    )
      return choice;
  }
  const candidates = entitlement.allowed.filter(isFresh);
  const first = candidates.find((ref) => hasRemaining(products, ref)) ?? candidates[0];
  return first === undefined ? { ref: null, product: null } : resolveInstance(first, candidates, products);
};
