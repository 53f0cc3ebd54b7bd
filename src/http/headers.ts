import { varyHeaders } from '../graphql/cache-policy.js';

/** Headers of every answer, whatever it is about. */
export const defaultHeaders = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
} as const;

/** What answers to operations depend on. */
export const vary = varyHeaders.join(', ');
