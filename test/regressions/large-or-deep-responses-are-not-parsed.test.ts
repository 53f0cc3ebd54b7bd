import { afterEach, expect, it } from 'vitest';
import { parseJson } from '../../src/getty/decode.js';
import { errorOf, type Service, startService } from '../support/service.js';
import { httpUpstream } from '../transport/support/upstream.js';

let service: Service | null = null;
afterEach(() => service?.close());

const code = async (body: string): Promise<unknown> => {
  const upstream = await httpUpstream((_request, response) =>
    response.writeHead(200, { 'content-type': 'application/json' }).end(body),
  );
  service = await startService({ env: { GETTY_API_URL: upstream.url } });
  return errorOf(await service.query('{ searchImages(phrase: "cats", first: 2) { totalCount } }')).extensions
    .code;
};

it('a search whose response is larger than 2 MiB reads UPSTREAM_BAD_RESPONSE', async () => {
  const junk = `"${'x'.repeat(2 * 1024 * 1024)}"`;
  expect(await code(`{"result_count":1,"images":[],"junk":${junk}}`)).toBe('UPSTREAM_BAD_RESPONSE');
});

it('a search whose response is nested thousands of levels deep reads UPSTREAM_BAD_RESPONSE', async () => {
  const deep = `${'['.repeat(5_000)}${']'.repeat(5_000)}`;
  expect(await code(`{"result_count":1,"images":${deep}}`)).toBe('UPSTREAM_BAD_RESPONSE');
});

it('JSON of 32 levels is parsed, also with brackets and escapes in strings', () => {
  const text = JSON.stringify({ a: `[[[[${'{'.repeat(100)}\\"[[["`, b: 'x'.repeat(5_000), c: [[[['d']]]] });
  expect(parseJson(text)).toEqual(JSON.parse(text));
  const levels = (depth: number): string => `${'['.repeat(depth)}"${'x'.repeat(5_000)}"${']'.repeat(depth)}`;
  expect(parseJson(levels(32))).toEqual(JSON.parse(levels(32)));
  expect(parseJson(levels(33))).toBe(undefined);
});
