import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Service, startService } from '../support/service.js';

let service: Service;
beforeAll(async () => {
  service = await startService({ env: { GETTY_APIS: 'v1' } });
});
afterAll(() => service.close());

/** With v3 switched off, images and the viewer were requested from it all the same. */
it('no v3 call is made where v3 is switched off', async () => {
  const response = await service.query(
    '{ image(id: "83454804") { title } viewer { name } downloadHistory(first: 1) { via } productOfferings { typeName } }',
  );
  expect(response.errors?.map((error) => [error.path?.[0], error.extensions['code']])).toEqual(
    expect.arrayContaining([
      ['image', 'UPSTREAM_UNAVAILABLE'],
      ['viewer', 'UPSTREAM_UNAVAILABLE'],
    ]),
  );
  expect(response.data).toMatchObject({ downloadHistory: { via: 'V1' } });
  expect(service.simulator.requests.filter((request) => request.api === 'v3')).toEqual([]);
});
