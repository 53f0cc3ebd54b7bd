import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type CatalogEntry, errorCatalog } from '../src/errors/catalog.js';
import { v3Codes } from '../src/getty/errors/classify-v3.js';
import { toServiceError } from '../src/getty/errors/to-service-error.js';
import { v1StatusCodes } from '../src/getty/errors/v1-codes.js';
import type { UpstreamErrorKind } from '../src/getty/model/error-kind.js';

/** Path of the page, from the project's folder. */
export const ERRORS_PAGE = 'docs/errors.md';

/** Result of each error kind for a download. */
const AT_A_DOWNLOAD: Readonly<Record<UpstreamErrorKind['kind'], string>> = {
  'token-rejected':
    'the service’s own token is replaced once; then, and for a caller’s token, `UNAUTHENTICATED`',
  'opaque-401': 'where a read with the same token works: as without an authorization; else `UNAUTHENTICATED`',
  'rate-limited': '`UPSTREAM_RATE_LIMITED`, not charged',
  'unknown-route': 'another API version, where one can do the same; else `UPSTREAM_UNAVAILABLE`',
  'key-inactive': '`API_KEY_INACTIVE`',
  'no-authorization': '`QUOTA_EXHAUSTED` where a fitting product is exhausted, else `NOT_ENTITLED`',
  'quota-exhausted': '`QUOTA_EXHAUSTED`',
  'asset-not-found': '`ASSET_NOT_FOUND`',
  'user-token-required': '`USER_TOKEN_REQUIRED`',
  requirements:
    '`DOWNLOAD_REQUIREMENTS_NOT_MET` where the product requires a note or project code, else `DOWNLOAD_REFUSED`',
  forbidden: '`DOWNLOAD_REFUSED`',
  'bad-input': '`BAD_USER_INPUT` naming the argument',
  'download-token': 'a new authorization is requested once; then `DOWNLOAD_REFUSED`',
  refused: '`DOWNLOAD_REFUSED`',
  outage: 'the history is read: `LINK_LOST` or `OUTCOME_UNKNOWN`',
};

const UPSTREAM = {
  api: 'V3',
  operation: '',
  httpStatus: null,
  code: null,
  message: null,
  statusList: [],
  coordinationId: null,
} as const;

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

const ownRows = (isDownloadError: boolean): string[][] =>
  Object.entries<CatalogEntry>(errorCatalog)
    .filter(([, entry]) => entry.isDownloadError === isDownloadError)
    .map(([code, { description, isRetryable, httpStatus }]) => [
      `\`${code}\``,
      description,
      isRetryable ? 'yes' : 'no',
      ...(isDownloadError ? [] : [httpStatus === null ? '' : String(httpStatus)]),
    ]);

/** Groups Getty Images' codes with the same result in one row. */
const upstreamRows = (codes: ReadonlyMap<string, UpstreamErrorKind>): string[][] => {
  const rows = new Map<string, string[]>();
  for (const [code, errorKind] of codes) {
    const argument =
      errorKind.kind === 'bad-input' && errorKind.argument !== null ? ` (\`${errorKind.argument}\`)` : '';
    const read = `\`${toServiceError(errorKind, UPSTREAM, 'caller').code}\`${argument}`;
    const key = `${read} | ${AT_A_DOWNLOAD[errorKind.kind]}`;
    rows.set(key, [...(rows.get(key) ?? []), `\`${code}\``]);
  }
  return [...rows].map(([key, names]) => [names.sort().join(', '), key]);
};

/** Generates the page from the catalog and from the tables that classify responses. */
export const errorsPage =
  (): string => `<!-- Made by \`npm run docs:errors\` from src/errors/catalog.ts and src/getty/errors. Change those, not this page. -->

# Errors

Every error has \`extensions.code\`, \`extensions.isRetryable\` and \`extensions.requestId\`. Where they apply there are also
\`retryAfterMs\`, \`argument\` (a path into the field's arguments), \`idempotencyKey\` and \`upstream\`: Getty Images' error
response, as \`{ api, operation, httpStatus, code, message, statusList, coordinationId }\`. The same table can be
queried: \`{ errorCatalog { code description isRetryable isDownloadError } }\`.

Branch on \`code\`, never on \`message\`: messages are for people and may change.

## System errors and bad input

They are in \`errors\`. Where the table has an HTTP status, the response has that status under
\`application/graphql-response+json\`; the others are inside a 200 and only their field is null.

${table(['code', 'meaning and what to do', 'retryable', 'HTTP status'], ownRows(false))}

## Expected outcomes of a download

They are data where the operation selects \`userErrors\`, each with its own type. Where the operation does not select
\`userErrors\`, the same error is in \`errors\`. Nothing is silently null.

${table(['code', 'meaning and what to do', 'retryable'], ownRows(true))}

## Getty Images' codes, and the codes they become

Codes in neither table are classified by their HTTP status: see \`src/getty/errors\`.

### v3 and v2: \`ErrorCode\`

${table(['Getty Images’ code', 'on a read', 'on a download'], upstreamRows(v3Codes))}

### v1: codes of \`StatusList\`

Every other \`AUTH-…\` is about the token.

${table(['Getty Images’ code', 'on a read', 'on a download'], upstreamRows(v1StatusCodes))}
`;

/** Writes the page; with `--check` compares it only. */
const main = (): void => {
  const file = join(process.cwd(), ERRORS_PAGE);
  const page = errorsPage();
  if (!process.argv.includes('--check')) writeFileSync(file, page);
  else if (readFileSync(file, 'utf8') !== page) {
    process.stderr.write(`${ERRORS_PAGE} is out of date; run npm run docs:errors.\n`);
    process.exitCode = 1;
  }
};

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) main();
