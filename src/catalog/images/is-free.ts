import type { LargestDownload } from '../../getty/model/image.js';
import { type DomainContext, requireSignedIn } from '../domain-context.js';

/** Whether downloading now would cost nothing: only v1 says so. `null` where it does not, or is switched off. @throws ServiceError */
export const isFree = async (scope: DomainContext, download: LargestDownload): Promise<boolean | null> => {
  requireSignedIn(scope);
  // v1's authorizations are of images; of videos it says nothing about what is free.
  if (download.isOfVideo || !scope.services.getty.apis.includes('V1')) return null;
  const response = await scope.loaders.authorizations.load(download.assetId);
  const same = response.authorizations.filter(
    (authorization) => authorization.productType === download.productType,
  );
  const exact = same.find(
    (authorization) => authorization.productId !== null && authorization.productId === download.productId,
  );
  return (exact ?? (same.length === 1 ? same[0] : undefined))?.isFree ?? null;
};
