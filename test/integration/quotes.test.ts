import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dataOf, errorOf, type Service, startService } from '../support/service.js';
import { spendingCalls } from '../support/upstream-calls.js';

let service: Service;
beforeEach(async () => {
  service = await startService({ simulator: { cacheHeaders: false } });
});
afterEach(() => service.close());

interface Row {
  readonly index: number;
  readonly imageId: string;
  readonly image?: { readonly title: string | null } | null;
  readonly productOffering?: { readonly id: string } | null;
  readonly remainingAfter: number | null;
  readonly isFree: boolean | null;
  readonly via: string | null;
  readonly userErrors: readonly { readonly code: string; readonly message: string }[];
}

const QUOTE = `query ($items: [DownloadImageInput!]!, $mode: OnQuotaExhausted) {
  downloadQuotes(items: $items, onQuotaExhausted: $mode) {
    index imageId remainingAfter isFree via userErrors { code message } } }`;
const FULL = `query ($items: [DownloadImageInput!]!) {
  downloadQuotes(items: $items) {
    index imageId image { title } productOffering { id } remainingAfter isFree via userErrors { code message } } }`;

const ask = (items: readonly object[], mode = 'STOP', query = QUOTE) =>
  service.query<{ downloadQuotes: readonly Row[] }>(query, { items, mode });
const quotes = async (items: readonly object[], mode = 'STOP', query = QUOTE): Promise<readonly Row[]> =>
  dataOf(await ask(items, mode, query)).downloadQuotes;
const images = (count: number): string[] => service.simulator.imagesFitting('plenty', 'easyaccess', count);

describe('downloadQuotes', () => {
  it('of plain items reads what downloadImages reads before it sends, and the products', async () => {
    const items = images(5).map((imageId) => ({ imageId }));
    await quotes(items);
    const read = service.operations();
    service.forget();
    await service.query(
      `mutation ($input: DownloadImagesInput!) { downloadImages(input: $input) { results { status } } }`,
      { input: { items } },
    );
    // v1 does not say what is left of every product, and a quote must: that is one read of the products more.
    expect(read).toEqual(['GetLargestImageDownloadAuthorizations', 'GET /v3/products']);
    expect(service.operations()).toEqual(['GetLargestImageDownloadAuthorizations', 'CreateDownloadRequest']);
  });

  it('of items for v3 makes the very calls that downloadImages makes before it sends', async () => {
    const items = images(5).map((imageId) => ({ imageId, note: 'n' }));
    await quotes(items);
    const read = service.operations();
    service.forget();
    await service.query(
      `mutation ($input: DownloadImagesInput!) { downloadImages(input: $input) { results { status } } }`,
      { input: { items } },
    );
    const all = service.operations();
    expect([...all.slice(0, read.length)].sort()).toEqual([...read].sort());
    expect(new Set(all.slice(read.length))).toEqual(new Set(['POST /v3/downloads/images/{id}']));
  });

  it('leaves allowances, charges and idempotency keys as they are', async () => {
    const [imageId] = images(1);
    const key = '0b7e3cbb-9a5e-4f0e-8f3f-3b9f6f2d8a11';
    await quotes([{ imageId, idempotencyKey: key, note: 'first' }]);
    expect(spendingCalls(service.calls())).toEqual([]);
    expect(service.simulator.charges).toEqual([]);
    const response = await service.query<{ downloadImage: { userErrors: readonly unknown[] } }>(
      `mutation ($input: DownloadImageInput!) { downloadImage(input: $input) { userErrors { code } } }`,
      { input: { imageId, idempotencyKey: key, note: 'second' } },
    );
    expect(dataOf(response).downloadImage.userErrors).toEqual([]);
  });

  it('counts the allowance of one product down along the list', async () => {
    const rows = await quotes(
      images(3).map((imageId) => ({ imageId, productType: 'EASY_ACCESS', note: 'n' })),
    );
    const [first, second, third] = rows.map(({ remainingAfter }) => remainingAfter ?? Number.NaN);
    expect([second, third]).toEqual([(first ?? 0) - 1, (first ?? 0) - 2]);
  });

  it('gives an unknown image a row with its error, and the others theirs', async () => {
    const [imageId] = images(1);
    const rows = await quotes(
      [
        { imageId: '1', note: 'n' },
        { imageId, note: 'n' },
      ],
      'STOP',
      FULL,
    );
    expect(rows.map(({ userErrors }) => userErrors.map(({ code }) => code))).toEqual([
      ['ASSET_NOT_FOUND'],
      [],
    ]);
    expect(rows.map(({ image }) => image === null)).toEqual([true, false]);
  });

  it.each([
    ['no items', 0],
    ['101 items', 101],
  ])('refuses %s with BAD_USER_INPUT that names `items`, without a call', async (_, count) => {
    const response = await ask(Array.from({ length: count }, (_, index) => ({ imageId: String(index + 1) })));
    expect(errorOf(response).extensions).toMatchObject({ code: 'BAD_USER_INPUT', argument: ['items'] });
    expect(service.calls()).toEqual([]);
  });

  it('throws the bad input of one item at its row and says in userErrors that nothing would be downloaded', async () => {
    const [imageId] = images(1);
    const response = await ask([{ imageId, height: -1 }, { imageId: '1' }]);
    expect(errorOf(response)).toMatchObject({
      path: ['downloadQuotes', 0, 'productOffering'],
      extensions: { code: 'BAD_USER_INPUT' },
    });
    expect(response.data?.downloadQuotes.map(({ userErrors }) => userErrors.length)).toEqual([1, 1]);
  });
});
