import { afterEach, expect, it } from 'vitest';
import { errorOf, type Service, startService } from '../support/service.js';
import { httpUpstream } from '../transport/support/upstream.js';

const SEARCH = '{ searchImages(phrase: "cats", first: 2) { totalCount edges { node { id } } } }';

let service: Service | null = null;
afterEach(() => service?.close());

const searched = async (status: number, body: object) => {
  const upstream = await httpUpstream((_request, response) =>
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body)),
  );
  service = await startService({ env: { GETTY_API_URL: upstream.url } });
  return errorOf(await service.query(SEARCH));
};

it('a 400 that names no argument of the caller reads UPSTREAM_BAD_RESPONSE', async () => {
  const error = await searched(400, { ErrorCode: 'InvalidParameterValue', ErrorMessage: 'page_sizes?' });
  expect(error.extensions).toMatchObject({ code: 'UPSTREAM_BAD_RESPONSE', isRetryable: false });
  expect(error.message).toContain('page_sizes?');
});

it('a 400 about an argument of the caller reads BAD_USER_INPUT with that argument', async () => {
  const error = await searched(400, { ErrorCode: 'InvalidProduct', ErrorMessage: 'No such product.' });
  expect(error.extensions).toMatchObject({ code: 'BAD_USER_INPUT', argument: ['productType'] });
});

it('a negative total reads UPSTREAM_BAD_RESPONSE', async () => {
  const error = await searched(200, { result_count: -3, images: [] });
  expect(error.extensions.code).toBe('UPSTREAM_BAD_RESPONSE');
});
