import { isExhausted } from '../catalog/products/is-exhausted.js';
import { findProduct } from '../catalog/products/product-offerings.js';
import type { UpstreamFailure } from '../errors/upstream-failure.js';
import type { ProductRef } from '../getty/model/image.js';
import type { Product, Requirements } from '../getty/model/product.js';
import type { ProductType } from '../getty/model/product-type.js';
import { type DownloadFailure, downloadFailure } from './download-failure.js';
import type { DownloadRequest } from './download-request.js';
import { type Choice, type Entitlement, isListed, isSilent } from './product-choice.js';

/** Tells that a product is used up. */
export const quotaExhausted = (
  product: Product | null,
  ref: ProductRef | null,
  upstream: UpstreamFailure | null,
): DownloadFailure => {
  const name = product?.name ?? product?.typeName ?? ref?.productTypeName;
  const resetsAt = product?.quota?.resetsAt ?? null;
  const until = resetsAt === null ? '' : ` It fills up again at ${resetsAt.toISOString()}.`;
  return downloadFailure(
    'QUOTA_EXHAUSTED',
    `${name === undefined ? 'The product' : `“${name}”`} has no downloads left in this period.${until}`,
    {
      product:
        product === null
          ? ref
          : { productType: product.type, productTypeName: product.typeName, productId: product.productId },
      resetsAt,
      upstream,
    },
  );
};

/** What is looked at to tell a used-up product from one that was never held. */
export interface RefusalContext {
  /** `null`: the asset could not be read. */
  readonly entitlement: Entitlement | null;
  readonly products: readonly Product[];
  /** What the request was sent with, or would have been. */
  readonly ref: ProductRef | null;
  /** Kinds that the version used cannot serve at all. */
  readonly unsupported: ReadonlySet<ProductType>;
}

const UNREAD: Entitlement = { allowed: [], productTypes: [], downloadProduct: null };

/**
 * A product is fitting when the asset lists it (by instance where the asset names one, else by kind, which also
 * covers products that a used-up allowance hides) and the version used serves its kind.
 */
const fittingProducts = ({ entitlement, products, ref, unsupported }: RefusalContext): readonly Product[] => {
  const { allowed, productTypes, downloadProduct } = entitlement ?? UNREAD;
  return products.filter((product) => {
    if (product.status !== 'ACTIVE' || unsupported.has(product.type)) return false;
    // A named product that the asset does not list was never good for it, used up or not.
    if (ref !== null && entitlement !== null && !isSilent(entitlement) && !isListed(entitlement, ref))
      return false;
    if (ref?.productId != null) return product.productId === ref.productId;
    if (ref !== null) return product.type === ref.productType;
    const listed = allowed.filter((one) => one.productType === product.type);
    if (listed.some((one) => one.productId === null || one.productId === product.productId)) return true;
    return productTypes.includes(product.type) || downloadProduct?.productType === product.type;
  });
};

/**
 * Why nothing covers the asset: Getty Images has one answer for "used up" and for "never held", the caller's products
 * tell them apart. Pure.
 */
export const explainRefusal = (facts: RefusalContext, upstream: UpstreamFailure | null): DownloadFailure => {
  const fitting = fittingProducts(facts);
  const spent = fitting.find(isExhausted);
  if (spent !== undefined && fitting.every(isExhausted)) return quotaExhausted(spent, null, upstream);
  const entitlement = facts.entitlement ?? UNREAD;
  const types = new Set([
    ...entitlement.allowed.map((one) => one.productType),
    ...entitlement.productTypes,
    ...(entitlement.downloadProduct === null ? [] : [entitlement.downloadProduct.productType]),
  ]);
  return downloadFailure(
    'NOT_ENTITLED',
    types.size === 0
      ? 'None of the caller’s products allows this download.'
      : `None of the caller’s products allows this download; it takes ${[...types].join(' or ')}.`,
    { allowedProductTypes: [...types], upstream },
  );
};

/** The used-up product, where that is known before anything is sent. */
export const exhaustedFailure = (choice: Choice): DownloadFailure | null =>
  choice.product !== null && isExhausted(choice.product)
    ? quotaExhausted(choice.product, choice.ref, null)
    : null;

/** Whether what a product wants to be told was told; else what is missing, with the codes there are. Pure. */
export const checkRequirements = (
  request: DownloadRequest,
  requirements: Requirements | null,
  upstream: UpstreamFailure | null = null,
): DownloadFailure | null => {
  if (requirements === null) return null;
  const tell = (name: 'note' | 'projectCode', message: string): DownloadFailure =>
    downloadFailure('DOWNLOAD_REQUIREMENTS_NOT_MET', message, {
      field: [...request.path, name],
      requirements,
      upstream,
    });
  const codes =
    requirements.projectCodes.length === 0 ? '' : ` Give one of: ${requirements.projectCodes.join(', ')}.`;
  if (requirements.isProjectCodeRequired && request.projectCode === null)
    return tell('projectCode', `The agreement wants a project code with each download.${codes}`);
  if (
    requirements.isProjectCodeRequired &&
    request.projectCode !== null &&
    requirements.projectCodes.length > 0 &&
    !requirements.projectCodes.includes(request.projectCode)
  )
    return tell(
      'projectCode',
      `The agreement does not know the project code “${request.projectCode}”.${codes}`,
    );
  if (requirements.isNoteRequired && request.note === null)
    return tell('note', 'The agreement wants a note with each download.');
  return null;
};

/** The requirements of the product that a request names or that was chosen for it. */
export const getRequirements = (products: readonly Product[], ref: ProductRef | null): Requirements | null =>
  ref === null ? null : (findProduct(products, ref)?.requirements ?? null);
