/** The kinds of product this service knows. `UNKNOWN` stands for any that Getty Images invents later. */
export type ProductType =
  | 'EASY_ACCESS'
  | 'EDITORIAL_SUBSCRIPTION'
  | 'IMAGE_PACK'
  | 'PREMIUM_ACCESS'
  | 'ROYALTY_FREE_SUBSCRIPTION'
  | 'CREDIT_PACK'
  | 'LEGACY_RF_SUBSCRIPTION'
  | 'AI_GENERATION'
  | 'SANDBOX'
  | 'UNKNOWN';

/** The kinds that can be asked for. */
export type RequestableProductType = Extract<
  ProductType,
  | 'EASY_ACCESS'
  | 'EDITORIAL_SUBSCRIPTION'
  | 'IMAGE_PACK'
  | 'PREMIUM_ACCESS'
  | 'ROYALTY_FREE_SUBSCRIPTION'
  | 'CREDIT_PACK'
>;

const PRODUCT_TYPE_BY_NAME: ReadonlyMap<string, ProductType> = new Map([
  ['easyaccess', 'EASY_ACCESS'],
  ['editorialsubscription', 'EDITORIAL_SUBSCRIPTION'],
  ['imagepack', 'IMAGE_PACK'],
  ['premiumaccess', 'PREMIUM_ACCESS'],
  ['royaltyfreesubscription', 'ROYALTY_FREE_SUBSCRIPTION'],
  ['creditpack', 'CREDIT_PACK'],
  ['legacyrfsubscription', 'LEGACY_RF_SUBSCRIPTION'],
  ['aigen', 'AI_GENERATION'],
  ['sandbox', 'SANDBOX'],
]);

const V3_NAME_BY_TYPE: Readonly<Record<RequestableProductType, string>> = {
  EASY_ACCESS: 'easyaccess',
  EDITORIAL_SUBSCRIPTION: 'editorialsubscription',
  IMAGE_PACK: 'imagepack',
  PREMIUM_ACCESS: 'premiumaccess',
  ROYALTY_FREE_SUBSCRIPTION: 'royaltyfreesubscription',
  CREDIT_PACK: 'creditpack',
};

/**
 * Reads a product's kind in any of the spellings on record: `easyaccess` (v3), `EasyAccess` (v1), `Imagepack` and
 * `ImagePack` (both v1), `credit_pack` (v3 in 2017 and 2018).
 */
export const parseProductType = (word: string | null): ProductType =>
  word === null
    ? 'UNKNOWN'
    : (PRODUCT_TYPE_BY_NAME.get(word) ??
      PRODUCT_TYPE_BY_NAME.get(word.toLowerCase().replaceAll(/[^a-z]/g, '')) ??
      'UNKNOWN');

/** The word v3 takes for a kind in `product_type=` and `download_product=`. */
export const toV3ProductType = (type: RequestableProductType): string => V3_NAME_BY_TYPE[type];

/** Whether a kind is one that can be named in a request. */
export const isRequestableProductType = (type: ProductType): type is RequestableProductType =>
  type in V3_NAME_BY_TYPE;
