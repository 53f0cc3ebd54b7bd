import { readdir, readFile } from 'node:fs/promises';
import { getOperationAST, parse } from 'graphql';
import { Registry } from 'prom-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { observeFastPath } from '../../support/fast-path.js';
import { type Service, startService } from '../../support/service.js';
import { send } from './test-server.js';

const folder = new URL('../../../docs/operations/', import.meta.url);
const documents = await Promise.all(
  (await readdir(folder)).map(async (file) => ({
    name: file.replace('.graphql', ''),
    text: await readFile(new URL(file, folder), 'utf8'),
  })),
);
const queries = documents.filter(({ text }) => getOperationAST(parse(text))?.operation === 'query');

const variables: Record<string, object> = {
  'find-images': { phrase: 'sunset', filter: { family: 'CREATIVE' }, first: 5 },
  'download-attempt': { idempotencyKey: 'never-used' },
  'download-quotes': { items: [{ imageId: '83454804' }] },
  'search-ownership': { phrase: 'sunset', first: 5 },
  'image-detail': { id: '83454804' },
  'image-rights': { id: '83454804' },
  'images-by-ids': { ids: ['83454804', 'nothing'] },
  'previous-downloads': { id: '83454804' },
  'refetch-node': { id: 'gid://getty/Image/83454804' },
  'related-images': { id: '83454804' },
  'search-images': { phrase: 'sunset', first: 7 },
  'search-videos': { phrase: 'city', first: 7 },
  'video-detail': { id: '1' },
  'videos-by-ids': { ids: ['1', '2'] },
};

const registry = new Registry();
let service: Service;
let now = 0;
beforeAll(async () => {
  now = Date.now();
  service = await startService({ clock: { now: () => now }, env: { RATE_LIMIT_COST: '2000' }, registry });
});
afterAll(() => service.close());

/** Everything that a client reads of a response but what is new each time. */
const read = async (body: unknown, headers: Record<string, string> = {}) => {
  const response = await send(service.url, 'POST', { 'x-request-id': 'one', ...headers }, body);
  const { date: _date, ...others } = Object.fromEntries(response.headers);
  const { extensions, ...rest } = response.json;
  const { used: _used, remaining: _remaining, resetAt: _resetAt, ...cost } = extensions.cost ?? {};
  delete others['content-length'];
  return {
    status: response.status,
    headers: others,
    json: JSON.parse(
      JSON.stringify(rest).replaceAll(/"(coordinationId|used|remaining|resetAt)":[^,}]+/g, '"$1":0'),
    ),
    extensions: { ...extensions, cost },
    order: Object.keys(response.json),
  };
};

/** Ownership that the index does not know yet. */
const UNKNOWN_OWNERSHIP = '"ownership":{"status":"UNKNOWN"';

/** The response of the slow path, and that of the fast path once the operation is compiled. */
const bothPaths = async (body: unknown, headers: Record<string, string> = {}, turns = 64) => {
  const token = { authorization: `Bearer ${service.simulator.issueToken('plenty')}` };
  // Ownership changes while the account's history is read in the background; then it stays.
  const isRead = async () =>
    !JSON.stringify(await read(body, { ...token, ...headers })).includes(UNKNOWN_OWNERSHIP);
  if (JSON.stringify(body).includes('ownership'))
    await expect.poll(isRead, { interval: 5, timeout: 10_000 }).toBe(true);
  const slow = await read(body, { ...token, ...headers });
  let fast = slow;
  let isFast = false;
  for (let turn = 0; turn < turns && !isFast; turn += 1) {
    const { response, results } = await observeFastPath(registry, () => read(body, { ...token, ...headers }));
    fast = response;
    isFast = results.includes('executed') || results.includes('cached');
  }
  return { slow, fast, isFast };
};

describe('the fast path sends the same response as the slow path', () => {
  it.each(queries)('for the operation $name', async ({ name, text }) => {
    // An interface's fields are interpreted, however often they come.
    const isInterpreted = ['refetch-node', 'download-attempt', 'download-quotes'].includes(name);
    const body = { query: text, variables: variables[name] ?? {} };
    const { slow, fast, isFast } = await bothPaths(body, {}, isInterpreted ? 16 : 64);
    expect(fast).toEqual(slow);
    expect(isFast).toBe(!isInterpreted);
  });

  it.each([
    ['GraphQL’s own media type', { accept: 'application/graphql-response+json' }],
    ['the header that browsers send', { accept: '*/*' }],
    ['both media types', { accept: 'application/graphql-response+json, application/json;q=0.9' }],
  ])('for %s', async (_what, headers) => {
    const { slow, fast, isFast } = await bothPaths({ query: '{ viewer { name } }' }, headers);
    expect(fast).toEqual(slow);
    expect(isFast).toBe(true);
  });

  it.each([
    ['an error of one field', { query: '{ image(id: "no id at all!") { id } viewer { name } }' }],
    [
      'a name among several',
      { query: 'query A { viewer { name } } query B { viewer { isApplication } }', operationName: 'B' },
    ],
    [
      'extensions of other tools',
      { query: '{ viewer { isApplication } }', extensions: { clientLibrary: { name: 'x' } } },
    ],
    [
      'null in place of absent fields',
      { query: '{ viewer { name isApplication } }', variables: null, operationName: null, extensions: null },
    ],
  ])('with %s', async (_what, body) => {
    const { slow, fast, isFast } = await bothPaths(body);
    expect(fast).toEqual(slow);
    expect(isFast).toBe(true);
  });
});

describe('the slow path is taken', () => {
  const query = 'query($id: ID!) { image(id: $id) { id } }';
  const known = async () => {
    const { isFast } = await bothPaths({ query, variables: { id: '83454804' } });
    expect(isFast).toBe(true);
  };

  it.each([
    ['variables that do not fit', { query, variables: { id: { no: 'id' } } }],
    ['variables as text', { query, variables: '{}' }],
    ['a list of requests', [{ query, variables: { id: '83454804' } }]],
    ['an operation that is not there', { query, variables: { id: '83454804' }, operationName: 'Other' }],
    [
      'a persisted query of another text',
      { query, variables: { id: '1' }, extensions: { persistedQuery: { version: 1, sha256Hash: 'ab' } } },
    ],
    ['a dry run', { query: '{ rateLimit(dryRun: true) { cost } }' }],
  ])('for %s', async (_what, body) => {
    await known();
    const { slow, fast, isFast } = await bothPaths(body);
    expect(fast).toEqual(slow);
    expect(isFast).toBe(false);
  });

  it('for mutations, always', async () => {
    const body = {
      query: 'mutation { downloadImage(input: { imageId: "nothing" }) { userErrors { code } } }',
    };
    const { isFast } = await bothPaths(body);
    expect(isFast).toBe(false);
  });

  it('for a caller over the budget, who is charged once', async () => {
    await known();
    const token = service.simulator.issueToken('plenty');
    const body = { query, variables: { id: '83454804' } };
    const ask = () => send(service.url, 'POST', { authorization: `Bearer ${token}` }, body);
    const one = (await ask()).json.extensions.cost;
    const times = Math.floor(one.limit / one.cost);
    let last = await ask();
    for (let count = 3; count <= times; count += 1) last = await ask();
    expect(last.json.extensions.cost).toMatchObject({ used: one.cost * times });
    expect(last.json.errors).toBeUndefined();
    const over = await ask();
    expect([over.status, over.json.errors[0].extensions.code]).toEqual([429, 'RATE_LIMITED']);
    expect(over.headers.get('retry-after')).toMatch(/^\d+$/);
  });
});
