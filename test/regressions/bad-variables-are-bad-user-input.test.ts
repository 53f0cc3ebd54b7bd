import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { send } from '../integration/http/test-server.js';
import { type Service, startService } from '../support/service.js';

let service: Service;
beforeAll(async () => {
  service = await startService();
});
afterAll(() => service.close());

const accept = 'application/graphql-response+json';
const ask = (query: string, variables: string) =>
  send(service.url, 'POST', { accept }, `{"query":${JSON.stringify(query)},"variables":${variables}}`);
const nested = (levels: number, inner: string): string => '['.repeat(levels) + inner + ']'.repeat(levels);
const objects = (levels: number): string => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;

const images = 'query($ids: [ID!]!) { images(ids: $ids) { id } }';

/** All of these were INTERNAL_SERVER_ERROR. */
describe('invalid variables', () => {
  it.each([
    ['a list nested 20,000 deep', images, `{"ids":${nested(20_000, '1')}}`],
    ['objects nested 20,000 deep', images, `{"ids":${objects(20_000)}}`],
    [
      'a variable nested 20,000 deep that the operation does not have',
      images,
      `{"ids":["1"],"x":${objects(20_000)}}`,
    ],
    ['60 bad members of a list', images, `{"ids":[${Array.from({ length: 60 }, () => '{}').join()}]}`],
    [
      'a word for a number in a dry run',
      'query($f: Int) { rateLimit(dryRun: true) { cost } searchImages(phrase: "x", first: $f) { totalCount } }',
      '{"f":"abc"}',
    ],
    [
      '60 bad members of a list in a dry run',
      'query($ids: [ID!]!) { rateLimit(dryRun: true) { cost } images(ids: $ids) { id } }',
      `{"ids":[${Array.from({ length: 60 }, () => '{}').join()}]}`,
    ],
  ])('%s are 400 BAD_USER_INPUT, and the message names the variable', async (_what, query, variables) => {
    const response = await ask(query, variables);
    const codes = response.json.errors.map(
      ({ extensions }: { extensions: { code: string } }) => extensions.code,
    );
    expect([response.status, new Set(codes)]).toEqual([400, new Set(['BAD_USER_INPUT'])]);
    expect(response.json.errors[0].message).toMatch(/\$(?:ids|f)"|^variables\.(?:ids|x): /);
    expect(response.json.errors.length).toBeLessThan(10);
    expect(response.text.length).toBeLessThan(4_000);
    expect(response.json.extensions.requestId).toEqual(expect.any(String));
  });

  it('invalid variables are refused alike for a compiled operation', async () => {
    for (let turn = 0; turn < 40; turn += 1) await ask(images, '{"ids":["83454804"]}');
    const response = await ask(images, `{"ids":${nested(20_000, '1')}}`);
    expect([response.status, response.json.errors[0].extensions.code]).toEqual([400, 'BAD_USER_INPUT']);
  });

  it('variables may be nested as deeply as any input of the schema', async () => {
    const response = await ask(
      'query($f: ImageSearchFilter) { searchImages(phrase: "sunset", filter: $f, first: 1) { totalCount } }',
      '{"f":{"orientations":["HORIZONTAL"]}}',
    );
    expect(response.json.errors).toBeUndefined();
  });
});
