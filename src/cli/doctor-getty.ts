import { randomUUID } from 'node:crypto';
import { isExhausted } from '../catalog/products/is-exhausted.js';
import type { Config } from '../config/config.js';
import { ServiceError } from '../errors/service-error.js';
import type { GettyAccess } from '../getty/clients/create-getty.js';
import { asList, asRecord } from '../getty/decode.js';
import type { Product } from '../getty/model/product.js';
import type { GettyCall } from '../getty/session.js';
import { fetchProductOfferings } from '../getty/v1/product-offerings.client.js';
import { fetchCurrentCustomer } from '../getty/v3/customers.client.js';
import { fetchHistory } from '../getty/v3/history.client.js';
import { fetchProducts } from '../getty/v3/products.client.js';
import { type AssetSearch, searchImages } from '../getty/v3/search.client.js';
import { type V3Client, v3Get } from '../getty/v3/v3-client.js';
import type { Clock } from '../lib/clock.js';
import { type Finding, findingsOf } from './doctor-report.js';

/** Whether an API answers a read, as far as it was tried. */
export interface ApiResult {
  readonly isWorking: boolean;
  readonly detail: string;
}

/** What Getty Images answered with the configured credentials. */
export interface GettyFacts {
  readonly token: ApiResult;
  /** `null`: not read, because there is no token or no API that could be asked. */
  readonly products: readonly Product[] | null;
  readonly customer: ApiResult | null;
  readonly history: ApiResult | null;
  readonly v3: ApiResult;
  readonly v1: ApiResult | null;
  /** Names for `fields=` that were refused, or asked for and not there. */
  readonly fields: readonly { readonly name: string; readonly result: ApiResult }[];
}

/** Names for `fields=` on which this service depends, each asked for by itself. */
const FIELDS = [
  'title',
  'caption',
  'credit_line',
  'license_model',
  'max_dimensions',
  'display_set',
  'keywords',
  'date_created',
  'largest_downloads',
  'download_sizes',
  'download_product',
  'product_types',
] as const;

/** Fields that arrive under another name than they are asked for by. */
const ARRIVES_AS: ReadonlyMap<string, string> = new Map([['display_set', 'display_sizes']]);

const SEARCH: AssetSearch = { phrase: 'sea', sort: 'BEST_MATCH', parameters: {} };

const DAY_MS = 86_400_000;

/** An error in one line. Messages of `ServiceError` hold no secret. */
const describeFailure = (error: unknown): string => {
  if (!(error instanceof ServiceError)) return error instanceof Error ? error.message : String(error);
  const { upstream } = error;
  const status =
    upstream?.httpStatus === null || upstream === null
      ? ''
      : ` (HTTP ${upstream.httpStatus}${upstream.code === null ? '' : ` ${upstream.code}`})`;
  return `${error.code}${status}: ${error.message}`;
};

const tryCall = async <T>(
  work: () => Promise<T>,
  describe: (value: T) => string,
): Promise<ApiResult & { readonly value: T | null }> => {
  try {
    const value = await work();
    return { isWorking: true, detail: describe(value), value };
  } catch (error) {
    return { isWorking: false, detail: describeFailure(error), value: null };
  }
};

/** Asks Getty Images what the configured credentials may do, with reads alone. Never throws. */
export async function askGetty(
  { getty, sessions }: GettyAccess,
  { timeoutMs }: Config['getty'],
  clock: Clock,
): Promise<GettyFacts> {
  const token = await tryCall(
    () => sessions.service.token(),
    () => 'signs in',
  );
  const session = token.isWorking ? sessions.service : sessions.anonymous;
  // A deadline for each call: one that hangs must not take the others' time.
  const call = (): GettyCall => ({
    session,
    language: null,
    id: randomUUID(),
    deadlineAt: clock.now() + timeoutMs,
    cancellation: null,
  });
  const search = await tryCall(
    () =>
      searchImages(getty.v3, call(), SEARCH, 'CREATIVE', 1, 1, ['id'], {
        facets: [],
        relatedSearches: false,
      }),
    ({ total }) => `search answers (${total} images for "${SEARCH.phrase}")`,
  );
  const assetId = search.value?.rows?.[0]?.assetId ?? null;
  if (!token.isWorking)
    return { token, v3: search, v1: null, products: null, customer: null, history: null, fields: [] };
  const v3Products = await tryCall(
    () => fetchProducts(getty.v3, call(), true),
    (products) => `${products.length} products`,
  );
  const v1 = await tryCall(
    () => fetchProductOfferings(getty.v1, call(), 'all'),
    (products) => `${products.length} product offerings`,
  );
  const customer = await tryCall(
    () => fetchCurrentCustomer(getty.v3, call()),
    ({ firstName, lastName }) =>
      firstName === null && lastName === null ? 'an application, no person' : 'a person',
  );
  const now = clock.now();
  const range = {
    from: new Date(now - 30 * DAY_MS),
    to: new Date(now),
    productType: null,
    companyWide: false,
  };
  const history = await tryCall(
    () => fetchHistory(getty.v3, call(), range, 1, 1),
    ({ total }) => `${total} downloads in the last 30 days`,
  );
  const fields = assetId === null ? [] : await tryFields(getty.v3, call, assetId);
  return {
    token,
    v3: v3Products.isWorking ? v3Products : search,
    v1,
    products: v3Products.value ?? v1.value,
    customer,
    history,
    fields,
  };
}

/** One field after the other, so that a refused one is known by name. */
async function tryFields(
  client: V3Client,
  call: () => GettyCall,
  assetId: string,
): Promise<GettyFacts['fields']> {
  const results: GettyFacts['fields'][number][] = [];
  for (const name of FIELDS) {
    const result = await tryCall(
      () =>
        v3Get(client, call(), {
          group: 'metadata',
          operation: 'GET /v3/images',
          path: '/v3/images',
          query: { ids: [assetId], fields: [name] },
          cache: 'never',
        }),
      (body) =>
        isThere(body, ARRIVES_AS.get(name) ?? name) ? 'arrives' : 'accepted, but not in the response',
    );
    results.push({ name, result });
  }
  return results;
}

const isThere = (body: Readonly<Record<string, unknown>>, name: string): boolean => {
  const image = asRecord(asList(body['images'])[0]);
  return image !== null && Object.hasOwn(image, name);
};

const finding = findingsOf('account');

/** What the credentials may do, as findings. Pure. */
export function judgeAccount(
  facts: GettyFacts,
  { getty }: Pick<Config, 'getty'>,
  now: number,
): readonly Finding[] {
  const { token, products, customer, history } = facts;
  if (!token.isWorking)
    return [
      finding(
        'token',
        'problem',
        token.detail,
        'Check GETTY_API_KEY, GETTY_API_SECRET and the sign-in of the account.',
      ),
    ];
  return [
    finding('token', 'ok', `${token.detail} (grant ${getty.grant.kind})`),
    ...(customer === null ? [] : [finding('customer', customer.isWorking ? 'ok' : 'note', customer.detail)]),
    ...(history === null
      ? []
      : [
          finding(
            'history',
            history.isWorking ? 'ok' : 'problem',
            history.detail,
            history.isWorking ? null : HISTORY_ADVICE,
          ),
        ]),
    ...judgeProducts(products, getty.grant.kind, now),
  ];
}

const HISTORY_ADVICE =
  'The outcome of a download without a response is read from the history: without it, it stays OUTCOME_UNKNOWN.';

function judgeProducts(
  products: readonly Product[] | null,
  grant: Config['getty']['grant']['kind'],
  now: number,
): readonly Finding[] {
  if (products === null)
    return [finding('products', 'problem', 'cannot be read', 'See the findings on APIs.')];
  if (products.length === 0)
    return [
      finding(
        'products',
        'problem',
        'the account has no products: every download of the service account ends NOT_ENTITLED',
        grant === 'client_credentials'
          ? 'Set GETTY_USERNAME and GETTY_PASSWORD of a user with products, or ask Getty Images to tie the key to one.'
          : 'Ask Getty Images which agreement the user belongs to.',
      ),
    ];
  return products.map((product) => judgeProduct(product, now));
}

function judgeProduct(product: Product, now: number): Finding {
  const { productId, typeName, name, status, expiresAt, quota, requirements } = product;
  const title = `${name ?? typeName} (${typeName} ${productId})`;
  const id = `product.${productId}`;
  if (expiresAt !== null && expiresAt.getTime() <= now)
    return finding(
      id,
      'problem',
      `${title} expired on ${expiresAt.toISOString().slice(0, 10)}`,
      'Renew the agreement with Getty Images.',
    );
  if (status !== 'ACTIVE') return finding(id, 'problem', `${title} is not active`, 'Ask Getty Images why.');
  const left =
    quota === null
      ? 'no limit stated'
      : quota.creditsRemaining !== null
        ? `${quota.creditsRemaining} credits left`
        : `${quota.remaining ?? '?'} of ${quota.limit ?? '?'} left${quota.period === null ? '' : ` (${quota.period})`}`;
  const needs = [
    ...(requirements?.isNoteRequired === true ? ['note'] : []),
    ...(requirements?.isProjectCodeRequired === true ? ['projectCode'] : []),
  ];
  const required = needs.length === 0 ? '' : `; every download needs ${needs.join(' and ')}`;
  if (quota !== null && isExhausted(product)) {
    const resets = quota.resetsAt === null ? '' : ` until ${quota.resetsAt.toISOString()}`;
    return finding(
      id,
      'problem',
      `${title}: ${left}${required}`,
      `Downloads on it end QUOTA_EXHAUSTED${resets}.`,
    );
  }
  return finding(id, 'ok', `${title}: ${left}${required}`);
}
