import { afterEach, describe, expect, it } from 'vitest';
import { gateway } from '../support/refusals.js';
import {
  dataOf,
  errorOf,
  eventually,
  MovableClock,
  type Service,
  type ServiceOptions,
  startService,
} from '../support/service.js';
import { spendingCalls } from '../support/upstream-calls.js';

let service: Service;
const start = async (options: ServiceOptions = {}): Promise<void> => {
  service = await startService(options);
};
afterEach(() => service.close());

const VIEWER = '{ viewer { name } }';
const DOWNLOAD =
  'mutation { downloadImage(input: { imageId: "83454804" }) { download { url } userErrors { code } } }';
const MINUTE = 60_000;

describe('the service’s own token', () => {
  it.each([true, false])(
    'the service’s token is requested once, with expires_in as text: %s',
    async (expiresInAsString) => {
      await start({ simulator: { expiresInAsString, cacheHeaders: false } });
      await Promise.all(Array.from({ length: 12 }, () => service.query(VIEWER)));
      expect(service.tokenCalls()).toBe(1);
      expect(dataOf(await service.query(VIEWER))).toEqual({ viewer: { name: 'Plenty Übermaß' } });
      expect(service.tokenCalls()).toBe(1);
      const [request] = service.simulator.requests.filter(({ api }) => api === 'oauth');
      expect(Object.fromEntries(new URLSearchParams(request?.body))).toEqual({
        client_id: service.simulator.apiKey,
        client_secret: service.simulator.apiSecret,
        grant_type: 'client_credentials',
      });
      expect(request?.headers['authorization']).toBeUndefined();
    },
  );

  it('the service signs in as a user where one is configured', async () => {
    await start({ env: { GETTY_USERNAME: 'twins', GETTY_PASSWORD: 'twins-password' } });
    expect(dataOf(await service.query(VIEWER))).toEqual({ viewer: { name: 'Twins Zwilling' } });
  });

  it('the service’s token is renewed once before it expires, without delaying requests', async () => {
    const clock = new MovableClock();
    await start({ clock, simulator: { cacheHeaders: false } });
    dataOf(await service.query(VIEWER));
    clock.advance(26 * MINUTE);
    await Promise.all(Array.from({ length: 8 }, () => service.query(VIEWER).then(dataOf)));
    await eventually(() => service.tokenCalls(), 2);
    clock.advance(20 * MINUTE);
    dataOf(await service.query(VIEWER));
    expect(service.tokenCalls()).toBe(2);
    expect(service.calls().every(({ status }) => status === 200)).toBe(true);
  });

  it('an expired service token is replaced once for all waiting requests', async () => {
    const clock = new MovableClock();
    await start({ clock, simulator: { cacheHeaders: false } });
    dataOf(await service.query(VIEWER));
    clock.advance(31 * MINUTE);
    await Promise.all(Array.from({ length: 8 }, () => service.query(VIEWER).then(dataOf)));
    expect(service.tokenCalls()).toBe(2);
  });

  it('a rejected service token is replaced once for all rejected reads', async () => {
    await start({ simulator: { cacheHeaders: false } });
    dataOf(await service.query(VIEWER));
    service.simulator.expireTokens();
    service.forget();
    const responses = await Promise.all(
      Array.from({ length: 10 }, (_, index) =>
        service.query(index % 2 === 0 ? VIEWER : `{ image(id: "${index}") { id } productOfferings { id } }`),
      ),
    );
    for (const response of responses) expect(response.errors).toEqual([]);
    expect(service.tokenCalls()).toBe(1);
    expect(service.calls().some(({ status }) => status === 401)).toBe(true);
  });

  it('a rejected service token is replaced for v1, too', async () => {
    await start();
    dataOf(await service.query(VIEWER));
    service.simulator.expireTokens();
    dataOf(await service.query('{ downloadHistory(via: V1) { totalCount } }'));
    expect(service.tokenCalls()).toBe(2);
  });

  it('a service token that is rejected twice is UNAUTHENTICATED', async () => {
    await start();
    service.simulator.inject({
      operation: 'GET /v3/customers/current',
      ...gateway(401, 'Unauthorized'),
      times: Number.POSITIVE_INFINITY,
    });
    const response = await service.query(VIEWER);
    expect(errorOf(response).extensions).toMatchObject({ code: 'UNAUTHENTICATED', isRetryable: false });
    expect(service.operations()).toHaveLength(2);
    expect(service.tokenCalls()).toBe(2);
  });

  it.each(['V3', 'V1'] as const)(
    'an expired service token is replaced and the download succeeds through %s',
    async (via) => {
      await start({ simulator: { cacheHeaders: false } });
      const image = `mutation { downloadImage(input: { imageId: "83454804", via: ${via} }) { download { via } } }`;
      const spend = via === 'V3' ? 'POST /v3/downloads/images/{id}' : 'CreateDownloadRequest';
      dataOf(await service.query(VIEWER));
      // It ends between the reads and the download.
      service.simulator.inject({
        operation: spend,
        kind: 'status',
        ...(via === 'V3'
          ? { status: 401, body: '', headers: { 'www-authenticate': 'Bearer error="invalid_token"' } }
          : {
              status: 200,
              body: '{"ResponseHeader":{"Status":"error","StatusList":[{"Type":"Error","Code":"AUTH-012"}]}}',
            }),
      });
      expect(dataOf(await service.query(image))).toEqual({ downloadImage: { download: { via } } });
      expect(spendingCalls(service.calls())).toHaveLength(2);
      expect(service.simulator.charges).toHaveLength(1);
      expect(service.tokenCalls()).toBe(2);
      const [first, second] = spendingCalls(service.calls());
      const tokenOf = (call: typeof first): unknown =>
        via === 'V3' ? call?.headers['authorization'] : call?.body?.['RequestHeader'];
      expect(tokenOf(second)).not.toEqual(tokenOf(first));
    },
  );

  it('a 401 with a reason does not replace the service’s token', async () => {
    await start();
    service.simulator.inject({
      operation: 'POST /v3/downloads/images/{id}',
      kind: 'status',
      status: 401,
      body: '{"ErrorCode":"NoDownloadAuthorization","ErrorMessage":"no"}',
    });
    expect(dataOf(await service.query(DOWNLOAD))).toMatchObject({
      downloadImage: { userErrors: [{ code: 'NOT_ENTITLED' }] },
    });
    expect(service.tokenCalls()).toBe(1);
    expect(spendingCalls(service.calls())).toHaveLength(1);
  });
});

describe('v1’s own sessions', () => {
  const env = {
    GETTY_USERNAME: 'plenty',
    GETTY_PASSWORD: 'plenty-password',
    GETTY_SYSTEM_ID: 'simulator-system',
    GETTY_SYSTEM_PASSWORD: 'simulator-system-password',
  };

  it('a v1 session is created once, and downloads carry its secure token', async () => {
    await start({ env });
    await Promise.all(
      Array.from({ length: 4 }, () => service.query('{ downloadHistory(via: V1) { totalCount } }')),
    );
    dataOf(
      await service.query(
        'mutation { downloadImage(input: { imageId: "83454804", via: V1 }) { download { url } } }',
      ),
    );
    expect(service.operations().filter((operation) => operation === 'CreateSession')).toHaveLength(1);
    expect(service.simulator.charges).toMatchObject([{ api: 'v1', account: 'plenty' }]);
  });

  it('a v1 session is never used for a caller’s token', async () => {
    await start({ env });
    const token = service.simulator.issueToken('company');
    dataOf(await service.query('{ downloadHistory(via: V1) { totalCount } }', {}, { token }));
    expect(service.operations()).toEqual(['GetPreviousDownloads']);
    expect(service.calls()[0]?.body?.['RequestHeader']).toMatchObject({ Token: token });
  });
});

describe('a caller’s token', () => {
  it('a caller’s token is sent with every call for that caller, and no other token', async () => {
    await start({ simulator: { cacheHeaders: false } });
    const token = service.simulator.issueToken('company');
    dataOf(
      await service.query(
        `mutation { downloadImage(input: { imageId: "83454804" }) { download { productOffering { id } } } }`,
        {},
        { token },
      ),
    );
    dataOf(
      await service.query(
        '{ image(id: "83454804") { title largestDownloads { isFree productOffering { id } } } downloadHistory(via: V1) { totalCount } }',
        {},
        { token },
      ),
    );
    for (const { operation, headers, body } of service.calls())
      expect([operation, headers['authorization'] ?? body?.['RequestHeader']]).toEqual([
        operation,
        headers['authorization'] === undefined
          ? expect.objectContaining({ Token: token })
          : `Bearer ${token}`,
      ]);
    expect(service.tokenCalls()).toBe(0);
    expect(service.simulator.charges).toMatchObject([{ account: 'company' }]);
  });

  it.each([
    VIEWER,
    '{ image(id: "83454804") { title } }',
    '{ productOfferings { id } }',
    '{ downloadHistory(via: V1) { totalCount } }',
    DOWNLOAD,
  ])('a caller’s expired token is never replaced: %s', async (query) => {
    await start();
    const token = service.simulator.issueToken('company');
    service.simulator.revokeToken(token);
    const response = await service.query(query, {}, { token });
    expect(errorOf(response).extensions).toMatchObject({ code: 'UNAUTHENTICATED' });
    expect(service.tokenCalls()).toBe(0);
    expect(spendingCalls(service.calls())).toEqual([]);
  });

  it('a caller’s application token is USER_TOKEN_REQUIRED where Getty Images requires a user', async () => {
    await start();
    const token = service.simulator.issueToken('application');
    for (const query of [
      '{ downloadHistory { totalCount } }',
      '{ downloadHistory(via: V1) { totalCount } }',
      DOWNLOAD,
    ]) {
      const response = await service.query(query, {}, { token });
      expect(errorOf(response).extensions.code).toBe('USER_TOKEN_REQUIRED');
    }
  });
});
