import { getOperationAST, parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { buildGraphSchema } from '../../../schema/build.js';
import { cacheControl, computeCachePolicy } from '../../../src/graphql/cache-policy.js';

const schema = buildGraphSchema();
const of = (query: string) => {
  const document = parse(query);
  const operation = getOperationAST(document);
  if (!operation) throw new Error('no operation');
  return cacheControl(computeCachePolicy(schema, document, operation));
};

describe('the cache policy of an operation', () => {
  it.each([
    ['{ image(id: 1) { title } }', 'max-age=300, public'],
    ['{ image(id: 1) { __typename title collection { name } displaySizes { url } } }', 'max-age=300, public'],
    ['{ images(ids: [1]) { id } video(id: 1) { id } }', 'max-age=300, public'],
    [
      '{ searchImages(phrase: "a") { totalCount pageInfo { endCursor } edges { node { title } } } }',
      'max-age=60, public',
    ],
    ['{ searchImages(phrase: "a") { nodes { largestDownloads { productType } } } }', 'max-age=60, private'],
    ['{ image(id: 1) { largestDownloads { productType } } }', 'max-age=60, private'],
    ['{ image(id: 1) { largestDownloads { productOffering { name } } } }', 'no-store'],
    ['{ image(id: 1) { previousDownloads { id } } }', 'no-store'],
    [
      '{ image(id: 1) { ...F } } fragment F on Image { ... on Node { id } largestDownloads { productType } }',
      'max-age=60, private',
    ],
    ['{ image(id: 1) { title } ... @include(if: false) { viewer { name } } }', 'max-age=60, private'],
    ['{ viewer { name } }', 'max-age=60, private'],
    ['{ productOfferings { name } }', 'no-store'],
    ['{ downloadHistory { totalCount } }', 'no-store'],
    ['{ rateLimit { cost } image(id: 1) { id } }', 'no-store'],
    ['{ errorCatalog { code } }', 'max-age=86400, public'],
    ['{ errorCatalog { code } image(id: 1) { id } }', 'max-age=300, public'],
    ['{ node(id: 1) { id } }', 'no-store'],
    ['{ __typename }', 'no-store'],
    ['{ __schema { queryType { name } } image(id: 1) { id } }', 'no-store'],
    ['mutation { downloadImage(input: { imageId: 1 }) { clientMutationId } }', 'no-store'],
  ])('%s: %s', (query, expected) => {
    expect(of(query)).toBe(expected);
  });
});
