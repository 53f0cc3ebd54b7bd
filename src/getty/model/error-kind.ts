/**
 * Meaning of an error response of v1, v2 or v3, before the caller's products are considered. One pure function per API
 * version derives it from (status, headers, body); reads and downloads then handle it differently.
 */
export type UpstreamErrorKind =
  /** The token was rejected; the request certainly had no effect. */
  | { readonly kind: 'token-rejected' }
  /** A 401 that does not say whether it concerns the token, the key or the asset. */
  | { readonly kind: 'opaque-401' }
  /** Too many requests; this one certainly had no effect. */
  | { readonly kind: 'rate-limited'; readonly retryAfterMs: number }
  /** The endpoint does not exist: the host does not serve this version of the API. */
  | { readonly kind: 'unknown-route' }
  /** The API key was rejected. */
  | { readonly kind: 'key-inactive' }
  /** No product covers the asset: the caller's products tell whether one is exhausted or none ever did. */
  | { readonly kind: 'no-authorization' }
  | { readonly kind: 'quota-exhausted' }
  | { readonly kind: 'asset-not-found' }
  | { readonly kind: 'user-token-required' }
  /** A note or project code is missing or invalid. */
  | { readonly kind: 'requirements' }
  | { readonly kind: 'forbidden' }
  /** `argument` names the input field of this service that it concerns; `null` where Getty Images does not say. */
  | { readonly kind: 'bad-input'; readonly argument: InputArgument | null }
  /** v1's download token has expired or was rejected: a new authorization gives another. Not charged. */
  | { readonly kind: 'download-token' }
  /** Refused for a reason of Getty Images' own. */
  | { readonly kind: 'refused' }
  /** Getty Images failed; whether a download was charged is unknown. */
  | { readonly kind: 'outage' };

/** Arguments that a refusal can concern. `size` stands for `height` of an image and `size` of a video. */
export type InputArgument =
  | 'productType'
  | 'productId'
  | 'size'
  | 'imageId'
  | 'videoId'
  | 'items'
  | 'first'
  | 'after'
  | 'filter'
  | 'sort';

/** Milliseconds to wait after a rate limit without `Retry-After` (Getty Images never sends it): the limits are per second. */
export const DEFAULT_RATE_WAIT_MS = 1000;
