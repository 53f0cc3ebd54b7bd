import type { DomainContext } from '../domain-context.js';
import type { Ownership } from './account-history.js';
import type { AssetRef } from './owned-assets.js';

type Lookup = (asset: AssetRef) => Ownership;

const opened = new WeakMap<DomainContext, Promise<Lookup>>();

/**
 * Whether an asset was licensed before. All rows of a request share one opening of the index: no call where it is warm,
 * at most one where it is not. Never throws: what cannot be read is `UNKNOWN`.
 */
export const getOwnership = async (scope: DomainContext, asset: AssetRef): Promise<Ownership> => {
  const opening = opened.get(scope) ?? scope.services.downloads.ownership.open(scope);
  opened.set(scope, opening);
  return (await opening)(asset);
};
