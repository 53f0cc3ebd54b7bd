import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { errorOf, type Service, startService } from '../support/service.js';

let service: Service;
beforeAll(async () => {
  service = await startService();
});
afterAll(() => service.close());
afterEach(() => service.forget());

const long = (count: number): string =>
  JSON.stringify(Array.from({ length: count }, (_, index) => `${index}`));
const image = (input: string): string =>
  `mutation { downloadImage(input: { ${input} }) { download { url } userErrors { code } } }`;
const images = (input: string): string =>
  `mutation { downloadImages(input: { ${input} }) { succeededCount results { download { url } userErrors { code } } } }`;
const video = (input: string): string =>
  `mutation { downloadVideo(input: { ${input} }) { download { url } userErrors { code } } }`;
const search = (args: string): string => `{ searchImages(phrase: "kitties", ${args}) { totalCount } }`;
const history = (args: string): string => `{ downloadHistory(${args}) { totalCount } }`;

/** A query, the argument that its error names, and a word of what would do. */
const rows: readonly (readonly [query: string, argument: string, hint: string])[] = [
  ['{ image(id: "") { id } }', 'id', '83454804'],
  ['{ image(id: "a b") { id } }', 'id', 'letters, digits'],
  ['{ image(id: "../products") { id } }', 'id', 'letters, digits'],
  [`{ image(id: "${'9'.repeat(65)}") { id } }`, 'id', 'at most 64'],
  ['{ image(id: "gid://getty/Video/690773579") { id } }', 'id', 'a Video, not of an Image'],
  ['{ image(id: "gid://getty/Image/") { id } }', 'id', 'gid://getty/Image/83454804'],
  ['{ image(id: "gid://other/Image/1") { id } }', 'id', 'gid://getty/Image/83454804'],
  ['{ images(ids: []) { id } }', 'ids', '1 to 100'],
  [`{ images(ids: ${long(101)}) { id } }`, 'ids', 'at most 100'],
  ['{ images(ids: ["1", "é"]) { id } }', 'ids.1', '83454804'],
  ['{ images(ids: ["gid://getty/ProductOffering/1"]) { id } }', 'ids.0', 'ProductOffering'],
  ['{ video(id: "gid://getty/Image/1") { id } }', 'id', 'an Image, not of a Video'],
  ['{ videos(ids: []) { id } }', 'ids', '1 to 100'],
  [`{ videos(ids: ${long(101)}) { id } }`, 'ids', 'at most 100'],
  ['{ node(id: "83454804") { id } }', 'id', 'gid://getty/Image/83454804'],
  ['{ node(id: "gid://getty/Viewer/1") { id } }', 'id', 'gave out'],
  ['{ node(id: "gid://getty/DownloadRecord/abc") { id } }', 'id', 'DownloadRecord'],
  ['{ nodes(ids: []) { id } }', 'ids', '1 to 100'],
  ['{ nodes(ids: ["gid://getty/Image/1", "nonsense"]) { id } }', 'ids.1', 'gave out'],

  ['{ searchImages(phrase: "") { totalCount } }', 'phrase', 'at least one word'],
  ['{ searchImages(phrase: "   \\t ") { totalCount } }', 'phrase', 'at least one word'],
  [`{ searchImages(phrase: "${'x'.repeat(1001)}") { totalCount } }`, 'phrase', 'at most 1000'],
  [search('first: -1'), 'first', '0 to 100'],
  [search('first: 101'), 'first', '0 to 100'],
  [search('first: 2147483647'), 'first', '0 to 100'],
  [search('last: -1'), 'last', '0 to 100'],
  [search('last: 101'), 'last', '0 to 100'],
  [search('first: 1, last: 1'), 'last', 'one of them'],
  [search('sort: RANDOM, after: "x"'), 'after', 'random'],
  [search('filter: { family: EDITORIAL, excludeNudity: true }'), 'filter.excludeNudity', 'CREATIVE'],
  [search('filter: { downloadableWith: CREDIT_PACK }'), 'filter.downloadableWith', 'CREDIT_PACK'],
  [search('filter: { collectionCodes: ["a b"] }'), 'filter.collectionCodes.0', 'collection'],
  [search(`filter: { collectionCodes: ${long(51)} }`), 'filter.collectionCodes', 'at most 50'],

  [history('first: -1'), 'first', '0 to 100'],
  [history('first: 5, last: 5'), 'last', 'one of them'],
  [history('via: V2'), 'via', 'V3 or V1'],
  [history('via: V1, filter: { companyWide: true }'), 'filter.companyWide', 'v3'],
  [history('via: V1, filter: { productType: CREDIT_PACK }'), 'filter.productType', 'v3'],
  [
    history('filter: { from: "2026-02-01T00:00:00Z", to: "2026-01-01T00:00:00Z" }'),
    'filter.to',
    'after it begins',
  ],
  [history('filter: { from: "2999-01-01T00:00:00Z" }'), 'filter.from', 'moment that has been'],
  ['{ productOfferings(via: V2) { id } }', 'via', 'V3 or V1'],

  [image('imageId: ""'), 'input.imageId', '83454804'],
  [image('imageId: "gid://getty/Video/1"'), 'input.imageId', 'a Video, not of an Image'],
  [image('imageId: "1", height: 0'), 'input.height', 'height'],
  [image('imageId: "1", height: -5'), 'input.height', 'height'],
  [image('imageId: "1", productId: "gid://getty/Image/1"'), 'input.productId', 'ProductOffering'],
  [image('imageId: "1", productId: "abc"'), 'input.productId', 'productOfferings'],
  [image('imageId: "1", idempotencyKey: ""'), 'input.idempotencyKey', 'UUID'],
  [image('imageId: "1", idempotencyKey: "with blanks"'), 'input.idempotencyKey', 'UUID'],
  [image(`imageId: "1", idempotencyKey: "${'k'.repeat(256)}"`), 'input.idempotencyKey', '255'],
  [image(`imageId: "1", note: "${'n'.repeat(501)}"`), 'input.note', 'at most 500'],
  [image(`imageId: "1", projectCode: "${'n'.repeat(501)}"`), 'input.projectCode', 'at most 500'],
  [image('imageId: "1", via: V2, productType: EASY_ACCESS'), 'input.productType', 'V2 cannot'],
  [image('imageId: "1", via: V2, productId: "1"'), 'input.productId', 'V2 cannot'],
  [image('imageId: "1", via: V2, note: "x"'), 'input.note', 'V2 cannot'],
  [image('imageId: "1", via: V1, fileType: JPG'), 'input.fileType', 'V1 cannot'],
  [image('imageId: "1", via: V1, height: 9'), 'input.height', 'V1 cannot'],
  [image('imageId: "1", via: V1, projectCode: "x"'), 'input.projectCode', 'V1 cannot'],

  [images('items: []'), 'input.items', '1 to 100'],
  [
    images(`items: [${Array.from({ length: 101 }, (_, index) => `{ imageId: "${index}" }`).join(' ')}]`),
    'input.items',
    'at most 100',
  ],
  [images('items: [{ imageId: "a b" }]'), 'input.items.0.imageId', '83454804'],
  [images('items: [{ imageId: "1" }, { imageId: "1" }]'), 'input.items.1.imageId', 'the same image'],

  [video('videoId: "gid://getty/Image/1"'), 'input.videoId', 'an Image, not of a Video'],
  [video('videoId: "1", size: "a/b"'), 'input.size', 'hd1'],
  [video('videoId: "1", via: V2'), 'input.via', 'V3 or V1'],
];

describe('bad input is reported before any upstream call', () => {
  it.each(rows)('%s: %s', async (query, argument, hint) => {
    const response = await service.query(query);
    const { message, extensions } = errorOf(response);
    expect(extensions).toMatchObject({
      code: 'BAD_USER_INPUT',
      argument: argument.split('.'),
      isRetryable: false,
    });
    expect(message).toContain(`${argument}: `);
    expect(message).toContain(hint);
    expect(service.calls()).toEqual([]);
  });
});

describe('cursors', () => {
  const cursorOf = async (query: string, field: string): Promise<string> => {
    const response = await service.query<Record<string, { pageInfo: { endCursor: string } }>>(query);
    service.forget();
    return response.data?.[field]?.pageInfo.endCursor ?? '';
  };

  it.each([
    ['damaged', (cursor: string) => `${cursor.slice(0, -3)}xyz`],
    ['cut', (cursor: string) => cursor.slice(0, 8)],
    ['longer', (cursor: string) => `${cursor}AA`],
    ['empty', () => ''],
    ['made up', () => Buffer.from('1:5:0:100:abc').toString('base64url')],
    ['Relay’s of old', () => Buffer.from('arrayconnection:5').toString('base64')],
    ['no base64 at all', () => '💥'],
  ])('%s', async (_, spoil) => {
    const cursor = await cursorOf(
      '{ searchImages(phrase: "kitties", first: 2) { pageInfo { endCursor } } }',
      'searchImages',
    );
    for (const [field, argument] of [
      ['searchImages(phrase: "kitties", ', 'after'],
      ['searchImages(phrase: "kitties", ', 'before'],
      ['downloadHistory(', 'after'],
    ] as const) {
      const response = await service.query(
        `{ ${field}${argument}: ${JSON.stringify(spoil(cursor))}) { totalCount } }`,
      );
      expect(errorOf(response)).toMatchObject({
        message: expect.stringContaining('first page'),
        extensions: { code: 'INVALID_CURSOR', argument: [argument] },
      });
    }
    expect(service.calls()).toEqual([]);
  });

  it('a cursor of another list or filter is INVALID_CURSOR', async () => {
    const found = await cursorOf(
      '{ searchImages(phrase: "kitties", first: 2) { pageInfo { endCursor } } }',
      'searchImages',
    );
    const past = await cursorOf(
      '{ downloadHistory(first: 2) { pageInfo { endCursor } } }',
      'downloadHistory',
    );
    for (const query of [
      history(`after: "${found}"`),
      `{ searchImages(phrase: "kitties", after: "${past}") { totalCount } }`,
      history(`after: "${past}", filter: { productType: EASY_ACCESS }`),
      history(`after: "${past}", filter: { companyWide: true }`),
      history(`before: "${past}", filter: { to: "2026-01-01T00:00:00Z" }`),
    ]) {
      expect(errorOf(await service.query(query)).extensions.code).toBe('INVALID_CURSOR');
    }
    expect(service.calls()).toEqual([]);
  });
});

describe('input that GraphQL itself rejects', () => {
  it.each([
    ['a date without offset', history('filter: { from: "2026-01-01T00:00:00" }'), {}],
    ['a day', history('filter: { to: "2026-01-01" }'), {}],
    ['a date that is none', history('filter: { from: "2026-02-31T00:00:00Z" }'), {}],
    ['a number for a date', history('filter: { from: 7 }'), {}],
    [
      'a date without offset in a variable',
      'query ($from: DateTime) { downloadHistory(filter: { from: $from }) { totalCount } }',
      { from: '2026-01-01T00:00:00' },
    ],
  ])('%s', async (_, query, variables) => {
    const response = await service.query(query, variables);
    expect(response.data).toBeNull();
    expect(errorOf(response)).toMatchObject({
      message: expect.stringMatching(/offset|date/i),
      extensions: { code: 'BAD_USER_INPUT' },
    });
    expect(service.calls()).toEqual([]);
  });

  it('a variable that is no Int is BAD_USER_INPUT', async () => {
    const response = await service.query(search('first: 99999999999'));
    expect(response.errors[0]?.extensions.code).toMatch(/^(BAD_USER_INPUT|GRAPHQL_VALIDATION_FAILED)$/);
    expect(service.calls()).toEqual([]);
  });
});
