import { readFileSync } from 'node:fs';
import { getOperationAST, parse } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildGraphSchema } from '../../../schema/build.js';
import { estimateCost } from '../../../src/graphql/cost/estimate.js';
import { type Service, startService } from '../../support/service.js';

/** Estimates precede the upstream calls; they protect only if the calls never exceed them. */
const schema = buildGraphSchema();
let service: Service;
beforeAll(async () => {
  service = await startService();
});
afterAll(() => service.close());

const example = (name: string) => readFileSync(`docs/operations/${name}.graphql`, 'utf8');
const ids = ['83454804', '103131833', '121409486'];

describe('an operation makes no more upstream calls than its estimated cost', () => {
  it.each<[string, string, Record<string, unknown>]>([
    ['search', example('search-images'), { phrase: 'sunset', first: 30 }],
    ['a search from its end', '{ searchImages(phrase: "sunset", last: 100) { nodes { id } } }', {}],
    ['one image', example('image-detail'), { id: '83454804' }],
    ['images', example('images-by-ids'), { ids }],
    ['previous downloads', example('previous-downloads'), { id: '83454804' }],
    ['products', example('product-offerings'), {}],
    ['viewer', example('viewer'), {}],
    ['a node', example('refetch-node'), { id: 'gid://getty/Image/83454804' }],
    ['one download', example('download-image'), { input: { imageId: '83454804' } }],
    [
      'downloads, through v1',
      example('download-images'),
      { input: { items: ids.map((imageId) => ({ imageId })) } },
    ],
    [
      'downloads, through v3',
      example('download-images'),
      { input: { items: ids.map((imageId) => ({ imageId, via: 'V3' })) } },
    ],
    ['history', example('download-history'), { first: 30 }],
    [
      'what is free',
      '{ searchImages(phrase: "sunset") { nodes { largestDownloads { isFree productOffering { name } } } } }',
      {},
    ],
    ['the catalogue', example('error-catalog'), {}],
    ['the price itself', example('rate-limit'), {}],
  ])('%s', async (_what, text, variables) => {
    const document = parse(text);
    const operation = getOperationAST(document);
    if (!operation) throw new Error('no operation');
    const priced = estimateCost(schema, document, operation, variables).upstreamCalls;
    service.forget();
    const { data, errors } = await service.query(text, variables);
    expect(errors).toEqual([]);
    expect(data).not.toBeNull();
    expect(service.operations().length, service.operations().join(', ')).toBeLessThanOrEqual(priced);
  });
});
