/** What is written down about one error code; `errorCatalog`, `docs/errors.md` and the schema's enums all come from here. */
export interface CatalogEntry {
  /** When it happens and what the caller can do, in words for people. */
  readonly description: string;
  /** HTTP status of the whole answer where this error decides it; `null` when it travels inside a 200. */
  readonly httpStatus: number | null;
  /** Whether the same request may succeed later. */
  readonly isRetryable: boolean;
  /** Whether it is one of the expected ends of a download, given as data in `userErrors`. */
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
 * The one table of errors. To add a code: add its row here, run `npm run schema` and `npm run docs:errors`; the enum
 * in the schema, the catalogue a client can query and the page for people follow.
 */
export const errorCatalog = Object.freeze({
  BAD_USER_INPUT: entry(
    'An argument or variable cannot be used as it is. `extensions.argument` names it and the message says what would do. Nothing was sent to Getty Images.',
    { httpStatus: 400 },
  ),
  INVALID_CURSOR: entry(
    'The cursor is damaged, or was made by a list with another filter, phrase or sort. Ask for the first page again.',
  ),
  UNAUTHENTICATED: entry(
    'Nobody is signed in, or the access token is expired or revoked. Get a new one from Getty Images and send it as `Authorization: Bearer`.',
  ),
  USER_TOKEN_REQUIRED: entry(
    'Getty Images wants the token of a person here, not of an application. Sign in as a user, or configure one for the service account.',
  ),
  FORBIDDEN: entry('The caller is known but may not do this, e.g. see a whole company’s history.'),
  API_KEY_INACTIVE: entry(
    'Getty Images does not accept this service’s API key. Only the operator can mend it: check GETTY_API_KEY and the contract.',
  ),
  RATE_LIMITED: entry(
    'This service has too much to do, or the caller’s budget is used up. Try again after `retryAfterMs`.',
    {
      httpStatus: 429,
      retry: true,
    },
  ),
  QUERY_TOO_EXPENSIVE: entry(
    'The operation would cost more than one operation may. Ask for fewer rows or fewer fields; download many images with `downloadImages`.',
    { httpStatus: 400 },
  ),
  UPSTREAM_RATE_LIMITED: entry(
    'Getty Images limits how often its APIs are called. Try again after `retryAfterMs`.',
    { retry: true },
  ),
  UPSTREAM_TIMEOUT: entry(
    'Getty Images did not answer in time. This call sent no download; asking again, with the same key, is safe.',
    { retry: true },
  ),
  UPSTREAM_UNAVAILABLE: entry(
    'Getty Images, or a store this service needs, cannot be reached or fails. This call downloaded nothing.',
    {
      retry: true,
    },
  ),
  UPSTREAM_BAD_RESPONSE: entry(
    'Getty Images answered something that cannot be read. This call downloaded nothing.',
    {
      retry: true,
    },
  ),
  CIRCUIT_OPEN: entry(
    'Getty Images failed so often that it is given a rest. Try again after `retryAfterMs`.',
    { retry: true },
  ),
  ASSET_NOT_FOUND: entry('There is no such image or video at Getty Images. Check the id.', {
    download: true,
  }),
  NOT_ENTITLED: entry(
    'No product of the caller allows this image or this size. `allowedProductTypes` names products that would do.',
    {
      download: true,
    },
  ),
  QUOTA_EXHAUSTED: entry(
    'The product that allows this download is used up for this period. `resetsAt` says when it fills up again.',
    {
      download: true,
    },
  ),
  DOWNLOAD_REQUIREMENTS_NOT_MET: entry(
    'The agreement wants a note or a project code with each download. `requirements` says which.',
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
    'The download was sent, its answer did not come, and the history does not show yet whether it counted. Call again with the same `idempotencyKey` after `retryAfterMs`: it looks before it downloads. With `isRetryable: false` it cannot be told, and `candidates` names the downloads in question.',
    { retry: true, download: true },
  ),
  LINK_LOST: entry(
    'The download counted but its link was lost on the way. Downloading again may count again; that takes a new key.',
    {
      download: true,
    },
  ),
  DOWNLOAD_REFUSED: entry(
    'Getty Images refused the download for a reason of its own; see `upstreamCode`. This call was not charged.',
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
  PERSISTED_QUERY_NOT_FOUND: entry('The hash is not known here yet. Send the operation’s text along once.', {
    httpStatus: 200,
    retry: true,
  }),
  PERSISTED_QUERY_NOT_ALLOWED: entry('Only registered operations run here, and this is none of them.', {
    httpStatus: 400,
  }),
  GRAPHQL_PARSE_FAILED: entry('The document is not GraphQL. `locations` says where.', { httpStatus: 400 }),
  GRAPHQL_VALIDATION_FAILED: entry(
    'The document does not fit the schema, or is over one of the limits for documents.',
    { httpStatus: 400 },
  ),
  INTERNAL_SERVER_ERROR: entry(
    'A fault of this service. Tell its operator the `requestId`; the log has the rest.',
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
  | 'ALREADY_OWNED';

/** All codes, in the order of the table. */
export const errorCodes = Object.freeze(Object.keys(errorCatalog) as ErrorCode[]);

/** The download codes, in the order of the table. */
export const downloadErrorCodes = Object.freeze(
  errorCodes.filter((code): code is DownloadErrorCode => errorCatalog[code].isDownloadError),
);
