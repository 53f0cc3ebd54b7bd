/** The family of an asset; `UNKNOWN` where Getty Images says none, or one that is new. */
export type AssetFamily = 'CREATIVE' | 'EDITORIAL' | 'UNKNOWN';

const FAMILIES: ReadonlyMap<string, AssetFamily> = new Map([
  ['creative', 'CREATIVE'],
  ['editorial', 'EDITORIAL'],
]);

/** Reads `asset_family`, in any case. */
export function parseAssetFamily(value: unknown): AssetFamily {
  return (typeof value === 'string' ? FAMILIES.get(value.toLowerCase()) : undefined) ?? 'UNKNOWN';
}
