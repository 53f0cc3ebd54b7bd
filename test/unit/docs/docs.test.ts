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
  'SECURITY.md',
  'CHANGELOG.md',
  ...readdirSync(join(ROOT, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];
const read = (page: string): string => readFileSync(join(ROOT, page), 'utf8');
const found = (page: string, pattern: RegExp): string[] =>
  [...read(page).matchAll(pattern)].map(([, text = '']) => text);

describe.each(PAGES)('%s', (page) => {
  it('links to files that exist', () => {
    const links = found(page, /\]\(([^)\s]+)\)/g).filter((link) => !/^(?:https?:|#)/.test(link));
    const missing = links.filter((link) => !existsSync(join(ROOT, dirname(page), link.replace(/#.*$/, ''))));
    expect(missing).toEqual([]);
  });

  it('names files and folders that exist', () => {
    const paths = found(page, /`((?:src|schema|resolvers|test|scripts|docs|bench|examples)\/[\w./-]*)`/g);
    expect(paths.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
  });

  it('names npm scripts that exist', () => {
    const scripts = [...found(page, /npm run ([\w:]+)/g), ...found(page, /npm (start|test)\b/g)];
    expect(scripts.filter((script) => !Object.hasOwn(manifest.scripts, script))).toEqual([]);
  });

  it('names settings that exist', () => {
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

/** The body that a `curl` command of a page posts. */
const postedBy = (page: string): { query: string; variables: object } => {
  const [command = ''] = found(page, /```sh\n(curl .*?)```/gs);
  return JSON.parse(/ -d '(.*)'/s.exec(command)?.[1] ?? 'null');
};

describe('the curl command in the README', () => {
  let service: Service;
  beforeAll(async () => {
    service = await startService();
  });
  afterAll(() => service?.close());

  it('prints the response below it, a replay when run again, and is charged once', async () => {
    const [printed = ''] = found('README.md', /```json\n(.*?)```/gs);
    const run = async () => {
      const response = await fetch(service.endpoint, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(postedBy('README.md')),
      });
      return (await response.json()) as {
        data: { downloadImage: { download: object } };
        extensions: { cost: object };
      };
    };
    const shown = JSON.parse(printed);
    const download = {
      ...shown.data.downloadImage.download,
      url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/delivery\//),
    };
    const expected = { downloadImage: { ...shown.data.downloadImage, download } };
    const first = await run();
    expect(first.data).toEqual(expected);
    expect(first.extensions).toEqual({
      requestId: expect.stringMatching(/^[\da-f-]{36}$/),
      cost: { ...shown.extensions.cost, resetAt: expect.stringMatching(/^\d{4}-.*Z$/) },
    });
    const { url } = first.data.downloadImage.download as { url: string };
    expect((await run()).data).toEqual({
      downloadImage: { ...expected.downloadImage, download: { ...download, url, isReplay: true } },
    });
    expect(service.simulator.charges).toHaveLength(1);
  });
});
