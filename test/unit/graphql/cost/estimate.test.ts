import { readdirSync, readFileSync } from 'node:fs';
import { getOperationAST, parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { buildGraphSchema } from '../../../../schema/build.js';
import { estimateCost } from '../../../../src/graphql/cost/estimate.js';

const schema = buildGraphSchema();
const of = (query: string, variables?: Record<string, unknown>, operationName?: string) => {
  const document = parse(query);
  const operation = getOperationAST(document, operationName);
  if (!operation) throw new Error('no operation');
  return estimateCost(schema, document, operation, variables);
};
const ids = (count: number) => Array.from({ length: count }, (_, index) => String(index + 1));

describe('upstream calls', () => {
  it.each<[string, Record<string, unknown>, number]>([
    ['{ errorCatalog { code } __typename __schema { queryType { name } } }', {}, 0],
    ['{ image(id: 1) { title } }', {}, 1],
    [
      '{ a: image(id: 1) { id } b: image(id: 2) { id } images(ids: [3, 4]) { id } node(id: 5) { id } }',
      {},
      1,
    ],
    ['query($ids: [ID!]!) { images(ids: $ids) { id } }', { ids: ids(100) }, 1],
    ['query($ids: [ID!]!) { images(ids: $ids) { id } image(id: 1) { id } }', { ids: ids(100) }, 2],
    ['{ image(id: 1) { id } video(id: 1) { id } }', {}, 2],
    ['{ searchImages(phrase: "a") { nodes { title largestDownloads { productType } } } }', {}, 1],
    [
      '{ searchImages(phrase: "a") { nodes { largestDownloads { productOffering { name } } } } productOfferings { name } }',
      {},
      2,
    ],
    ['{ searchImages(phrase: "a", first: 100) { nodes { largestDownloads { isFree } } } }', {}, 2],
    ['{ searchImages(phrase: "a", last: 10) { totalCount } }', {}, 2],
    ['{ searchImages(phrase: "a", last: 51) { totalCount } }', {}, 3],
    ['{ searchImages(phrase: "a", first: 50, after: "c") { totalCount } }', {}, 1],
    ['{ searchImages(phrase: "a", first: 51, after: "c") { totalCount } }', {}, 2],
    ['{ downloadHistory(first: 100) { nodes { image { title } productOffering { name } } } }', {}, 3],
    ['{ images(ids: [1, 2, 3]) { previousDownloads { id } } }', {}, 4],
    ['{ viewer { name } a: viewer { name } }', {}, 1],
    ['{ node(id: "gid://getty/ProductOffering/1") { id } productOfferings { id } }', {}, 1],
    ['mutation { downloadImage(input: { imageId: 1 }) { download { url } } }', {}, 3],
    [
      'mutation { downloadImage(input: { imageId: 1 }) { download { image { id } productOffering { id } } } }',
      {},
      5,
    ],
    [
      'mutation($input: DownloadImagesInput!) { downloadImages(input: $input) { succeededCount } }',
      { input: { items: [{}, {}, {}] } },
      5,
    ],
  ])('%s %j: %i', (query, variables, calls) => {
    expect(of(query, variables).upstreamCalls).toBe(calls);
  });
});

describe('objects', () => {
  it.each<[string, Record<string, unknown>, number]>([
    ['{ image(id: 1) { title } }', {}, 1],
    ['{ image(id: 1) { collection { name } maxDimensions { width } } }', {}, 3],
    ['{ searchImages(phrase: "a") { nodes { id } } }', {}, 30],
    [
      '{ searchImages(phrase: "a") { edges { cursor node { id } } pageInfo { hasNextPage } totalCount } }',
      {},
      30,
    ],
    ['query($n: Int) { searchImages(phrase: "a", first: $n) { nodes { id } } }', { n: 7 }, 7],
    ['query($n: Int) { searchImages(phrase: "a", first: $n) { nodes { id } } }', {}, 30],
    ['query($n: Int = 5) { searchImages(phrase: "a", first: $n) { nodes { id } } }', {}, 5],
    ['query($n: Int) { searchImages(phrase: "a", first: $n) { nodes { id } } }', { n: 0 }, 0],
    ['query($n: Int) { searchImages(phrase: "a", first: $n) { nodes { id } } }', { n: 100_000 }, 100],
    ['query($n: Int) { searchImages(phrase: "a", first: $n) { nodes { id } } }', { n: 'x' }, 30],
    [
      '{ searchImages(phrase: "a", first: 10) { nodes { largestDownloads { file { width } } } } }',
      {},
      10 + 10 * 5 * 2,
    ],
    ['query($ids: [ID!]!) { images(ids: $ids) { id } }', { ids: ids(12) }, 12],
    ['query($ids: [ID!]!) { images(ids: $ids) { id } }', { ids: ids(5_000) }, 100],
    ['{ images(ids: 1) { id } }', {}, 1],
    [
      'mutation { downloadImages(input: { items: [{}, {}] }) { results { download { url } } } }',
      {},
      1 + 2 + 2,
    ],
  ])('%s %j: %i', (query, variables, nodes) => {
    expect(of(query, variables).nodeCount).toBe(nodes);
  });

  it('counts fields that execution merges once', () => {
    const once = of(
      '{ searchImages(phrase: "a") { nodes { largestDownloads { productType file { width } } } } }',
    );
    const spread = of(`
      { searchImages(phrase: "a") { ...A ...B nodes { largestDownloads { file { width } } } } }
      fragment A on ImageSearchConnection { nodes { ...C ... on Node { id } } }
      fragment B on ImageSearchConnection { nodes { ...C largestDownloads { productType } } }
      fragment C on Image { largestDownloads { productTypeName } }
    `);
    expect(spread).toEqual(once);
  });

  it('leaves out what is skipped', () => {
    const query =
      'query($no: Boolean!) { image(id: 1) @include(if: $no) { id } ... @skip(if: true) { viewer { name } } productOfferings { id } }';
    expect(of(query, { no: false })).toMatchObject({ upstreamCalls: 1, nodeCount: 10 });
    expect(of(query, { no: true })).toMatchObject({ upstreamCalls: 2, nodeCount: 11 });
  });

  it('counts, on an interface, every kind that may come', () => {
    expect(
      of('{ node(id: 1) { id ... on Image { collection { name } } ... on Video { displaySizes { url } } } }')
        .nodeCount,
    ).toBe(1 + 1 + 3);
  });
});

it('the price is ten for a call and one for an object', () => {
  expect(of('{ searchImages(phrase: "a", first: 20) { nodes { id } } }')).toMatchObject({
    cost: 30,
    upstreamCalls: 1,
    nodeCount: 20,
  });
});

it('estimateCost counts calls, objects and downloads for the limits', () => {
  expect(
    of('{ searchImages(phrase: "a", first: 11) { nodes { previousDownloads { id } } } }').previousDownloads,
  ).toBe(11);
  expect(
    of(
      'mutation { a: downloadImage(input: {}) { clientMutationId } b: downloadVideo(input: {}) { clientMutationId } }',
    ).downloads,
  ).toBe(2);
  expect(
    of(
      'mutation { downloadImage(input: {}) { clientMutationId } downloadImage(input: {}) { download { url } } }',
    ).downloads,
  ).toBe(1);
  expect(of('query($dry: Boolean = true) { rateLimit(dryRun: $dry) { cost } }').isDryRun).toBe(true);
  expect(
    of('query($dry: Boolean = true) { rateLimit(dryRun: $dry) { cost } }', { dry: false }).isDryRun,
  ).toBe(false);
});

it('every example operation has a price well below the limit', () => {
  for (const file of readdirSync('docs/operations').filter((name) => name.endsWith('.graphql'))) {
    const { cost } = of(readFileSync(`docs/operations/${file}`, 'utf8'), {
      first: 30,
      ids: ids(10),
      input: { items: [{}] },
    });
    expect(cost, file).toBeGreaterThan(0);
    expect(cost, file).toBeLessThan(2_000);
  }
});
