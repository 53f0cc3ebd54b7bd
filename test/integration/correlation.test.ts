import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dataOf, errorOf, type Service, startService } from '../support/service.js';
import { spendingCalls } from '../support/upstream-calls.js';

let service: Service;
beforeEach(async () => {
  service = await startService({ simulator: { cacheHeaders: false } });
});
afterEach(() => service.close());

const ID = 'request-0815';
const asking = { headers: { 'x-request-id': ID } };
const download = (via: string): string =>
  `mutation { downloadImage(input: { imageId: "83454804", via: ${via} }) {
    download { via } userErrors { code upstream { coordinationId code message statusList { code } } } } }`;

describe('the id of a request', () => {
  it('the request id is sent with every v1 call and returned to the client', async () => {
    const response = await service.query(download('V1'), {}, asking);
    dataOf(response);
    expect(response.extensions['requestId']).toBe(ID);
    expect(response.headers.get('x-request-id')).toBe(ID);
    const pair = service.calls().filter(({ operation }) => !operation.startsWith('GET '));
    expect(pair.map(({ body }) => body)).toMatchObject([
      { RequestHeader: { CoordinationId: ID } },
      { RequestHeader: { CoordinationId: ID } },
    ]);
    expect(service.simulator.charges).toMatchObject([{ coordinationId: ID }]);
  });

  it('the request id is sent with the v2 call', async () => {
    dataOf(await service.query(download('V2'), {}, asking));
    expect(spendingCalls(service.calls())[0]?.headers['gi-coordination-id']).toBe(ID);
  });

  it('every error has the request id and Getty Images’ own id', async () => {
    service.simulator.inject({
      operation: 'GET /v3/images',
      kind: 'status',
      times: Number.POSITIVE_INFINITY,
    });
    const response = await service.query('{ image(id: "83454804") { title } }', {}, asking);
    expect(errorOf(response).extensions).toMatchObject({
      requestId: ID,
      upstream: { coordinationId: expect.stringMatching(/^[0-9a-f-]{36}$/) },
    });
  });

  it('a request without an id gets a generated one', async () => {
    const response = await service.query('{ errorCatalog { code } }');
    expect(response.extensions['requestId']).toMatch(/^[0-9a-f-]{36}$/);
  });
});

describe('a response with another request’s id', () => {
  const swapped = (header: Record<string, unknown>) => ({ ...header, CoordinationId: 'of-another-request' });

  it('a v1 read with another request’s id is not decoded', async () => {
    service.simulator.inject({ operation: 'GetPreviousDownloads', kind: 'v1', v1Header: swapped });
    const response = await service.query('{ downloadHistory(via: V1) { totalCount } }', {}, asking);
    expect(errorOf(response).extensions.code).toBe('UPSTREAM_BAD_RESPONSE');
  });

  it('a v1 download with another request’s id gives no link, and the history is read', async () => {
    service.simulator.inject({ operation: 'CreateDownloadRequest', kind: 'v1', v1Header: swapped });
    const data = dataOf(await service.query(download('V1'), {}, asking));
    expect(data).toMatchObject({
      downloadImage: { download: null, userErrors: [{ code: 'LINK_LOST', upstream: { message: null } }] },
    });
    expect(service.simulator.charges).toHaveLength(1);
  });

  it.each([null, undefined])('a v1 response without an id (%s) is accepted', async (CoordinationId) => {
    const without = (header: Record<string, unknown>) => ({ ...header, CoordinationId });
    service.simulator.inject({ operation: 'CreateDownloadRequest', kind: 'v1', v1Header: without });
    expect(dataOf(await service.query(download('V1'), {}, asking))).toMatchObject({
      downloadImage: { download: { via: 'V1' } },
    });
  });
});
