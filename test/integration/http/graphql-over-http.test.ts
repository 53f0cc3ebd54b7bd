import { serverAudits } from 'graphql-http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestServer, type TestServer } from './test-server.js';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

/** Audits know no CSRF prevention; a client of this service sends this header, and so do they. */
const fetchFn: typeof fetch = (input, init) =>
  fetch(input, {
    ...init,
    headers: { ...Object.fromEntries(new Headers(init?.headers)), 'apollo-require-preflight': '1' },
  });

describe('GraphQL over HTTP, as the reference audits read it', () => {
  const audits = serverAudits({ url: () => `${server.url}/graphql`, fetchFn });

  it('the reference has 61 audits', () => {
    expect(audits).toHaveLength(61);
  });

  it.each(audits.map((audit) => [audit.id, audit.name, audit] as const))(
    'audit %s: %s',
    async (_id, _name, audit) => {
      const result = await audit.fn();
      expect(result.status === 'ok' ? 'ok' : result).toBe('ok');
    },
  );
});
