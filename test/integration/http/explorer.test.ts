import { runInNewContext } from 'node:vm';
import { parse, validate } from 'graphql';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { buildGraphSchema } from '../../../schema/build.js';
import { readExamples } from '../../../src/graphql/examples.js';
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
    });
    const [, options] = createElement.mock.calls[0] ?? [];
    expect(options).toMatchObject({ fetcher: { url: '/graphql' }, shouldPersistHeaders: false });
    expect(
      options.defaultTabs.map(({ query }: { query: string }) => /(?:query|mutation) (\w+)/.exec(query)?.[1]),
    ).toEqual(['SearchImages', 'ImageDetail', 'ProductOfferings', 'DownloadImage', 'DownloadHistory']);
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
