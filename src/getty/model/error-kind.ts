/**
 * What an unsuccessful answer of v1, v2 or v3 means, before anybody looked at the caller's products. One pure function
 * per version makes it from (status, headers, body); reads and downloads then do different things with it.
 */
export type UpstreamErrorKind =
  /** The token was not accepted; certainly nothing was done with the request. */
  | { readonly kind: 'token-rejected' }
  /** A 401 that does not say whether it means the token, the key or the asset. */
  | { readonly kind: 'opaque-401' }
  /** Too many calls; certainly nothing was done with the request. */
  | { readonly kind: 'rate-limited'; readonly retryAfterMs: number }
  /** There is no such route: this version of the API is not there. */
  | { readonly kind: 'unknown-route' }
  /** The API key is not accepted. */
  | { readonly kind: 'key-inactive' }
  /** Something does not cover the asset: the caller's products tell whether it is used up or was never held. */
  | { readonly kind: 'no-authorization' }
  | { readonly kind: 'quota-exhausted' }
  | { readonly kind: 'asset-not-found' }
  | { readonly kind: 'user-token-required' }
  /** Note or project code, as far as can be told. */
  | { readonly kind: 'requirements' }
  | { readonly kind: 'forbidden' }
  /** `argument` is the name of the field of our input that it is about; `null` where Getty Images does not say. */
  | { readonly kind: 'bad-input'; readonly argument: InputArgument | null }
  /** v1's download token is older than a day or otherwise not taken: a new authorization gives another. Not charged. */
  | { readonly kind: 'download-token' }
  /** No, for a reason of Getty Images' own. */
  | { readonly kind: 'refused' }
  /** It fails; for a request that spends nobody knows whether it counted. */
  | { readonly kind: 'outage' };

/** Arguments that a refusal can be about. `size` stands for `height` of an image and `size` of a video. */
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

/** How long to wait after a rate refusal that does not say it (they never do): one second, the window of the limits. */
export const DEFAULT_RATE_WAIT_MS = 1000;
