import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildGraphSchema } from '../../../schema/build.js';
import { type HttpResponse, send, startTestServer, type TestServer } from './test-server.js';

/** The probes of graphql-cop, asked of the real schema as it runs in production. Each finds nothing. */
let server: TestServer;
let url: string;
beforeAll(async () => {
  server = await startTestServer({
    schema: buildGraphSchema(),
    env: {
      NODE_ENV: 'production',
      HOST: '127.0.0.1',
      GETTY_API_KEY: 'k',
      GETTY_API_SECRET: 's',
      IDEMPOTENCY_STORE: 'memory',
    },
  });
  url = `${server.url}/graphql`;
});
afterAll(() => server.close());

const form = (fields: Record<string, string>) =>
  send(
    url,
    'POST',
    { 'content-type': 'application/x-www-form-urlencoded' },
    new URLSearchParams(fields).toString(),
  );
const many = (count: number, text: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => text(index)).join(' ');
const introspection =
  '{ __schema { queryType { name } mutationType { name } types { name fields { name type { name } } } directives { name } } }';

describe('graphql-cop finds nothing', () => {
  it.each<[string, () => Promise<HttpResponse>]>([
    [
      'alias overloading',
      () => server.ask({ query: `query cop { ${many(101, (index) => `alias${index}: __typename`)} }` }),
    ],
    [
      'array batching',
      () =>
        send(
          url,
          'POST',
          {},
          Array.from({ length: 10 }, () => ({ query: 'query cop { __typename }' })),
        ),
    ],
    ['directive overloading', () => server.ask({ query: `query cop { __typename ${'@aa'.repeat(10)} }` })],
    [
      'circular fragments',
      () =>
        server.ask({
          query:
            'query cop { __schema { ...A } } fragment A on __Schema { __typename ...B } fragment B on __Schema { ...A }',
        }),
    ],
    ['an unknown kind of operation', () => server.ask({ query: 'qwerty cop { abc }' })],
    [
      'overloading with directives that exist',
      () => server.ask({ query: `query cop { viewer { name ${many(101, () => '@include(if: true)')} } }` }),
    ],
    [
      'circular introspection',
      () =>
        server.ask({
          query: `query cop { __schema { types { fields { type { fields { type { fields { type { fields { type { name } } } } } } } } } } }`,
        }),
    ],
    ['introspection', () => server.ask({ query: introspection })],
    ['field duplication', () => server.ask({ query: `query cop { ${'__typename \n'.repeat(500)} }` })],
    ['a mutation by GET', () => send(`${url}?query=${encodeURIComponent('mutation cop { __typename }')}`)],
    [
      'a mutation by GET with the preflight’s header',
      () =>
        send(`${url}?query=${encodeURIComponent('mutation cop { __typename }')}`, 'GET', {
          'apollo-require-preflight': '1',
        }),
    ],
    [
      'a query by GET, as any page could send it',
      () => send(`${url}?query=${encodeURIComponent('query cop { __typename }')}`),
    ],
    ['a query in a form, as any page could send it', () => form({ query: 'query cop { __typename }' })],
    [
      'a mutation in a form',
      () => form({ query: 'mutation { downloadImage(input: { imageId: 1 }) { download { url } } }' }),
    ],
    [
      'a body of text, as any page could send it',
      () => send(url, 'POST', { 'content-type': 'text/plain' }, '{"query":"{ __typename }"}'),
    ],
    ['field suggestions', () => server.ask({ query: 'query cop { __schema { directive } viewr { name } }' })],
    [
      'suggestions of enum values',
      () =>
        server.ask({
          query: 'query cop($s: ImageSearchSort) { searchImages(phrase: "a", sort: $s) { totalCount } }',
          variables: { s: 'NEWES' },
        }),
    ],
    [
      'tracing',
      () =>
        server.ask({ query: 'query cop { __typename nix }' }, { 'apollo-federation-include-trace': 'ftv1' }),
    ],
  ])('%s is refused', async (_probe, probe) => {
    const response = await probe();
    expect(response.json.data).toBeUndefined();
    expect(response.json.errors.length).toBeGreaterThan(0);
    // What the tool calls directive overloading is an error for each of ten directives.
    expect(response.json.errors.length).toBeLessThan(10);
    expect(response.text).not.toMatch(
      /did you mean|"tracing"|ftv1|stacktrace|"exception"|node_modules|\.js:/i,
    );
  });

  it('no response contains a trace either', async () => {
    const response = await server.ask(
      { query: 'query cop { __typename }' },
      { 'apollo-federation-include-trace': 'ftv1' },
    );
    expect(response.json).toEqual({
      data: { __typename: 'Query' },
      extensions: { requestId: expect.any(String), cost: expect.any(Object) },
    });
  });

  it('no explorer or console is there', async () => {
    for (const path of ['/', '/graphiql', '/playground', '/console', '/explorer', '/graphql']) {
      const response = await send(`${server.url}${path}`, 'GET', { accept: 'text/html' });
      expect([path, response.headers.get('content-type')]).toEqual([
        path,
        expect.stringContaining('application/json'),
      ]);
      expect(response.status).toBeGreaterThanOrEqual(400);
    }
  });
});
