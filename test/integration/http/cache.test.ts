import { isObjectType } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildGraphSchema } from '../../../schema/build.js';
import { send, startTestServer, type TestServer } from './test-server.js';

let server: TestServer;
beforeAll(async () => {
  const schema = buildGraphSchema();
  const fields = schema.getQueryType()?.getFields() ?? {};
  for (const [name, value] of [
    ['image', { id: 'gid://getty/Image/1', assetId: '1', title: 'A title', largestDownloads: [] }],
    ['searchImages', null],
  ] as const) {
    const field = fields[name];
    if (field) field.resolve = () => value;
  }
  const image = schema.getType('Image');
  if (isObjectType(image)) for (const field of Object.values(image.getFields())) delete field.resolve;
  const failing = fields['viewer'];
  if (failing) failing.resolve = () => Promise.reject(new Error('x'));
  server = await startTestServer({ schema });
});
afterAll(() => server.close());

const get = (query: string, headers: Record<string, string> = {}) =>
  send(`${server.url}/graphql?${new URLSearchParams({ query })}`, 'GET', {
    'apollo-require-preflight': '1',
    ...headers,
  });
const title = '{ image(id: 1) { title } }';

describe('Cache-Control', () => {
  it('is public with the schema’s max-age for data that all callers share', async () => {
    const response = await get(title);
    expect(response.headers.get('cache-control')).toBe('max-age=300, public');
    expect(response.json.data).toEqual({ image: { title: 'A title' } });
  });

  it('Cache-Control is private where the caller sent a token', async () => {
    const response = await get(title, { authorization: 'Bearer t' });
    expect(response.headers.get('cache-control')).toBe('max-age=300, private');
  });

  it('Cache-Control is private for the service account’s own customer data', async () => {
    const response = await get('{ image(id: 1) { largestDownloads { productType } } }');
    expect(response.headers.get('cache-control')).toBe('max-age=60, private');
  });

  it.each([
    ['an error beside data', `{ image(id: 1) { title } viewer { name } }`],
    ['a refused document', '{ nope }'],
    ['no GraphQL', '{'],
    ['what must be fresh', '{ image(id: 1) { title } rateLimit { cost } }'],
  ])('no-store is sent for %s', async (_what, query) => {
    expect((await get(query)).headers.get('cache-control')).toBe('no-store');
  });
});

it('Vary names all request headers that a response depends on', async () => {
  const response = await get(title, { origin: 'http://localhost:3000' });
  const names = (response.headers.get('vary') ?? '').split(', ').map((name) => name.toLowerCase());
  expect(names.sort()).toEqual(['accept', 'accept-language', 'authorization', 'origin', 'x-client-key']);
});

it('a public response to a GET leaves out its caller’s remaining budget', async () => {
  expect((await get(title)).json.extensions.cost).toBeUndefined();
  expect((await get(title, { authorization: 'Bearer t' })).json.extensions.cost).toBeDefined();
  expect((await server.ask({ query: title })).json.extensions.cost).toBeDefined();
});
