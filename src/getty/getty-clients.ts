import type { GettyApi } from '../errors/upstream-failure.js';
import type { V1Client } from './v1/v1-client.js';
import type { V2Client } from './v2/single-step.client.js';
import type { V3Client } from './v3/v3-client.js';

/** Getty Images, as far as it is switched on. */
export interface GettyClients {
  readonly v3: V3Client;
  readonly v2: V2Client;
  readonly v1: V1Client;
  /** In the order of `GETTY_APIS`. */
  readonly apis: readonly GettyApi[];
  /** Whether searches of both families go to the deprecated `GET /v3/search/images` (`GETTY_BLENDED_SEARCH`). */
  readonly usesBlendedSearch?: boolean;
}
