import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse, validate } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildGraphSchema } from '../../../schema/build.js';
import { send, startTestServer, type TestServer } from './test-server.js';

const registered = 'query Hello($name: String) { hello(name: $name) }';
const spend = 'mutation Spend { spend }';
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

let folder: string;
const file = (name: string, content: unknown) => {
  const path = join(folder, name);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
};
const start = (content: unknown, mode: string) =>
  startTestServer({
    env: { PERSISTED_OPERATIONS: file('manifest.json', content), PERSISTED_OPERATIONS_MODE: mode },
  });

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'manifest-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const apollo = {
  format: 'apollo-persisted-query-manifest',
  version: 1,
  operations: [
    { id: sha256(registered), name: 'Hello', type: 'query', body: registered },
    { id: 'own-id', name: 'Spend', type: 'mutation', body: spend },
  ],
};
const relay = { [sha256(registered)]: registered, 'own-id': spend };
const byHash = (id: string, more: object = {}) => ({
  extensions: { persistedQuery: { version: 1, sha256Hash: id } },
  ...more,
});
const outcome = ({ status, json }: Awaited<ReturnType<TestServer['ask']>>) => [
  status,
  json.errors?.[0]?.extensions.code ?? json.data,
];

describe.each([
  ['Apollo’s', apollo],
  ['Relay’s', relay],
])('a manifest in %s format, enforced', (_format, content) => {
  let server: TestServer;
  beforeAll(async () => {
    server = await start(content, 'enforce');
  });
  afterAll(() => server.close());

  it.each<[string, object, unknown]>([
    ['by hash', byHash(sha256(registered), { variables: { name: 'Ada' } }), { hello: 'Hello, Ada.' }],
    ['by documentId', { documentId: sha256(registered) }, { hello: 'Hello, you.' }],
    ['by documentId with its kind', { documentId: `sha256:${sha256(registered)}` }, { hello: 'Hello, you.' }],
    ['by Relay’s doc_id', { doc_id: 'own-id' }, { spend: 'spent' }],
    ['by id', { id: 'own-id', operationName: 'Spend' }, { spend: 'spent' }],
    ['by its own text', { query: registered }, { hello: 'Hello, you.' }],
  ])('a registered operation runs when sent %s', async (_how, body, data) => {
    expect(outcome(await server.ask(body))).toEqual([200, data]);
  });

  it('a registered query runs by GET, a registered mutation does not', async () => {
    const get = (id: string) =>
      send(
        `${server.url}/graphql?${new URLSearchParams({ extensions: JSON.stringify(byHash(id).extensions), variables: '{"name":"Ada"}' })}`,
        'GET',
        { 'apollo-require-preflight': '1' },
      );
    expect(outcome(await get(sha256(registered)))).toEqual([200, { hello: 'Hello, Ada.' }]);
    expect(outcome(await get('own-id'))).toEqual([405, 'BAD_USER_INPUT']);
  });

  it.each<[string, object]>([
    ['a text', { query: '{ hello }' }],
    ['a text that is almost one', { query: `${registered} ` }],
    ['a text with the hash of one', { query: '{ hello }', ...byHash(sha256(registered)) }],
    ['a text that would register itself', { query: '{ hello }', ...byHash(sha256('{ hello }')) }],
    ['introspection', { query: '{ __schema { queryType { name } } }' }],
    ['no GraphQL', { query: '{' }],
    ['an unknown hash', byHash(sha256('{ hello }'))],
    ['an unknown id', { documentId: 'nix' }],
  ])('an unregistered operation is refused: %s', async (_what, body) => {
    expect(outcome(await server.ask(body))).toEqual([400, 'PERSISTED_QUERY_NOT_ALLOWED']);
  });

  it('a request without an operation still gets an error that says so', async () => {
    expect(outcome(await server.ask({ variables: {} }))).toEqual([400, 'BAD_USER_INPUT']);
  });
});

describe('a manifest that is only logged', () => {
  it('runs every operation, and logs those that it would reject', async () => {
    const server = await start(apollo, 'log');
    expect(outcome(await server.ask({ query: '{ hello }' }))).toEqual([200, { hello: 'Hello, you.' }]);
    expect(outcome(await server.ask({ query: registered }))).toEqual([200, { hello: 'Hello, you.' }]);
    expect(outcome(await server.ask({ documentId: 'own-id' }))).toEqual([200, { spend: 'spent' }]);
    const logged = server.lines.filter(({ sha256: hash }) => hash !== undefined);
    expect(logged).toEqual([expect.objectContaining({ sha256: sha256('{ hello }'), level: 'warn' })]);
    await server.close();
  });
});

describe('without a manifest', () => {
  it('APQ registers an operation: hash alone fails, hash with text works, hash alone works', async () => {
    const server = await startTestServer();
    const query = '{ hello }';
    expect(outcome(await server.ask(byHash(sha256(query))))).toEqual([200, 'PERSISTED_QUERY_NOT_FOUND']);
    expect(outcome(await server.ask(byHash(sha256(query), { query })))).toEqual([
      200,
      { hello: 'Hello, you.' },
    ]);
    expect(outcome(await server.ask(byHash(sha256(query))))).toEqual([200, { hello: 'Hello, you.' }]);
    expect(outcome(await server.ask(byHash('0'.repeat(64), { query })))).toEqual([400, 'BAD_USER_INPUT']);
    await server.close();
  });
});

describe('an invalid manifest fails the start', () => {
  it.each<[string, string | object]>([
    ['no JSON', 'not json'],
    ['another format', { format: 'other', version: 1, operations: [] }],
    ['a list', ['{ hello }']],
    ['texts that are no texts', { a: 1 }],
  ])('%s', async (_what, content) => {
    await expect(start(content, 'enforce')).rejects.toThrow(/PERSISTED_OPERATIONS: expected/);
  });

  it('invalid operations fail the start and are named, in either format and mode', async () => {
    const operations = [
      ...apollo.operations,
      { id: 'a', name: 'Gone', type: 'query', body: 'query Gone { vanished }' },
      { id: 'b', name: 'Loose', type: 'query', body: 'query Loose { hello ...Elsewhere }' },
      { id: 'torn', name: 'Torn', type: 'query', body: 'query Torn {' },
    ];
    const names =
      /Gone: Cannot query field "vanished"[\s\S]*Loose: Unknown fragment "Elsewhere"[\s\S]*torn: Syntax/;
    await expect(start({ ...apollo, operations }, 'enforce')).rejects.toThrow(names);
    const relayOperations = Object.fromEntries(operations.map(({ id, body }) => [id, body]));
    await expect(start(relayOperations, 'log')).rejects.toThrow(names);
  });

  it('a missing manifest file fails the start', async () => {
    await expect(
      startTestServer({ env: { PERSISTED_OPERATIONS: join(folder, 'nix.json') } }),
    ).rejects.toThrow(/PERSISTED_OPERATIONS/);
  });
});

describe('npm run manifest', () => {
  it.each(['apollo', 'relay'])(
    'the script writes the example operations in the format of %s, each complete and valid',
    async (format) => {
      const out = join(folder, `${format}.json`);
      execFileSync(process.execPath, ['scripts/make-manifest.mjs', '--format', format, '--out', out]);
      const manifest = JSON.parse(readFileSync(out, 'utf8'));
      const entries: [string, string][] =
        format === 'relay'
          ? Object.entries(manifest)
          : manifest.operations.map(({ id, body }: { id: string; body: string }) => [id, body]);
      expect(entries.length).toBeGreaterThan(10);
      const schema = buildGraphSchema();
      for (const [id, text] of entries) {
        expect(id).toBe(sha256(text));
        expect(validate(schema, parse(text))).toEqual([]);
      }
    },
  );

  const make = (...args: string[]) =>
    spawnSync(process.execPath, ['scripts/make-manifest.mjs', ...args], { encoding: 'utf8' });

  it.each([
    ['docs/clients/operations', 6],
    ['examples/web/src/graphql', 9],
  ])('the script joins fragments across the files of %s into valid operations', (source, count) => {
    const out = join(folder, 'joined.json');
    expect(make('--out', out, source)).toMatchObject({ status: 0, stderr: '' });
    const { operations } = JSON.parse(readFileSync(out, 'utf8')) as { operations: { body: string }[] };
    expect(operations).toHaveLength(count);
    const schema = buildGraphSchema();
    expect(operations.flatMap(({ body }) => validate(schema, parse(body)))).toEqual([]);
  });

  it('the script writes nothing for an invalid operation, and names its file and the operation', () => {
    const sources = mkdtempSync(join(folder, 'sources-'));
    const source = (name: string, text: string) => writeFileSync(join(sources, name), text);
    source('gone.graphql', 'query Gone { vanished }');
    source('loose.graphql', 'query Loose { viewer { ...Elsewhere } }');
    source('torn.graphql', 'query Torn {');
    source('two.graphql', 'query Two { viewer { ...Twice } } query Gone { viewer { name } }');
    source('one-fragment.graphql', 'fragment Twice on Viewer { name }');
    source('other-fragment.graphql', 'fragment Twice on Viewer { isApplication }');
    const out = join(folder, 'refused.json');
    const { status, stderr } = make('--out', out, sources);
    expect(status).toBe(1);
    expect(stderr).toMatch(/gone\.graphql, Gone: Cannot query field "vanished"/);
    expect(stderr).toMatch(/loose\.graphql, Loose: Unknown fragment "Elsewhere"/);
    expect(stderr).toMatch(/torn\.graphql: Syntax Error/);
    expect(stderr).toMatch(/two\.graphql, Two: the fragment Twice is defined differently in/);
    expect(stderr).toMatch(/Several operations are named Gone: in .*gone\.graphql, .*two\.graphql/);
    expect(existsSync(out)).toBe(false);
  });
});
