import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestServer, type TestServer } from '../integration/http/test-server.js';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

const times = (count: number, text: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => text(index)).join(' ');
const long = 'x'.repeat(100_000);

/** 2,000 unknown fields gave a response of 26 kB, a name of 100 kB was repeated in each of its errors. */
it.each([
  ['10 unknown directives', { query: `{ hello ${'@aa '.repeat(10)} }` }],
  [
    '2,000 unknown fields',
    { query: `{ ${times(20, (i) => `unknown${i}`)} hello { ${times(2_000, (i) => `f${i}`)} } }` },
  ],
  [
    '20 unknown fields with names of 5,000 characters',
    { query: `{ ${times(20, (i) => `${long.slice(0, 5_000)}${i}`)} }` },
  ],
  ['a field with a name of 100,000 characters', { query: `{ ${long} }` }],
  ['a syntax error at a name of 100,000 characters', { query: `{ hello } ${long}` }],
  [
    'a variable with a value of 100,000 characters',
    { query: 'query($n: Int!) { count(first: $n) }', variables: { n: long } },
  ],
  ['200 unknown variables', { query: `query(${times(200, (i) => `$v${i}: Nothing`)}) { hello }` }],
])('%s are answered with fewer than ten errors and 4 kB', async (_what, body) => {
  const response = await server.ask(body);
  expect(response.json.data).toBeUndefined();
  expect(response.json.errors.length).toBeGreaterThan(0);
  expect(response.json.errors.length).toBeLessThan(10);
  expect(response.text.length).toBeLessThan(4_096);
});
