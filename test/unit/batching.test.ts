import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { ROOT } from '../architecture/sources.js';
import { type Service, startService } from '../support/service.js';

const PAGE = join(ROOT, 'docs/batching.md');
const SECTION = /(?<=<!-- calls:begin -->\n).*(?=<!-- calls:end -->)/s;

const hundred = Array.from({ length: 100 }, (_, index) => `7${index}`);

/** Variables for each example of docs/operations that needs some, with what they stand for. */
const CALLED: readonly (readonly [file: string, what: string, variables: object])[] = [
  ['search-images', 'first page of 30, both families', { phrase: 'kitties' }],
  ['find-images', 'first page of 30, one family', { phrase: 'kitties', filter: { family: 'CREATIVE' } }],
  ['search-videos', 'first page of 30, both families', { filter: { minClipSeconds: 10 } }],
  ['image-rights', 'one image', { id: '83454804' }],
  ['related-images', 'one image', { id: '83454804' }],
  ['image-detail', 'one image', { id: '83454804' }],
  ['images-by-ids', '100 images', { ids: hundred }],
  ['video-detail', 'one video', { id: '690773579' }],
  ['videos-by-ids', '20 videos', { ids: hundred.slice(0, 20) }],
  ['product-offerings', '', {}],
  ['viewer', '', {}],
  ['download-history', 'first page of 30', {}],
  ['previous-downloads', 'one image', { id: '83454804' }],
  ['refetch-node', 'an image', { id: 'gid://getty/Image/83454804' }],
  ['download-image', '', { input: { imageId: '83454804' } }],
  ['download-video', '', { input: { videoId: '690773579' } }],
  [
    'download-images',
    '20 plain items',
    { input: { items: Array.from({ length: 20 }, (_, index) => ({ imageId: `${83454804 + index}` })) } },
  ],
  ['download-attempt', 'one whose outcome is known', { idempotencyKey: 'never-used' }],
  ['download-attempts', 'first page of 30', {}],
  ['spend-report', '', {}],
  [
    'download-quotes',
    '20 plain items',
    { items: Array.from({ length: 20 }, (_, index) => ({ imageId: `${83454804 + index}` })) },
  ],
  ['search-ownership', 'first page of 30', { phrase: 'kitties' }],
  ['error-catalog', '', {}],
  ['rate-limit', '', {}],
];

/** A table without what the formatter adds to line its columns up. */
const unpadded = (text: string): string => text.replace(/ +/g, ' ').replace(/-{2,}/g, '--');

let service: Service;
beforeAll(async () => {
  // Cached responses would hide calls.
  service = await startService({ simulator: { cacheHeaders: false } });
  // The first call also signs in, which the page leaves out.
  await service.query('{ productOfferings { id } }');
  // The ownership index is read in the background; what it costs before that is one call for an operation.
  await vi.waitFor(
    async () => {
      const { data } = await service.query<{ image: { ownership: { status: string } } }>(
        '{ image(id: "103131833") { ownership { status } } }',
      );
      if (data?.image.ownership.status === 'UNKNOWN') throw new Error('The index is not read yet.');
    },
    { interval: 20, timeout: 10_000 },
  );
});
afterAll(() => service.close());

it('the test has variables for every example operation', () => {
  const files = readdirSync(join(ROOT, 'docs/operations')).map((name) => name.replace('.graphql', ''));
  expect(CALLED.map(([file]) => file).sort()).toEqual(files.sort());
});

it('docs/batching.md lists the calls that every example operation makes', async () => {
  const lines: string[] = [];
  for (const [file, what, variables] of CALLED) {
    service.reset();
    service.forget();
    const document = readFileSync(join(ROOT, 'docs/operations', `${file}.graphql`), 'utf8');
    const { data, errors } = await service.query<object>(document, variables);
    expect([file, errors, data === null]).toEqual([file, [], false]);
    const counts = new Map<string, number>();
    for (const call of service.operations()) counts.set(call, (counts.get(call) ?? 0) + 1);
    // Sorted: calls that do not wait for each other leave in any order.
    const calls = [...counts]
      .sort()
      .map(([call, times]) => (times === 1 ? `\`${call}\`` : `${times} × \`${call}\``));
    const name = `[\`${file}\`](operations/${file}.graphql)${what === '' ? '' : `, ${what}`}`;
    lines.push(`| ${name} | ${service.operations().length} | ${calls.join(', ') || '–'} |`);
  }
  const table = `\n| operation | calls | which |\n| --- | --- | --- |\n${lines.join('\n')}\n\n`;
  const page = readFileSync(PAGE, 'utf8');
  // UPDATE_DOCS=1 writes the page; look at the difference before you commit it.
  if (process.env.UPDATE_DOCS === '1')
    writeFileSync(
      PAGE,
      page.replace(SECTION, () => table),
    );
  expect(unpadded(SECTION.exec(readFileSync(PAGE, 'utf8'))?.[0] ?? '')).toBe(unpadded(table));
});
