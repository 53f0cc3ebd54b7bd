import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type CatalogEntry, errorCatalog } from '../src/errors/catalog.js';
import { v3Codes } from '../src/getty/errors/classify-v3.js';
import { toServiceError } from '../src/getty/errors/to-service-error.js';
import { v1StatusCodes } from '../src/getty/errors/v1-codes.js';
import type { UpstreamErrorKind } from '../src/getty/model/error-kind.js';

/** Where the page is kept, from the project's folder. */
export const ERRORS_PAGE = 'docs/errors.md';

/** What each verdict comes to when a download was asked for. */
const AT_A_DOWNLOAD: Readonly<Record<UpstreamErrorKind['kind'], string>> = {
  'token-rejected':
    'the service’s own token is replaced once; then, and for a caller’s token, `UNAUTHENTICATED`',
  'opaque-401': 'the same token reads: as for no authorization; it does not: `UNAUTHENTICATED`',
  'rate-limited': '`UPSTREAM_RATE_LIMITED`, not charged',
  'unknown-route': 'another version, where one can do the same; else `UPSTREAM_UNAVAILABLE`',
  'key-inactive': '`API_KEY_INACTIVE`',
  'no-authorization': '`QUOTA_EXHAUSTED` where a product that fits is used up, else `NOT_ENTITLED`',
  'quota-exhausted': '`QUOTA_EXHAUSTED`',
  'asset-not-found': '`ASSET_NOT_FOUND`',
  'user-token-required': '`USER_TOKEN_REQUIRED`',
  requirements:
    '`DOWNLOAD_REQUIREMENTS_NOT_MET` where the product wants note or code, else `DOWNLOAD_REFUSED`',
  forbidden: '`DOWNLOAD_REFUSED`',
  'bad-input': '`BAD_USER_INPUT` naming the argument',
  'download-token': 'a new authorization is asked for once; then `DOWNLOAD_REFUSED`',
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

/** Getty Images' codes that mean the same stand in one row. */
const upstreamRows = (codes: ReadonlyMap<string, UpstreamErrorKind>): string[][] => {
  const rows = new Map<string, string[]>();
  for (const [code, verdict] of codes) {
    const argument =
      verdict.kind === 'bad-input' && verdict.argument !== null ? ` (\`${verdict.argument}\`)` : '';
    const read = `\`${toServiceError(verdict, UPSTREAM, 'caller').code}\`${argument}`;
    const key = `${read} | ${AT_A_DOWNLOAD[verdict.kind]}`;
    rows.set(key, [...(rows.get(key) ?? []), `\`${code}\``]);
  }
  return [...rows].map(([key, names]) => [names.sort().join(', '), key]);
};

/** The page, made of the catalogue and of the tables that answers are judged by. */
export const errorsPage =
  (): string => `<!-- Made by \`npm run docs:errors\` from src/errors/catalog.ts and src/getty/errors. Change those, not this page. -->

# Errors

Every error has \`extensions.code\`, \`extensions.isRetryable\` and \`extensions.requestId\`. Where they mean something there
are also \`retryAfterMs\`, \`argument\` (a path into the field's arguments), \`idempotencyKey\` and \`upstream\`: what Getty
Images answered, as \`{ api, operation, httpStatus, code, message, statusList, coordinationId }\`. The same table can be
queried: \`{ errorCatalog { code description isRetryable isDownloadError } }\`.

Branch on \`code\`, never on \`message\`: messages are for people and may change.

## System trouble and bad input

They arrive in \`errors\`. Where a status stands, the whole HTTP answer has it under
\`application/graphql-response+json\`; the others travel inside a 200 and cost only their field.

${table(['code', 'what it means and what to do', 'may work later', 'HTTP status'], ownRows(false))}

## Expected ends of a download

They are data where the operation selects \`userErrors\`, each a type of its own; an operation that does not select
\`userErrors\` finds the same in \`errors\`. Nothing is ever silently null.

${table(['code', 'what it means and what to do', 'may work later'], ownRows(true))}

## What Getty Images says, and what becomes of it

A code that stands in neither table is judged by its HTTP status: see \`src/getty/errors\`.

### v3 and v2: \`ErrorCode\`

${table(['Getty Images’ code', 'on a read', 'on a download'], upstreamRows(v3Codes))}

### v1: codes of \`StatusList\`

Any other \`AUTH-…\` is about the token.

${table(['Getty Images’ code', 'on a read', 'on a download'], upstreamRows(v1StatusCodes))}
`;

/** Writes the page; with `--check` only tells whether it is as it should be. */
const main = (): void => {
  const file = join(process.cwd(), ERRORS_PAGE);
  const page = errorsPage();
  if (!process.argv.includes('--check')) writeFileSync(file, page);
  else if (readFileSync(file, 'utf8') !== page) {
    process.stderr.write(`${ERRORS_PAGE} is not what the tables say; run npm run docs:errors.\n`);
    process.exitCode = 1;
  }
};

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) main();
