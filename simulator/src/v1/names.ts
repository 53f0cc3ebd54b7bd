/** v1's names for the types of product. Those that are missing here v1 never heard of. */
const NAMES: Readonly<Record<string, string>> = {
  easyaccess: 'EasyAccess',
  editorialsubscription: 'EditorialSubscription',
  premiumaccess: 'PremiumAccess',
  royaltyfreesubscription: 'RoyaltyFreeSubscription',
  imagepack: 'ImagePack',
  legacyrfsubscription: 'LegacyRfSubscription',
};

/** v1's name for a type of product. */
export function offeringName(type: string): string | undefined {
  return NAMES[type];
}

/** The type of product that v1 calls so; `undefined` for a name that is not valid. */
export function typeOfOffering(name: string): string | undefined {
  return Object.keys(NAMES).find((type) => NAMES[type] === name);
}

/** Products that exist once per customer have no instance number in v1. */
export function instanceId(product: { readonly id: number; readonly type: string }): string | null {
  return ['easyaccess', 'editorialsubscription'].includes(product.type) ? null : String(product.id);
}

/** A date as most v1 operations write it: milliseconds, in the time of the American west coast. */
export function v1Date(iso: string | null): string | null {
  return iso === null ? null : `/Date(${Date.parse(iso)}-0800)/`;
}
