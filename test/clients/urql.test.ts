import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Client, type ClientOptions, type Exchange, fetchExchange } from '@urql/core';
import { buildSchema, introspectionFromSchema } from 'graphql';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { possibleTypes } from '../../docs/clients/web/schema-facts.js';
import { createGraphcache, createUrqlClient, errorCode } from '../../docs/clients/web/urql.js';
import {
  AllowancesDocument,
  DownloadOneDocument,
  type ErrorCode,
  HistoryPageDocument,
  SearchPageDocument,
} from './generated/graphql.js';
import { charges, holdDownload, listUnknownProduct, phraseWithUnknownWords } from './support/examples.js';
import { recordedFetch, type Exchange as Seen, type Service, startService } from './support/service.js';

const sdl = readFileSync(new URL('../../schema/schema.graphqls', import.meta.url), 'utf8');
const introspection = introspectionFromSchema(buildSchema(sdl));

let service: Service;
let exchanges: Seen[];
beforeAll(async () => {
  service = await startService();
});
afterEach(() => service.simulator.clearFaults());
afterAll(() => service.close());

function createClient(
  {
    headers = service.as('plenty'),
    ...options
  }: { headers?: Record<string, string> } & Partial<ClientOptions> = {},
  cache?: Exchange,
): Client {
  const recorded = recordedFetch();
  exchanges = recorded.exchanges;
  const fetchOptions = { headers };
  return createUrqlClient({ url: service.endpoint, fetchOptions, fetch: recorded.fetch, ...options }, cache);
}

const codeOf = errorCode<ErrorCode>;

describe('urql sends queries', () => {
  const ask = (client: Client) => client.query(SearchPageDocument, { phrase: 'cat', first: 2 }).toPromise();

  it('by POST with the settings of the guide', async () => {
    const { data } = await ask(createClient());
    expect(data?.searchImages?.edges).toHaveLength(2);
    expect(exchanges.map(({ method }) => method)).toEqual(['POST']);
  });

  it('by GET where its fetchOptions carry the header that a foreign page cannot send unasked', async () => {
    const headers = { ...service.as('plenty'), 'apollo-require-preflight': 'urql' };
    const { data } = await ask(createClient({ preferGetMethod: 'within-url-limit', headers }));
    expect(data?.searchImages?.edges).toHaveLength(2);
    expect(exchanges.map(({ method }) => method)).toEqual(['GET']);
  });

  it('by GET if nothing is set, which is refused and says so', async () => {
    const client = new Client({ url: service.endpoint, exchanges: [fetchExchange] });
    const { error } = await ask(client);
    expect(codeOf(error)).toBe('BAD_USER_INPUT');
    expect(error?.message).toMatch(/preflight/i);
  });
});

describe.each([
  ['the possible types', { possibleTypes }],
  ['the whole schema', { schema: introspection }],
])('its graphcache, which knows %s', (_what, awareness) => {
  const createClientWithCache = () => createClient({}, createGraphcache(awareness));

  it('loads the history anew after a download', async () => {
    const client = createClientWithCache();
    const newest = async () =>
      (await client.query(HistoryPageDocument, { first: 5 }).toPromise()).data?.downloadHistory?.edges[0]
        ?.node.id;
    const before = await newest();
    const variables = { imageId: service.freshImage(), idempotencyKey: randomUUID() };
    await client.mutation(DownloadOneDocument, variables).toPromise();
    expect(await newest()).not.toBe(before);
  });

  it('joins the pages of a search, and those of the history, and has nothing to complain about', async () => {
    const warn = vi.spyOn(console, 'warn');
    const client = createClientWithCache();
    const search = { phrase: 'cat', first: 5 };
    const first = await client.query(SearchPageDocument, search).toPromise();
    const after = first.data?.searchImages?.pageInfo.endCursor;
    const both = await client.query(SearchPageDocument, { ...search, after }).toPromise();
    expect(new Set(both.data?.searchImages?.edges.map(({ node }) => node.id)).size).toBe(10);

    const newest = await client.query(HistoryPageDocument, { first: 30 }).toPromise();
    const cursor = newest.data?.downloadHistory?.pageInfo.endCursor;
    const all = await client.query(HistoryPageDocument, { first: 30, after: cursor }).toPromise();
    expect(all.data?.downloadHistory?.edges).toHaveLength(all.data?.downloadHistory?.totalCount ?? -1);
    expect(warn).not.toHaveBeenCalled();
    warn.mockRestore();
  });

  it('shows what is left of a product as soon as a download is charged', async () => {
    const client = createClientWithCache();
    const remaining = async () => {
      const { data } = await client.query(AllowancesDocument, {}).toPromise();
      return data?.productOfferings?.find(({ type }) => type === 'EASY_ACCESS')?.quota?.remaining;
    };
    const before = (await remaining()) ?? 0;
    const variables = {
      imageId: service.freshImage(),
      productType: 'EASY_ACCESS',
      idempotencyKey: randomUUID(),
    } as const;
    const { data } = await client.mutation(DownloadOneDocument, variables).toPromise();
    expect(data?.downloadImage?.userErrors).toEqual([]);
    expect(await remaining()).toBe(before - 1);
    expect(exchanges).toHaveLength(2);
  });

  it('reads words of Getty Images that the schema does not have', async () => {
    listUnknownProduct(service.simulator);
    const client = createClientWithCache();
    const { data } = await client.query(AllowancesDocument, {}).toPromise();
    expect(data?.productOfferings).toMatchObject([{ type: 'UNKNOWN', typeName: 'galaxyaccess' }]);
    const variables = { phrase: phraseWithUnknownWords, first: 100 };
    const found = await client.query(SearchPageDocument, variables).toPromise();
    const licenses = found.data?.searchImages?.edges.map(({ node }) => node.license);
    expect(licenses).toContainEqual(
      expect.objectContaining({ model: 'UNKNOWN', modelName: 'rightsborrowed' }),
    );
  });
});

it('reads kinds of errors that were added after it was shipped', async () => {
  const yesterday = {
    ...possibleTypes,
    DownloadError: possibleTypes.DownloadError.filter((name) => name !== 'NotEntitledError'),
  };
  const client = createClient(
    { headers: service.as('none') },
    createGraphcache({ possibleTypes: yesterday }),
  );
  const variables = { imageId: service.freshImage(), idempotencyKey: randomUUID() };
  // It grumbles about fields of the other kinds, in development only.
  const warn = vi.spyOn(console, 'warn').mockReturnValue();
  const { data } = await client.mutation(DownloadOneDocument, variables).toPromise();
  warn.mockRestore();
  expect(data?.downloadImage?.userErrors).toMatchObject([
    { __typename: 'NotEntitledError', code: 'NOT_ENTITLED', isRetryable: false },
  ]);
});

describe('its errors', () => {
  it('have codes', async () => {
    const client = createClient();
    const { error } = await client.query(HistoryPageDocument, { after: 'nonsense' }).toPromise();
    expect(codeOf(error)).toBe('INVALID_CURSOR');
  });

  it.each([
    ['a token that Getty Images does not know', 'Bearer of-nobody'],
    ['a header that is none', 'nonsense'],
  ])('tell apart who is not signed in (%s)', async (_what, authorization) => {
    const client = createClient({ headers: { authorization } });
    const { error } = await client.query(AllowancesDocument, {}).toPromise();
    expect(codeOf(error)).toBe('UNAUTHENTICATED');
  });
});

describe('a download', () => {
  it('is charged once when the app goes away and comes back with the same key', async () => {
    const imageId = service.freshImage();
    const variables = { imageId, idempotencyKey: randomUUID() };
    const gone = new AbortController();
    const leaving = createClient({
      fetch: (input, init) => fetch(input, { ...init, signal: gone.signal }),
    });
    const sent = holdDownload(service.simulator);
    const first = leaving.mutation(DownloadOneDocument, variables).toPromise();
    await sent;
    gone.abort();
    expect((await first).error?.networkError).toMatchObject({ name: 'AbortError' });

    const { data } = await createClient().mutation(DownloadOneDocument, variables).toPromise();
    expect(data?.downloadImage).toMatchObject({ userErrors: [], download: { isReplay: true } });
    expect(charges(service.simulator, imageId)).toBe(1);
  });
});
