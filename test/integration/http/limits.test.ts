import type { GraphQLSchema } from 'graphql';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { buildGraphSchema } from '../../../schema/build.js';
import { send, startTestServer, type TestServer } from './test-server.js';

/** The real schema; resolvers that would ask Getty Images only note that they were called. */
const executed = vi.fn(() => null);
function notingSchema(): GraphQLSchema {
  const schema = buildGraphSchema();
  for (const root of [schema.getQueryType(), schema.getMutationType()]) {
    for (const field of Object.values(root?.getFields() ?? {})) {
      if (field.name !== 'rateLimit' && field.name !== 'errorCatalog') field.resolve = executed;
    }
  }
  return schema;
}

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ schema: notingSchema() });
});
afterAll(() => server.close());

const refused = async (query: string, variables: Record<string, unknown> = {}, on = server) => {
  executed.mockClear();
  const response = await on.ask({ query, variables });
  expect(response.json.data).toBeUndefined();
  expect(executed).not.toHaveBeenCalled();
  return [response.status, response.json.errors[0].extensions.code];
};
const times = (count: number, text: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => text(index)).join(' ');

describe('a document is refused before anything of it is executed', () => {
  it.each([
    ['too many tokens', `{ ${times(12_000, () => 'viewer')} }`, 'GRAPHQL_PARSE_FAILED'],
    [
      'too deep',
      `{ ${times(9, () => 'image(id: 1) { previousDownloads {')} id ${times(18, () => '}')} }`,
      'GRAPHQL_VALIDATION_FAILED',
    ],
    [
      'too deep through fragments',
      `{ image(id: 1) { ...A } } ${times(8, (i) => `fragment ${'ABCDEFGH'[i]} on Image { previousDownloads { image { ${i < 7 ? `...${'BCDEFGH'[i]}` : 'id'} } } }`)}`,
      'GRAPHQL_VALIDATION_FAILED',
    ],
    ['too many aliases', `{ ${times(101, (i) => `a${i}: viewer { name }`)} }`, 'GRAPHQL_VALIDATION_FAILED'],
    [
      'too many aliases through fragments',
      `{ a: image(id: 1) { ...F } b: image(id: 1) { ...F } } fragment F on Image { ${times(60, (i) => `a${i}: title`)} }`,
      'GRAPHQL_VALIDATION_FAILED',
    ],
    [
      'too many directives',
      `{ viewer { name ${times(101, () => '@skip(if: false)')} } }`,
      'GRAPHQL_VALIDATION_FAILED',
    ],
    ['too many root fields', `{ ${times(21, () => 'viewer { name }')} }`, 'GRAPHQL_VALIDATION_FAILED'],
    [
      'introspection in circles',
      `{ __schema { types { ${times(5, () => 'fields { type {')} name ${times(10, () => '}')} } } }`,
      'GRAPHQL_VALIDATION_FAILED',
    ],
    [
      'introspection too deep',
      `{ __schema { types { fields { type { ${times(20, () => 'ofType {')} name ${times(20, () => '}')} } } } } }`,
      'GRAPHQL_VALIDATION_FAILED',
    ],
    [
      'a fragment that spreads itself',
      '{ image(id: 1) { ...A } } fragment A on Image { previousDownloads { image { ...A } } }',
      'GRAPHQL_VALIDATION_FAILED',
    ],
  ])('%s', async (_what, query, code) => {
    expect(await refused(query)).toEqual([200, code]); // plain JSON; see graphql-over-http.test.ts
  });

  it('says what was too much and what is allowed', async () => {
    const { json } = await server.ask({ query: `{ ${times(101, (i) => `a${i}: viewer { name }`)} }` });
    expect(json.errors.map(({ message }: { message: string }) => message)).toEqual([
      'The operation has 101 aliases; at most 100 are allowed. The operation has 101 root fields; at most 20 are allowed.',
    ]);
  });

  it('but the introspection of tools is not', async () => {
    const { getIntrospectionQuery } = await import('graphql');
    const { json } = await server.ask({
      query: getIntrospectionQuery({ inputValueDeprecation: true, oneOf: false }),
    });
    expect(json.errors).toBeUndefined();
  });
});

describe('an operation is refused for what it would cost', () => {
  const images = 'query($ids: [ID!]!) { images(ids: $ids) { previousDownloads { id } } }';
  it.each<[string, string, Record<string, unknown>]>([
    [
      'two downloads',
      'mutation { a: downloadImage(input: { imageId: 1 }) { clientMutationId } b: downloadImage(input: { imageId: 2 }) { clientMutationId } }',
      {},
    ],
    [
      'two downloads of different kinds',
      'mutation { ...A ...B } fragment A on Mutation { downloadImage(input: { imageId: 1 }) { clientMutationId } } fragment B on Mutation { downloadVideo(input: { videoId: 1 }) { clientMutationId } }',
      {},
    ],
    ['previous downloads of more than ten images', images, { ids: Array.from({ length: 11 }, String) }],
    [
      'too many objects, by variables',
      'query($n: Int) { searchImages(phrase: "a", first: $n) { nodes { previousDownloads { id } } } }',
      { n: 100 },
    ],
  ])('%s', async (_what, query, variables) => {
    expect(await refused(query, variables)).toEqual([400, 'QUERY_TOO_EXPENSIVE']);
  });

  it('previous downloads of ten images are not', async () => {
    const response = await server.ask({
      query: images,
      variables: { ids: Array.from({ length: 10 }, String) },
    });
    expect(response.json.errors).toBeUndefined();
  });

  it('and by the limits that its operator sets', async () => {
    const strict = await startTestServer({
      schema: notingSchema(),
      env: { GRAPHQL_MAX_COST: '30', GRAPHQL_MAX_NODES: '25' },
    });
    const search = 'query($n: Int) { searchImages(phrase: "a", first: $n) { nodes { id } } }';
    expect(await refused(search, { n: 21 }, strict)).toEqual([400, 'QUERY_TOO_EXPENSIVE']);
    expect(await refused(search, { n: 26 }, strict)).toEqual([400, 'QUERY_TOO_EXPENSIVE']);
    expect((await strict.ask({ query: search, variables: { n: 20 } })).json.errors).toBeUndefined();
    await strict.close();
  });
});

describe('what a caller uses', () => {
  const search =
    'query($n: Int) { searchImages(phrase: "a", first: $n) { nodes { id } } rateLimit { cost nodeCount limit used remaining resetAt } }';
  it('is shown in the response, and adds up', async () => {
    const own = await startTestServer({ schema: notingSchema(), env: { RATE_LIMIT_COST: '1000' } });
    const [first, second] = [
      await own.ask({ query: search, variables: { n: 9 } }),
      await own.ask({ query: search, variables: { n: 19 } }),
    ];
    expect(first.json.data.rateLimit).toMatchObject({
      cost: 20,
      nodeCount: 10,
      limit: 1_000,
      used: 20,
      remaining: 980,
    });
    expect(first.json.extensions.cost).toEqual(first.json.data.rateLimit);
    expect(second.json.data.rateLimit).toMatchObject({ cost: 30, nodeCount: 20, used: 50, remaining: 950 });
    expect(Date.parse(second.json.data.rateLimit.resetAt)).toBeGreaterThan(Date.now());
    await own.close();
  });

  it('is limited over time, each caller for itself', async () => {
    const own = await startTestServer({ schema: notingSchema(), env: { RATE_LIMIT_COST: '50' } });
    const ask = (token: string) =>
      own.ask({ query: search, variables: { n: 29 } }, { authorization: `Bearer ${token}` });
    expect((await ask('one')).json.errors).toBeUndefined();
    executed.mockClear();
    const over = await ask('one');
    expect([over.status, over.json.errors[0].extensions]).toEqual([
      429,
      expect.objectContaining({ code: 'RATE_LIMITED', isRetryable: true }),
    ]);
    expect(over.json.errors[0].extensions.retryAfterMs).toBeGreaterThan(0);
    expect(Number(over.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(over.json.extensions.cost).toMatchObject({ used: 50, remaining: 0 });
    expect(executed).not.toHaveBeenCalled();
    expect((await ask('two')).json.errors).toBeUndefined();
    await own.close();
  });

  it('an operation that no budget could pay is too expensive, not too early', async () => {
    const own = await startTestServer({ schema: notingSchema(), env: { RATE_LIMIT_COST: '30' } });
    expect(await refused(search, { n: 29 }, own)).toEqual([400, 'QUERY_TOO_EXPENSIVE']);
    await own.close();
  });
});

describe('a dry run', () => {
  it('counts without fetching anything or using the budget', async () => {
    const own = await startTestServer({ schema: notingSchema() });
    executed.mockClear();
    const { json } = await own.ask({
      query:
        'query($n: Int, $dry: Boolean) { a: searchImages(phrase: "a", first: $n) { nodes { id } } ...F errorCatalog { code } __typename } fragment F on Query { viewer { name } rateLimit(dryRun: $dry) { cost nodeCount used } }',
      variables: { n: 40, dry: true },
    });
    expect(json.errors).toBeUndefined();
    expect(json.data).toMatchObject({
      a: null,
      viewer: null,
      rateLimit: { cost: 20 + 40 + 30 + 2, nodeCount: 72, used: 0 },
      __typename: 'Query',
    });
    expect(json.data.errorCatalog.length).toBeGreaterThan(20);
    expect(executed).not.toHaveBeenCalled();
    expect(json.extensions.requestId).toBeDefined();
    await own.close();
  });

  it('also of what would be refused', async () => {
    const { json } = await server.ask({
      query:
        '{ searchImages(phrase: "a", first: 100) { nodes { previousDownloads { id } } } rateLimit(dryRun: true) { cost } }',
    });
    expect(json.data.rateLimit.cost).toBe(10 + 100 * (1 + 10 + 10) + 1);
  });
});

it('one body is one operation: batches are refused', async () => {
  const batch = Array.from({ length: 3 }, () => ({ query: '{ viewer { name } }' }));
  const response = await send(`${server.url}/graphql`, 'POST', {}, batch);
  expect([response.status, response.json.errors[0].extensions.code]).toEqual([400, 'BAD_USER_INPUT']);
});
