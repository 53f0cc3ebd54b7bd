import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Service, startService } from '../support/service.js';

let service: Service;
beforeAll(async () => {
  service = await startService();
});
afterAll(() => service.close());

const upstream = (operation: string, body: unknown): void => {
  service.simulator.inject({ operation, kind: 'status', status: 200, body: JSON.stringify(body) });
};

/** A display size's `javascript:` URL reached clients as a `URL`. */
it.each(['javascript:alert(1)', 'data:text/html,x', '/comp.jpg', '//host/comp.jpg', 'not a url'])(
  'a display size with the URL %s is omitted, and the others stay',
  async (uri) => {
    const good = { name: 'thumb', uri: 'https://media.example.com/thumb.jpg' };
    upstream('GET /v3/images', { images: [{ id: '1', display_sizes: [{ name: 'comp', uri }, good] }] });
    const { data, errors } = await service.query(
      `{ image(id: "1") { displaySizes { name url } } # ${uri}\n }`,
    );
    expect([data, errors]).toEqual([{ image: { displaySizes: [{ name: good.name, url: good.uri }] } }, []]);
    service.reset();
  },
);

/** Values that are no list were read as empty lists: "no such image", "no results". */
describe('a response with another value in place of its list is UPSTREAM_BAD_RESPONSE', () => {
  it.each([
    ['GET /v3/images', { images: 'x' }, '{ image(id: "2") { title } }'],
    ['GET /v3/images', { images: {} }, '{ images(ids: ["3", "4"]) { title } }'],
    [
      'GET /v3/search/images/creative',
      { result_count: 7, images: 'x' },
      '{ searchImages(phrase: "kitten", filter: { family: CREATIVE }) { totalCount } }',
    ],
    ['GET /v3/videos', { videos: 3 }, '{ videos(ids: ["5", "6"]) { title } }'],
  ])('%s: %o', async (operation, body, query) => {
    upstream(operation, body);
    const response = await service.query(query);
    expect(new Set(response.errors.map(({ extensions }) => extensions.code))).toEqual(
      new Set(['UPSTREAM_BAD_RESPONSE']),
    );
    service.reset();
  });
});

/** The response had fastify's own form, without a code. */
it('GET /% gets a typed JSON error', async () => {
  const response = await fetch(`${new URL(service.url).origin}/%`);
  expect(response.headers.get('x-content-type-options')).toBe('nosniff');
  const body = (await response.json()) as { errors: never[] };
  expect([response.status, body.errors[0]]).toMatchObject([
    400,
    { extensions: { code: 'BAD_USER_INPUT', isRetryable: false } },
  ]);
});
