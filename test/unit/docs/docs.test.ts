import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import manifest from '../../../package.json' with { type: 'json' };
import { envSchema } from '../../../src/config/env-schema.js';
import { fileSettings } from '../../../src/config/secret-files.js';
import { errorCatalog } from '../../../src/errors/catalog.js';
import { ROOT } from '../../architecture/sources.js';
import { type Service, startService } from '../../clients/support/service.js';

const PAGES = [
  'README.md',
  'CONTRIBUTING.md',
  ...readdirSync(join(ROOT, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];
const read = (page: string): string => readFileSync(join(ROOT, page), 'utf8');
const found = (page: string, pattern: RegExp): string[] =>
  [...read(page).matchAll(pattern)].map(([, text = '']) => text);

describe.each(PAGES)('%s', (page) => {
  it('links to what is there', () => {
    const links = found(page, /\]\(([^)\s]+)\)/g).filter((link) => !/^(?:https?:|#)/.test(link));
    const gone = links.filter((link) => !existsSync(join(ROOT, dirname(page), link.replace(/#.*$/, ''))));
    expect(gone).toEqual([]);
  });

  it('names files and folders that are there', () => {
    const paths = found(page, /`((?:src|schema|resolvers|test|scripts|docs|bench|examples)\/[\w./-]*)`/g);
    expect(paths.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
  });

  it('names commands that there are', () => {
    const scripts = [...found(page, /npm run ([\w:]+)/g), ...found(page, /npm (start|test)\b/g)];
    expect(scripts.filter((script) => !Object.hasOwn(manifest.scripts, script))).toEqual([]);
  });

  it('names settings that there are', () => {
    const names = found(
      page,
      /`((?:GETTY|GRAPHQL|RATE_LIMIT|PERSISTED|IDEMPOTENCY|CLIENT_KEYS|REDIS_URL)[A-Z_]*)[`=]/g,
    );
    const isKnown = (name: string): boolean =>
      Object.hasOwn(envSchema, name) ||
      Object.hasOwn(errorCatalog, name) ||
      fileSettings.some((setting) => name === `${setting}_FILE`);
    expect(names.filter((name) => !isKnown(name) && !name.endsWith('_'))).toEqual([]);
  });
});

describe('the query in the README', () => {
  let service: Service;
  beforeAll(async () => {
    service = await startService();
  });
  afterAll(() => service?.close());

  it('has the answer that stands beside it, the first time and again', async () => {
    const [query = ''] = found('README.md', /```graphql\n(.*?)```/gs);
    const [told = ''] = found('README.md', /```json\n(.*?)```/gs);
    const ask = async () => {
      const response = await fetch(service.endpoint, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query }),
      });
      return ((await response.json()) as { data: { downloadImage: { download: object } } }).data;
    };
    const answer = JSON.parse(told).data;
    const download = {
      ...answer.downloadImage.download,
      url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/delivery\//),
    };
    const expected = { ...answer, downloadImage: { ...answer.downloadImage, download } };
    const first = await ask();
    expect(first).toEqual(expected);
    const { url } = first.downloadImage.download as { url: string };
    expect(await ask()).toEqual({
      downloadImage: { ...expected.downloadImage, download: { ...download, url, isReplay: true } },
    });
    expect(service.simulator.charges).toHaveLength(1);
  });
});
