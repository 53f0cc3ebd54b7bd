/** One error code; source of `errorCatalog`, `docs/errors.md` and the schema's enums. */
export interface CatalogEntry {
  /** When it occurs and what the caller can do. */
  readonly description: string;
  /** HTTP status of the response where this error decides it; `null` for errors inside a 200. */
  readonly httpStatus: number | null;
  /** The same request may succeed later. */
  readonly isRetryable: boolean;
  /** An expected outcome of a download, given as data in `userErrors`. */
  readonly isDownloadError: boolean;
}

const entry = (
  description: string,
  {
    httpStatus,
    retry = false,
    download = false,
  }: { httpStatus?: number; retry?: boolean; download?: boolean } = {},
): CatalogEntry =>
  Object.freeze({
    description,
    httpStatus: httpStatus ?? null,
    isRetryable: retry,
    isDownloadError: download,
  });

/**
 * The table of errors. To add a code: add its row here, run `npm run schema` and `npm run docs:errors`, which write the
 * enum in the schema and the page of errors; the catalog that clients query follows by itself.
 */
export const errorCatalog = Object.freeze({
  BAD_USER_INPUT: entry(
    'An argument or variable is invalid. `extensions.argument` names it and the message describes a valid value. Nothing was sent to Getty Images.',
    { httpStatus: 400 },
  ),
  INVALID_CURSOR: entry(
    'The cursor is damaged, or was made by a list with another filter, phrase or sort. Request the first page again.',
  ),
  UNAUTHENTICATED: entry(
    'No user is signed in, or the access token is expired or revoked. Get a new one from Getty Images and send it as `Authorization: Bearer`.',
  ),
  USER_TOKEN_REQUIRED: entry(
    'Getty Images requires a user’s token here, not an application’s. Sign in as a user, or configure one for the service account.',
  ),
  FORBIDDEN: entry(
    'The caller is authenticated but not allowed to do this, e.g. to read the history of a company.',
  ),
  API_KEY_INACTIVE: entry(
    'Getty Images does not accept this service’s API key. Only the operator can fix this: check GETTY_API_KEY and the contract.',
  ),
  RATE_LIMITED: entry(
    'This service is overloaded, or the caller’s budget is exhausted. Retry after `retryAfterMs`.',
    {
      httpStatus: 429,
      retry: true,
    },
  ),
  QUERY_TOO_EXPENSIVE: entry(
    'The estimated cost of the operation is above the limit. Request fewer rows or fewer fields; download many images with `downloadImages`.',
    { httpStatus: 400 },
  ),
  UPSTREAM_RATE_LIMITED: entry('Getty Images’ rate limit was reached. Retry after `retryAfterMs`.', {
    retry: true,
  }),
  UPSTREAM_TIMEOUT: entry(
    'Getty Images did not respond in time. This call sent no download; a retry with the same idempotency key is safe.',
    { retry: true },
  ),
  UPSTREAM_UNAVAILABLE: entry(
    'Getty Images, or a store that this service requires, is unreachable or fails. This call downloaded nothing.',
    {
      retry: true,
    },
  ),
  UPSTREAM_BAD_RESPONSE: entry(
    'The response of Getty Images cannot be parsed. This call downloaded nothing.',
    {
      retry: true,
    },
  ),
  CIRCUIT_OPEN: entry(
    'Calls to Getty Images are suspended for a few seconds because too many recent ones failed (circuit breaker open). Retry after `retryAfterMs`.',
    { retry: true },
  ),
  ASSET_NOT_FOUND: entry('Getty Images has no image or video with this id. Check the id.', {
    download: true,
  }),
  NOT_ENTITLED: entry(
    'No product of the caller allows this image or this size. `allowedProductTypes` names products that do.',
    {
      download: true,
    },
  ),
  QUOTA_EXHAUSTED: entry(
    'The allowance of the product is exhausted for this period. `resetsAt` is when it is renewed.',
    {
      download: true,
    },
  ),
  DOWNLOAD_REQUIREMENTS_NOT_MET: entry(
    'The agreement requires a note or a project code with each download. `requirements` says which.',
    {
      download: true,
    },
  ),
  IDEMPOTENCY_KEY_REUSED: entry(
    'The idempotency key was used before with other input, or by another caller. Use a new key for a new download.',
    {
      download: true,
    },
  ),
  OUTCOME_UNKNOWN: entry(
    'The download was sent, no response arrived, and the history does not show yet whether it was charged. Retry with the same `idempotencyKey` after `retryAfterMs`: the history is read before anything is sent. With `isRetryable: false` the outcome cannot be determined, and `candidates` lists the downloads in question.',
    { retry: true, download: true },
  ),
  LINK_LOST: entry(
    'The download was charged but the response with its link was lost. Downloading again may be charged again and requires a new key.',
    {
      download: true,
    },
  ),
  DOWNLOAD_REFUSED: entry(
    'Getty Images refused the download for another reason; see `upstreamCode`. This call was not charged.',
    {
      download: true,
    },
  ),
  SPENDING_LIMIT_REACHED: entry(
    'The client has downloaded as often today as the operator allows it (`CLIENT_SPENDING_LIMITS`). Nothing was sent. `resetsAt` says when the next day begins.',
    {
      download: true,
    },
  ),
  ALREADY_OWNED: entry(
    'The caller, or the caller’s company, licensed this asset before, and the input says `ifOwned: REFUSE`. Nothing was charged. `ownership` names the latest download.',
    {
      download: true,
    },
  ),
  PERSISTED_QUERY_NOT_FOUND: entry(
    'The hash is not registered yet. Send the hash together with the operation’s text once.',
    {
      httpStatus: 200,
      retry: true,
    },
  ),
  PERSISTED_QUERY_NOT_ALLOWED: entry(
    'Only registered operations are allowed here, and this one is not registered.',
    {
      httpStatus: 400,
    },
  ),
  GRAPHQL_PARSE_FAILED: entry('The document is not valid GraphQL syntax. `locations` says where.', {
    httpStatus: 400,
  }),
  GRAPHQL_VALIDATION_FAILED: entry(
    'The document does not match the schema, or exceeds a limit for documents.',
    { httpStatus: 400 },
  ),
  INTERNAL_SERVER_ERROR: entry(
    'An unexpected error of this service. Report the `requestId` to its operator; the log has the details.',
    { httpStatus: 500 },
  ),
} as const satisfies Record<string, CatalogEntry>);

/** Every code that `errors[].extensions.code` may read. */
export type ErrorCode = keyof typeof errorCatalog;

/** The codes that a download may end with as data in `userErrors`. */
export type DownloadErrorCode =
  | 'ASSET_NOT_FOUND'
  | 'NOT_ENTITLED'
  | 'QUOTA_EXHAUSTED'
  | 'DOWNLOAD_REQUIREMENTS_NOT_MET'
  | 'IDEMPOTENCY_KEY_REUSED'
  | 'OUTCOME_UNKNOWN'
  | 'LINK_LOST'
  | 'DOWNLOAD_REFUSED'
  | 'SPENDING_LIMIT_REACHED'
  | 'ALREADY_OWNED';

/** All codes, in the order of the table. */
export const errorCodes = Object.freeze(Object.keys(errorCatalog) as ErrorCode[]);

/** The download codes, in the order of the table. */
export const downloadErrorCodes = Object.freeze(
  errorCodes.filter((code): code is DownloadErrorCode => errorCatalog[code].isDownloadError),
);
