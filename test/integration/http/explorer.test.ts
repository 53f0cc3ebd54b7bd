import { readdirSync } from 'node:fs';
import { runInNewContext } from 'node:vm';
import { parse, validate } from 'graphql';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { buildGraphSchema } from '../../../schema/build.js';
import { KEY_PLACEHOLDER, readExamples } from '../../../src/graphql/examples.js';
import { startService } from '../../support/service.js';
import { send, startTestServer, type TestServer } from './test-server.js';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

describe('/explorer', () => {
  it('/explorer has a policy that allows this service’s own scripts only', async () => {
    const page = await send(`${server.url}/explorer`);
    expect(page.status).toBe(200);
    const policy = page.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self'");
    expect(policy).not.toMatch(/unsafe|https?:|\*/);
    expect(page.headers.get('x-frame-options')).toBe('DENY');
    expect(page.text).not.toMatch(/<script>|<style|\son\w+=|https?:\/\//);
  });

  it('/explorer loads every file from this service', async () => {
    const { text } = await send(`${server.url}/explorer`);
    const files = [...text.matchAll(/(?:src|href)="(\/[^"]+)"/g)].map(([, file]) => file);
    expect(files).toHaveLength(6);
    for (const file of files) {
      const response = await send(`${server.url}${file}`);
      expect([file, response.status]).toEqual([file, 200]);
      expect(response.headers.get('content-type')).toMatch(
        file?.endsWith('.css') ? /^text\/css/ : /^text\/javascript/,
      );
      expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    }
  });

  it('/explorer opens with the example operations as tabs', async () => {
    const { text } = await send(`${server.url}/explorer/start.js`);
    const createElement = vi.fn();
    runInNewContext(text, {
      GraphiQL: { createFetcher: (options: object) => options },
      React: { createElement },
      ReactDOM: { createRoot: () => ({ render: () => {} }) },
      document: { getElementById: () => ({}) },
      localStorage: { getItem: () => null },
      crypto,
    });
    const [, options] = createElement.mock.calls[0] ?? [];
    expect(options).toMatchObject({ fetcher: { url: '/graphql' }, shouldPersistHeaders: false });
    expect(
      options.defaultTabs.map(({ query }: { query: string }) => /(?:query|mutation) (\w+)/.exec(query)?.[1]),
    ).toEqual(readExamples().map(({ document }) => /^(?:query|mutation) (\w+)/m.exec(document)?.[1]));
    const variables = options.defaultTabs
      .filter(({ query }: { query: string }) => /^mutation /m.test(query))
      .map((tab: { variables: string }) => tab.variables)
      .join();
    const keys = [...variables.matchAll(/"idempotencyKey": "([^"]*)"/g)].map(
      ([, key]: string[]) => key ?? '',
    );
    // One for each item of the three mutations.
    expect(keys).toHaveLength(4);
    expect(new Set(keys).size).toBe(4);
    for (const key of keys) expect(key).toMatch(/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    expect(JSON.parse(options.variables)).toEqual({ phrase: 'sunset', first: 5 });
  });

  it.each(['/explorer/nix.js', '/explorer/..%2f..%2fpackage.json', '/explorer/constructor', '/explorer/'])(
    '%s is 404',
    async (path) => {
      expect((await send(`${server.url}${path}`)).status).toBe(404);
    },
  );

  it('/explorer is 404 where introspection is off', async () => {
    const closed = await startTestServer({ env: { INTROSPECTION: 'off' } });
    expect((await send(`${closed.url}/explorer`)).status).toBe(404);
    await closed.close();
  });
});

describe('example operations', () => {
  it('the examples are all files of docs/operations, each mutation with a key for each download', () => {
    const examples = readExamples();
    const files = readdirSync(new URL('../../../docs/operations/', import.meta.url));
    expect(examples.map(({ name }) => `${name}.graphql`).sort()).toEqual(files.sort());
    for (const { document, variables } of examples)
      expect(JSON.stringify(variables).includes(KEY_PLACEHOLDER)).toBe(/^mutation /m.test(document));
  });

  it('the examples run as they stand against the simulator', async () => {
    const service = await startService();
    try {
      for (const { name, document, variables } of readExamples()) {
        const text = JSON.stringify(variables).replaceAll(KEY_PLACEHOLDER, () => crypto.randomUUID());
        expect([name, (await service.query(document, JSON.parse(text))).errors]).toEqual([name, []]);
      }
    } finally {
      await service.close();
    }
  });

  it('the example operations are valid, also together in one document', () => {
    const examples = readExamples();
    const schema = buildGraphSchema();
    for (const text of [
      ...examples.map(({ document }) => document),
      examples.map(({ document }) => document).join('\n'),
    ]) {
      expect(validate(schema, parse(text))).toEqual([]);
    }
  });

  it('an installation without example files has no examples', () => {
    expect(readExamples(null)).toEqual([]);
  });
});
