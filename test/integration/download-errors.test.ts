import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Fault } from '../../simulator/src/index.js';
import { DownloadImageDocument } from '../generated/graphql.js';
import { application, empty, envelope, gateway, items } from '../support/refusals.js';
import { defined, errorOf, type Service, startService } from '../support/service.js';
import { spendingCalls } from '../support/upstream-calls.js';

let service: Service;
let token: string;
beforeAll(async () => {
  service = await startService({ simulator: { cacheHeaders: false } });
});
afterAll(() => service.close());
beforeEach(() => {
  service.reset();
  // Easy Access and nothing else, with plenty left.
  token = service.simulator.issueToken('company');
});

const V3 = 'POST /v3/downloads/images/{id}';
const V2 = 'POST /v2/download/{id}';
const V1 = 'CreateDownloadRequest';
const IMAGE = '83454804';

const THROWN = `mutation ($input: DownloadImageInput!) { downloadImage(input: $input) { download { url } } }`;

interface Expected {
  readonly code: string;
  readonly via?: 'V3' | 'V2' | 'V1';
  readonly input?: object;
  /** Further fields of the error, as data. */
  readonly data?: object;
  readonly argument?: readonly string[];
  readonly retryAfterMs?: number;
}

const operationOf = { V3, V2, V1 } as const;
const shownOf = { V3, V2: 'POST /v2/download/{ImageId}', V1 } as const;

/** Outcomes of a download that are data where selected. */
async function isToldBothWays(fault: Fault, expected: Expected): Promise<void> {
  const { code, via = 'V3', data = {} } = expected;
  const input = { imageId: IMAGE, via, ...expected.input };
  service.simulator.inject({ operation: operationOf[via], ...fault });
  const asked = await service.query(DownloadImageDocument, { input }, { token });
  expect(asked.errors).toEqual([]);
  const shown = defined(asked.data?.downloadImage?.userErrors[0]);
  expect(asked.data?.downloadImage?.userErrors).toHaveLength(1);
  expect(asked.data?.downloadImage?.download).toBeNull();
  expect(shown).toMatchObject({
    code,
    message: expect.any(String),
    upstream: { api: via, operation: shownOf[via], httpStatus: fault.status },
    ...data,
  });

  service.simulator.inject({ operation: operationOf[via], ...fault });
  const thrown = await service.query(THROWN, { input }, { token });
  expect(thrown.data).toEqual({ downloadImage: null });
  const { message, path, extensions } = errorOf(thrown);
  const upstream = { ...shown.upstream, coordinationId: expect.anything() };
  expect({ message, path, code: extensions.code, isRetryable: extensions.isRetryable }).toEqual({
    message: shown.message,
    path: ['downloadImage'],
    code: shown.code,
    isRetryable: shown.isRetryable,
  });
  expect({ ...(extensions['upstream'] as object), coordinationId: 1 }).toEqual({
    ...upstream,
    coordinationId: 1,
  });
  expect(spendingCalls(service.calls())).toHaveLength(2);
  expect(service.simulator.charges).toEqual([]);
}

/** System errors and bad input: thrown, also where `userErrors` are selected. */
async function isThrown(
  fault: Fault,
  { code, via = 'V3', input, argument, retryAfterMs }: Expected,
): Promise<void> {
  service.simulator.inject({ operation: operationOf[via], ...fault });
  const response = await service.query(
    DownloadImageDocument,
    { input: { imageId: IMAGE, via, ...input } },
    { token },
  );
  expect(response.data).toEqual({ downloadImage: null });
  const { extensions, path } = errorOf(response);
  expect(path).toEqual(['downloadImage']);
  expect(extensions).toMatchObject({
    code,
    upstream: { api: via, operation: shownOf[via], httpStatus: fault.status },
    idempotencyKey: expect.any(String),
    ...(argument === undefined ? {} : { argument }),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  });
  expect(spendingCalls(service.calls())).toHaveLength(1);
  expect(service.simulator.charges).toEqual([]);
}

const rate = { 'x-error-detail': 'Account Over Queries Per Second Limit' };
const masheryRate = { 'x-mashery-error-code': 'ERR_403_DEVELOPER_OVER_RATE' };

describe('a v3 refusal', () => {
  it.each<[string, Fault, Expected]>([
    [
      '401 NoDownloadAuthorization',
      application(401, 'NoDownloadAuthorization'),
      { code: 'NOT_ENTITLED', data: { allowedProductTypes: ['EASY_ACCESS'] } },
    ],
    // A firewall's looks the same: see test/regressions/foreign-refusals.test.ts.
    ['403 without a body', empty(403), { code: 'OUTCOME_UNKNOWN' }],
    ['401 NoAgreement', application(401, 'NoAgreement'), { code: 'NOT_ENTITLED' }],
    ['401 UserHasNoSubscriptions', application(401, 'UserHasNoSubscriptions'), { code: 'NOT_ENTITLED' }],
    [
      '403 OverageLimitReached',
      application(403, 'OverageLimitReached'),
      {
        code: 'QUOTA_EXHAUSTED',
        data: { resetsAt: expect.any(String), productOffering: { id: 'gid://getty/ProductOffering/18001' } },
      },
    ],
    [
      '401 OverageLimitReached, before 2022',
      application(401, 'OverageLimitReached'),
      { code: 'QUOTA_EXHAUSTED' },
    ],
    ['401 InsufficientCredits', application(401, 'InsufficientCredits'), { code: 'QUOTA_EXHAUSTED' }],
    [
      '404 ImageNotFound',
      application(404, 'ImageNotFound'),
      { code: 'ASSET_NOT_FOUND', data: { field: ['imageId'] } },
    ],
    [
      '2014’s form of it',
      { kind: 'status', status: 404, body: '{"code":"ImageNotFound","message":"Image not found: 1"}' },
      { code: 'ASSET_NOT_FOUND' },
    ],
    [
      '400 MissingRequiredQueryParameters of a product that wants nothing',
      application(400, 'MissingRequiredQueryParameters'),
      { code: 'DOWNLOAD_REFUSED', data: { upstreamCode: 'MissingRequiredQueryParameters' } },
    ],
    [
      '409 of an unknown kind',
      application(409, 'BrandNew'),
      {
        code: 'DOWNLOAD_REFUSED',
        data: {
          upstreamCode: 'BrandNew',
          upstream: { code: 'BrandNew', message: 'BrandNew, says the test.' },
        },
      },
    ],
    [
      '401 about nothing in particular, with a token that reads',
      gateway(401, 'Unauthorized'),
      { code: 'NOT_ENTITLED' },
    ],
    [
      '401 Unauthorized by the application, the same',
      application(401, 'Unauthorized'),
      { code: 'NOT_ENTITLED' },
    ],
  ])('%s', (_, fault, expected) => isToldBothWays(fault, expected));

  it.each<[string, Fault, Expected]>([
    [
      '401 ProductIdNotAvailableForUser',
      application(401, 'ProductIdNotAvailableForUser'),
      { code: 'BAD_USER_INPUT', argument: ['input', 'productId'] },
    ],
    [
      '400 ProductTypeNotSpecified',
      application(400, 'ProductTypeNotSpecified'),
      { code: 'BAD_USER_INPUT', argument: ['input', 'productType'] },
    ],
    [
      '400 ProductIdNotSpecified',
      application(400, 'ProductIdNotSpecified'),
      { code: 'BAD_USER_INPUT', argument: ['input', 'productId'] },
    ],
    [
      '404 FileDownloadSizeNotFound',
      application(404, 'FileDownloadSizeNotFound'),
      { code: 'BAD_USER_INPUT', argument: ['input', 'height'], input: { height: 77 } },
    ],
    [
      '404 FileDownloadSizeNotFound of a format',
      application(404, 'FileDownloadSizeNotFound'),
      { code: 'BAD_USER_INPUT', argument: ['input', 'fileType'], input: { fileType: 'EPS' } },
    ],
    ['403 UserTokenRequired', application(403, 'UserTokenRequired'), { code: 'USER_TOKEN_REQUIRED' }],
    ['401 UserTokenRequired', application(401, 'UserTokenRequired'), { code: 'USER_TOKEN_REQUIRED' }],
    [
      '403 Forbidden by the gateway',
      gateway(403, 'Forbidden', { 'x-amzn-errortype': 'ForbiddenException' }),
      { code: 'API_KEY_INACTIVE' },
    ],
    ['403 Account Inactive', gateway(403, 'Account Inactive'), { code: 'API_KEY_INACTIVE' }],
    ['429', gateway(429, 'Too Many Requests', rate), { code: 'UPSTREAM_RATE_LIMITED', retryAfterMs: 1000 }],
    [
      '429 that says how long',
      gateway(429, 'Too Many Requests', { 'retry-after': '7' }),
      { code: 'UPSTREAM_RATE_LIMITED', retryAfterMs: 7000 },
    ],
    [
      '403 about the rate',
      gateway(403, 'Account Over Rate Limit', masheryRate),
      { code: 'UPSTREAM_RATE_LIMITED', retryAfterMs: 1000 },
    ],
    ['an unknown route', gateway(403, 'Missing Authentication Token'), { code: 'UPSTREAM_UNAVAILABLE' }],
    [
      '401 invalid_token, with the caller’s token',
      {
        kind: 'status',
        status: 401,
        body: '',
        headers: { 'www-authenticate': 'Bearer error="invalid_token"' },
      },
      { code: 'UNAUTHENTICATED' },
    ],
  ])('%s', (_, fault, expected) => isThrown(fault, expected));
});

describe('a v2 refusal', () => {
  it.each<[string, Fault, Expected]>([
    [
      '403 no product offering found',
      gateway(403, 'No product offering found.'),
      { code: 'NOT_ENTITLED', data: { allowedProductTypes: ['EASY_ACCESS'] } },
    ],
    [
      '403 cannot be used',
      gateway(403, 'The product offering can not be used with this resource.'),
      { code: 'NOT_ENTITLED' },
    ],
    [
      '404 no authorizations',
      gateway(404, 'No authorizations found for the asset.'),
      { code: 'NOT_ENTITLED' },
    ],
    [
      '404 image not found',
      gateway(404, 'Image not found.'),
      { code: 'ASSET_NOT_FOUND', data: { field: ['imageId'] } },
    ],
    // A firewall's looks the same: see test/regressions/foreign-refusals.test.ts.
    ['403 without a body', empty(403), { code: 'OUTCOME_UNKNOWN' }],
  ])('%s', (_, fault, expected) => isToldBothWays(fault, { via: 'V2', ...expected }));

  it.each<[string, Fault, Expected]>([
    [
      '401 not fully authenticated',
      gateway(401, 'The token is not fully authenticated.'),
      { code: 'USER_TOKEN_REQUIRED' },
    ],
    [
      '401 only a secure token',
      gateway(401, 'Only a secure token may be used.'),
      { code: 'USER_TOKEN_REQUIRED' },
    ],
    ['429', gateway(429, 'Too Many Requests', rate), { code: 'UPSTREAM_RATE_LIMITED' }],
    ['403 Forbidden', gateway(403, 'Forbidden'), { code: 'API_KEY_INACTIVE' }],
  ])('%s', (_, fault, expected) => isThrown(fault, { via: 'V2', ...expected }));
});

const item = (Status: string): Fault =>
  items({ ImageId: IMAGE, SizeName: null, Status, UrlAttachment: null });

describe('a v1 refusal', () => {
  it.each<[string, Fault, Expected]>([
    [
      'an item with NoAccess',
      item('NoAccess'),
      { code: 'NOT_ENTITLED', data: { allowedProductTypes: ['EASY_ACCESS'] } },
    ],
    [
      'an item that is Unavailable',
      item('unavailable'),
      { code: 'DOWNLOAD_REFUSED', data: { upstreamCode: 'unavailable' } },
    ],
    [
      'NoAgreement',
      envelope('NoAgreement'),
      {
        code: 'NOT_ENTITLED',
        data: {
          upstream: {
            code: 'NoAgreement',
            statusList: [{ type: 'ERROR', code: 'NoAgreement', message: 'NoAgreement, says the test.' }],
          },
        },
      },
    ],
    ['NoAuthorizations', envelope('NoAuthorizations'), { code: 'NOT_ENTITLED' }],
    ['UnauthorizedProductOffering', envelope('UnauthorizedProductOffering'), { code: 'NOT_ENTITLED' }],
    ['ImageNotFound', envelope('ImageNotFound'), { code: 'ASSET_NOT_FOUND' }],
    [
      'AssetNotAvailable',
      envelope('AssetNotAvailable'),
      { code: 'DOWNLOAD_REFUSED', data: { upstreamCode: 'AssetNotAvailable' } },
    ],
    ['AUTH-002', envelope('AUTH-002'), { code: 'DOWNLOAD_REFUSED' }],
    [
      'an unknown code',
      envelope('NeverHeardOf'),
      { code: 'DOWNLOAD_REFUSED', data: { upstreamCode: 'NeverHeardOf' } },
    ],
  ])('%s', (_, fault, expected) => isToldBothWays(fault, { via: 'V1', ...expected }));

  it.each<[string, Fault, Expected]>([
    ['AUTH-021', envelope('AUTH-021'), { code: 'USER_TOKEN_REQUIRED' }],
    ['AUTH-012', envelope('AUTH-012'), { code: 'UNAUTHENTICATED' }],
    [
      'InvalidProductOffering',
      envelope('InvalidProductOffering'),
      { code: 'BAD_USER_INPUT', argument: ['input', 'productType'] },
    ],
    ['429', gateway(429, 'Too Many Requests', rate), { code: 'UPSTREAM_RATE_LIMITED' }],
  ])('%s', (_, fault, expected) => isThrown(fault, { via: 'V1', ...expected }));

  it('a missing v1 authorization is NOT_ENTITLED for an existing image, ASSET_NOT_FOUND for a missing one', async () => {
    for (const [imageId, code] of [
      ['103131833', 'NOT_ENTITLED'],
      ['55', 'ASSET_NOT_FOUND'],
    ] as const) {
      service.forget();
      const { data } = await service.query(
        DownloadImageDocument,
        { input: { imageId, via: 'V1' } },
        { token },
      );
      expect(data?.downloadImage?.userErrors).toMatchObject([
        { code, upstream: { api: 'V1', operation: 'GetLargestImageDownloadAuthorizations' } },
      ]);
      const { upstream } = defined(data?.downloadImage?.userErrors[0]);
      expect(upstream?.statusList).toMatchObject([{ type: 'WARNING' }]);
      expect(spendingCalls(service.calls())).toEqual([]);
      expect(service.operations().filter((operation) => operation === 'GET /v3/images')).toHaveLength(1);
    }
  });

  it('v1 entries beside a success become notices', async () => {
    const { simulator } = service;
    simulator.inject({
      operation: V1,
      kind: 'v1',
      v1Header: (header) => ({
        ...header,
        Status: 'Warning',
        StatusList: [
          { Type: 'Information', Code: 'DefaultLanguageUsed', Message: 'en-us' },
          { Type: 'Curious', Code: 'Strange', Message: null },
        ],
      }),
    });
    const { data } = await service.query(
      DownloadImageDocument,
      { input: { imageId: IMAGE, via: 'V1', idempotencyKey: 'says-more' } },
      { token },
    );
    expect(data?.downloadImage?.download?.notices).toEqual([
      { type: 'INFORMATION', code: 'DefaultLanguageUsed', message: 'en-us' },
      { type: 'UNKNOWN', code: 'Strange', message: null },
    ]);
  });
});

describe('an exhausted product that Getty Images hides', () => {
  it.each(['V3', 'V2', 'V1'] as const)(
    'an exhausted product that is hidden reads QUOTA_EXHAUSTED through %s',
    async (via) => {
      const { simulator } = service;
      simulator.options.hideUsedUp = true;
      try {
        simulator.setRemaining('company', 18001, 0);
        const { data } = await service.query(
          DownloadImageDocument,
          { input: { imageId: IMAGE, via } },
          { token },
        );
        expect(data?.downloadImage?.userErrors).toMatchObject([
          {
            __typename: 'QuotaExhaustedError',
            code: 'QUOTA_EXHAUSTED',
            resetsAt: expect.any(String),
            productOffering: { id: 'gid://getty/ProductOffering/18001' },
          },
        ]);
        expect(simulator.charges).toEqual([]);
      } finally {
        simulator.options.hideUsedUp = false;
      }
    },
  );
});

describe('refusals in older or opaque forms', () => {
  it.each(['named', 'opaque401'] as const)(
    '%s: an image outside the agreement reads NOT_ENTITLED',
    async (style) => {
      service.simulator.options.refusalStyle = style;
      try {
        const { data } = await service.query(
          DownloadImageDocument,
          { input: { imageId: '103131833' } },
          { token },
        );
        expect(data?.downloadImage?.userErrors).toMatchObject([{ code: 'NOT_ENTITLED' }]);
      } finally {
        service.simulator.options.refusalStyle = 'named';
      }
    },
  );

  it('an opaque 401 reads UNAUTHENTICATED where a read with the same token fails too', async () => {
    const named = { imageId: IMAGE, productType: 'EASY_ACCESS', productId: '18001' } as const;
    service.simulator.inject({ operation: V3, ...gateway(401, 'Unauthorized') });
    // The plan reads the products once; the probe after the refusal is the second time.
    service.simulator.inject({
      operation: 'GET /v3/products',
      skip: 1,
      ...gateway(401, 'Unauthorized'),
      times: Number.POSITIVE_INFINITY,
    });
    await service.query('{ viewer { name } }', {}, { token });
    const response = await service.query(DownloadImageDocument, { input: named }, { token });
    expect(errorOf(response).extensions).toMatchObject({ code: 'UNAUTHENTICATED' });
    expect(spendingCalls(service.calls())).toHaveLength(1);
  });
});
