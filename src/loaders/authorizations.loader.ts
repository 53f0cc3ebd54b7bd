import DataLoader from 'dataloader';
import type { UpstreamFailure } from '../errors/upstream-failure.js';
import type { GettyCall } from '../getty/session.js';
import { MAX_AUTHORIZATION_IDS, type V1Authorization } from '../getty/v1/authorization.js';
import { fetchLargestAuthorizations } from '../getty/v1/authorizations.client.js';
import type { V1Client } from '../getty/v1/v1-client.js';

/** What would pay for one image, as v1 says. */
export interface ImageAuthorizations {
  /** Getty Images' preference first; empty where nothing pays, or the image was left out of the answer. */
  readonly authorizations: readonly V1Authorization[];
  /** What to show where nothing does. */
  readonly upstream: UpstreamFailure;
}

/** One `GetLargestImageDownloadAuthorizations` per 500 images, for `isFree` and for downloading. */
export type AuthorizationsLoader = DataLoader<string, ImageAuthorizations>;

/** Debits nothing; download tokens are good for a day, so what was loaded serves the rest of the request. */
export const createAuthorizationsLoader = (gateway: V1Client, call: GettyCall): AuthorizationsLoader =>
  new DataLoader<string, ImageAuthorizations>(
    async (ids) => {
      const { byAsset, upstream } = await fetchLargestAuthorizations(gateway, call, ids);
      return ids.map((id) => ({ authorizations: byAsset.get(id)?.authorizations ?? [], upstream }));
    },
    { maxBatchSize: MAX_AUTHORIZATION_IDS },
  );
