import type { GettyApi } from '../errors/upstream-failure.js';
import type { V1Gateway } from './v1/v1-gateway.js';
import type { V2Gateway } from './v2/single-step.client.js';
import type { V3Gateway } from './v3/v3-gateway.js';

/** Getty Images, as far as it is switched on. */
export interface Getty {
  readonly v3: V3Gateway;
  readonly v2: V2Gateway;
  readonly v1: V1Gateway;
  /** In the order of `GETTY_APIS`. */
  readonly apis: readonly GettyApi[];
}
