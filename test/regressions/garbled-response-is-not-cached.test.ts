import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Service, startService } from '../support/service.js';

let service: Service;
beforeAll(async () => {
  service = await startService();
});
afterAll(() => service.close());

/** An unreadable 200 was cached as long as its headers allowed, and served to all callers until then. */
it.each([
  ['{ image(id: "83454804") { title } }', 'GET /v3/images', 'malformed'],
  ['{ image(id: "83454804") { caption } }', 'GET /v3/images', 'html'],
  [
    '{ searchImages(phrase: "kitties", filter: { family: CREATIVE }, first: 2) { totalCount } }',
    'GET /v3/search/images/creative',
    'malformed',
  ],
  [
    '{ searchImages(phrase: "kitties", filter: { family: CREATIVE }, first: 3) { totalCount } }',
    'GET /v3/search/images/creative',
    'emptyBody',
  ],
] as const)('an unreadable response to %s is not cached (%s: %s)', async (query, operation, kind) => {
  service.simulator.inject({ operation, kind });
  const first = await service.query(query);
  expect(first.errors.map((error) => error.extensions.code)).toEqual(['UPSTREAM_BAD_RESPONSE']);
  const second = await service.query(query);
  expect(second.errors).toEqual([]);
});
