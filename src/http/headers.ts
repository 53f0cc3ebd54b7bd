import { varyHeaders } from '../graphql/cache-policy.js';
import type { FastPathResponse } from '../graphql/fast-path.js';
import { exposedHeaders } from './cors.js';

/** Headers of every answer, whatever it is about. */
export const defaultHeaders = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
} as const;

/** What answers to operations depend on. */
export const vary = varyHeaders.join(', ');

const constantHeaders = [
  ...Object.entries(defaultHeaders).flat(),
  // As the CORS plugin writes them, whether a request names an origin or not.
  ...['vary', `Origin, ${vary}`],
  ...['access-control-expose-headers', exposedHeaders.join(', ')],
];

/** All headers of an answer that goes out at the front door, names and values in turn. */
export const fastPathHeaders = (
  requestId: string,
  { contentType, cacheControl, body }: FastPathResponse,
): string[] => [
  ...constantHeaders,
  'x-request-id',
  requestId,
  'content-type',
  contentType,
  'cache-control',
  cacheControl,
  'content-length',
  String(body.length),
];
