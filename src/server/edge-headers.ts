import { varyOn } from './cache-policy.js';
import { exposedHeaders } from './cors.js';
import type { ShortAnswer } from './execution/short-way.js';

/** Headers of every answer, whatever it is about. */
export const standingHeaders = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
} as const;

/** What answers to operations depend on. */
export const vary = varyOn.join(', ');

const always = [
  ...Object.entries(standingHeaders).flat(),
  // As the CORS plugin writes them, whether a request names an origin or not.
  ...['vary', `Origin, ${vary}`],
  ...['access-control-expose-headers', exposedHeaders.join(', ')],
];

/** All headers of an answer that goes out at the front door, names and values in turn. */
export const answerHeaders = (
  requestId: string,
  { contentType, cacheControl, body }: ShortAnswer,
): string[] => [
  ...always,
  'x-request-id',
  requestId,
  'content-type',
  contentType,
  'cache-control',
  cacheControl,
  'content-length',
  String(body.length),
];
