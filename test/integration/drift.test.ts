import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Registry } from 'prom-client';
import { afterEach, beforeEach, expect, it } from 'vitest';
import * as generated from '../generated/graphql.js';
import { eventually, type Service, startService } from '../support/service.js';

const PRODUCTS = 'GET /v3/products';
const QUERY = '{ productOfferings { type typeName } }';

let service: Service;
let folder: string;
let registry: Registry;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'drift-'));
  registry = new Registry();
  service = await startService({
    registry,
    env: { DRIFT_SAMPLES: folder },
    simulator: { cacheHeaders: false },
  });
});
afterEach(async () => {
  await service.close();
  rmSync(folder, { recursive: true, force: true });
});

const drifts = (): readonly unknown[] =>
  service.log
    .filter(({ msg }) => String(msg).includes('differs from its documents'))
    .map(({ operation, kind, path }) => `${operation} ${kind} ${path}`);

it('a new product type at Getty Images is served as UNKNOWN, counted, logged once and left as a sample', async () => {
  const product = { id: 1, type: 'everything', status: 'active', name: 'Everything for Jane' };
  for (let n = 0; n < 2; n += 1) {
    service.simulator.inject({
      operation: PRODUCTS,
      kind: 'status',
      status: 200,
      body: JSON.stringify({ products: [product] }),
    });
    const { data } = await service.query<{ productOfferings: unknown }>(QUERY);
    expect(data?.productOfferings).toEqual([{ type: 'UNKNOWN', typeName: 'everything' }]);
  }
  expect(drifts()).toEqual([`${PRODUCTS} enum_value products[].type=everything`]);
  const text = await registry.metrics();
  expect(text).toContain(`getty_graphql_upstream_drift_total{operation="${PRODUCTS}",kind="enum_value"} 2`);
  await eventually(() => readdirSync(folder).length, 1);
  const sample = readFileSync(join(folder, readdirSync(folder)[0] ?? ''), 'utf8');
  expect(sample).toContain('"type": "everything"');
  expect(sample).not.toContain('Jane');
});

it('responses of the simulator to every published operation differ in nothing', async () => {
  const image = service.simulator.imagesFitting('plenty')[0] ?? '';
  await service.query(
    '{ searchImages(phrase: "sea", first: 3) { nodes { title caption keywords largestDownloads { productType } displaySizes { url } } } downloadHistory(first: 3) { nodes { assetId } } viewer { name } productOfferings { name } }',
  );
  await service.query(
    `{ image(id: "${image}") { title artist creditLine keywords previousDownloads { downloadedAt } largestDownloads { productType } } }`,
  );
  await service.query('{ video(id: "690773579") { title caption } }');
  await service.query(generated.DownloadImageDocument, { input: { imageId: image } });
  await service.query(generated.DownloadImageDocument, { input: { imageId: image, via: 'V1' } } as never);
  await service.query(generated.DownloadImageDocument, { input: { imageId: image, via: 'V2' } } as never);
  await service.query(generated.DownloadImageDocument, { input: { imageId: 'no-such-image' } });
  expect(service.operations().length).toBeGreaterThan(8);
  expect(drifts()).toEqual([]);
});
