import { createHash, randomUUID } from 'node:crypto';
import {
  ApolloClient,
  type ApolloLink,
  CombinedGraphQLErrors,
  HttpLink,
  type InMemoryCache,
  type ObservableQuery,
  type OperationVariables,
  ServerError,
} from '@apollo/client';
import { PersistedQueryLink } from '@apollo/client/link/persisted-queries';
import { filter, firstValueFrom } from 'rxjs';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  createApolloCache,
  createApolloClient,
  dropHistory,
  errorCode,
} from '../../docs/clients/web/apollo-client.js';
import { possibleTypes } from '../../docs/clients/web/schema-facts.js';
import {
  AllowancesDocument,
  DownloadOneDocument,
  type ErrorCode,
  HistoryPageDocument,
  SearchPageDocument,
} from './generated/graphql.js';
import {
  charges,
  download,
  holdDownload,
  listUnknownProduct,
  phraseWithUnknownWords,
} from './support/examples.js';
import { type Exchange, recordedFetch, type Service, startService } from './support/service.js';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

let service: Service;
let exchanges: Exchange[];
let client: ApolloClient;

function createClient({
  to = service,
  headers = to.as('plenty'),
  cache,
  link,
}: {
  to?: Service;
  headers?: Record<string, string>;
  cache?: InMemoryCache;
  /** Put before the one that speaks HTTP. */
  link?: ApolloLink;
} = {}): ApolloClient {
  const recorded = recordedFetch();
  exchanges = recorded.exchanges;
  const made = createApolloClient({ uri: to.endpoint, headers, fetch: recorded.fetch }, cache);
  if (link) made.setLink(link.concat(made.link));
  return made;
}

beforeAll(async () => {
  service = await startService();
});
beforeEach(() => {
  client = createClient();
});
afterEach(() => {
  client.stop();
  service.simulator.clearFaults();
});
afterAll(() => service.close());

const failure = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => undefined,
    (error: unknown) => error,
  );

/** The first answer to a query that a page shows. */
const loaded = <Data, Variables extends OperationVariables>(query: ObservableQuery<Data, Variables>) =>
  firstValueFrom(query.pipe(filter(({ loading }) => !loading)));

const codeOf = errorCode<ErrorCode>;

describe('Apollo Client', () => {
  it('joins the pages of a search, and those of the history', async () => {
    const warn = vi.spyOn(console, 'warn');
    const search = client.watchQuery({ query: SearchPageDocument, variables: { phrase: 'cat', first: 5 } });
    const { data: first } = await loaded(search);
    await search.fetchMore({ variables: { after: first?.searchImages?.pageInfo?.endCursor } });
    const found = client.readQuery({ query: SearchPageDocument, variables: { phrase: 'cat' } });
    expect(new Set(found?.searchImages?.edges.map(({ node }) => node.id)).size).toBe(10);
    expect(found?.searchImages?.pageInfo.hasNextPage).toBe(true);

    const past = client.watchQuery({ query: HistoryPageDocument, variables: { first: 30 } });
    const { data: newest } = await loaded(past);
    await past.fetchMore({ variables: { after: newest?.downloadHistory?.pageInfo?.endCursor } });
    const history = client.readQuery({ query: HistoryPageDocument })?.downloadHistory;
    expect(new Set(history?.edges.map(({ node }) => node.id)).size).toBe(history?.totalCount);
    expect(history?.pageInfo.hasNextPage).toBe(false);
    expect(warn).not.toHaveBeenCalled();
    warn.mockRestore();
  });

  it('shows what is left of a product as soon as a download is charged', async () => {
    const remaining = () =>
      client
        .readQuery({ query: AllowancesDocument })
        ?.productOfferings?.find(({ type }) => type === 'EASY_ACCESS')?.quota?.remaining;
    await client.query({ query: AllowancesDocument });
    const before = remaining() ?? 0;
    const { data } = await client.mutate({
      mutation: DownloadOneDocument,
      variables: { imageId: service.freshImage(), productType: 'EASY_ACCESS', idempotencyKey: randomUUID() },
    });
    expect(data?.downloadImage?.userErrors).toEqual([]);
    expect(remaining()).toBe(before - 1);
  });

  it('loads the history anew after a download that dropped it from the cache', async () => {
    const newest = async () =>
      (await client.query({ query: HistoryPageDocument, variables: { first: 5 } })).data?.downloadHistory
        ?.edges[0]?.node.id;
    const before = await newest();
    await client.mutate({
      mutation: DownloadOneDocument,
      variables: { imageId: service.freshImage(), idempotencyKey: randomUUID() },
    });
    expect(await newest(), 'still from the cache').toBe(before);
    dropHistory(client.cache);
    expect(await newest()).not.toBe(before);
  });

  it('asks for the token of each request', async () => {
    const tokens = ['plenty', 'notes'];
    const headers = async () => service.as(tokens.shift() ?? 'none');
    client = createApolloClient({ uri: service.endpoint, headers });
    const names = async () => {
      const { data } = await client.query({ query: AllowancesDocument, fetchPolicy: 'network-only' });
      return data?.productOfferings?.map(({ name }) => name);
    };
    expect(await names()).toContain('UltraPack');
    expect(await names()).toEqual(['Premium Access with paperwork']);
  });

  it('reads words of Getty Images that the schema does not have', async () => {
    listUnknownProduct(service.simulator);
    const { data } = await client.query({ query: AllowancesDocument });
    expect(data?.productOfferings).toMatchObject([{ type: 'UNKNOWN', typeName: 'galaxyaccess' }]);
    const found = await client.query({
      query: SearchPageDocument,
      variables: { phrase: phraseWithUnknownWords, first: 100 },
    });
    const licenses = found.data?.searchImages?.edges.map(({ node }) => node.license);
    expect(licenses).toContainEqual(
      expect.objectContaining({ model: 'UNKNOWN', modelName: 'rightsborrowed' }),
    );
  });

  it('reads kinds of errors that were added after it was shipped', async () => {
    const yesterday = {
      ...possibleTypes,
      DownloadError: possibleTypes.DownloadError.filter((name) => name !== 'NotEntitledError'),
    };
    client = createClient({ headers: service.as('none'), cache: createApolloCache(yesterday) });
    const { data } = await client.mutate({
      mutation: DownloadOneDocument,
      variables: { imageId: service.freshImage(), idempotencyKey: randomUUID() },
    });
    expect(data?.downloadImage?.userErrors).toMatchObject([
      { __typename: 'NotEntitledError', code: 'NOT_ENTITLED', isRetryable: false },
    ]);
  });
});

describe('its errors', () => {
  it('have codes', async () => {
    const cursor = client.query({ query: HistoryPageDocument, variables: { after: 'nonsense' } });
    expect(codeOf(await failure(cursor))).toBe('INVALID_CURSOR');
    const form = client.query({
      query: SearchPageDocument,
      variables: { phrase: 'cat', first: 'x' as never },
    });
    expect(codeOf(await failure(form))).toBe('BAD_USER_INPUT');
  });

  it.each([
    ['a token that Getty Images does not know', 'Bearer of-nobody'],
    ['a header that is none', 'nonsense'],
  ])('tell apart who is not signed in (%s)', async (_what, authorization) => {
    client = createClient({ headers: { authorization } });
    expect(codeOf(await failure(client.query({ query: AllowancesDocument })))).toBe('UNAUTHENTICATED');
  });

  it('say when to come back, also where the whole answer is a 429', async () => {
    const thrifty = await startService({ env: { RATE_LIMIT_COST: '100' } });
    client = createClient({ to: thrifty });
    const ask = () => client.query({ query: AllowancesDocument, fetchPolicy: 'network-only' });
    let error: unknown;
    while (error === undefined) error = await failure(ask());
    await thrifty.close();
    expect(exchanges.at(-1)?.status).toBe(429);
    expect(codeOf(error)).toBe('RATE_LIMITED');
    expect(CombinedGraphQLErrors.is(error) && error.errors[0]?.extensions).toMatchObject({
      isRetryable: true,
      retryAfterMs: expect.any(Number),
    });
  });

  it('leave the rest of the answer with errorPolicy "all"', async () => {
    service.simulator.inject({ operation: 'GET /v3/products', kind: 'status', status: 404, times: 9 });
    const { data, error } = await client.query({
      query: SearchPageDocument,
      variables: { phrase: 'cat', first: 3 },
      errorPolicy: 'all',
    });
    expect(data?.searchImages?.edges).toHaveLength(3);
    expect(codeOf(error)).toBeDefined();
  });

  it('are no GraphQL where something between has answered', async () => {
    const proxy = new HttpLink({
      uri: service.endpoint,
      fetch: async () => new Response('<html>Bad gateway</html>', { status: 502 }),
    });
    client = new ApolloClient({ link: proxy, cache: createApolloCache() });
    const error = await failure(client.query({ query: AllowancesDocument }));
    expect(ServerError.is(error) && error.statusCode).toBe(502);
  });
});

describe('its persisted-query link', () => {
  it('sends an operation’s text once, then its hash alone', async () => {
    const recorded = recordedFetch();
    ({ exchanges } = recorded);
    client = createApolloClient({
      uri: service.endpoint,
      headers: service.as('plenty'),
      ...recorded,
      sha256,
    });
    await client.query({ query: SearchPageDocument, variables: { phrase: 'horse', first: 2 } });
    await client.query({ query: SearchPageDocument, variables: { phrase: 'dog', first: 2 } });
    expect(exchanges.map(({ body }) => body && 'query' in body)).toEqual([false, true, false]);
    expect(exchanges.at(-1)?.body?.['extensions']).toMatchObject({
      persistedQuery: { version: 1, sha256Hash: expect.stringMatching(/^[0-9a-f]{64}$/) },
    });
  });

  it('may send queries by GET', async () => {
    const link = new PersistedQueryLink({ sha256, useGETForHashedQueries: true });
    client = createClient({ link });
    await client.query({ query: SearchPageDocument, variables: { phrase: 'cat', first: 2 } });
    await client.query({ query: SearchPageDocument, variables: { phrase: 'dog', first: 2 } });
    expect(exchanges.at(-1)).toMatchObject({ method: 'GET', status: 200 });
  });

  it('never sends a download by GET, nor twice', async () => {
    const link = new PersistedQueryLink({ sha256, useGETForHashedQueries: true });
    client = createClient({ link });
    const imageId = service.freshImage();
    const variables = { imageId, idempotencyKey: randomUUID() };
    const { data } = await client.mutate({ mutation: DownloadOneDocument, variables });
    expect(data?.downloadImage?.download?.isReplay).toBe(false);
    expect(exchanges.every(({ method }) => method === 'POST')).toBe(true);
    expect(charges(service.simulator, imageId)).toBe(1);
  });
});

describe('a download', () => {
  it('is charged once when the app goes away and comes back with the same key', async () => {
    const imageId = service.freshImage();
    const variables = { imageId, idempotencyKey: randomUUID() };
    const gone = new AbortController();

    const sent = holdDownload(service.simulator);
    const first = failure(
      client.mutate({
        mutation: DownloadOneDocument,
        variables,
        context: { fetchOptions: { signal: gone.signal } },
      }),
    );
    await sent;
    gone.abort();
    expect(await first).toMatchObject({ name: 'AbortError' });

    const { data } = await client.mutate({ mutation: DownloadOneDocument, variables });
    expect(data?.downloadImage).toMatchObject({ userErrors: [], download: { isReplay: true } });
    expect(charges(service.simulator, imageId)).toBe(1);
  });

  it('whose answer was lost says so with a type of its own, and is charged once', async () => {
    service.simulator.inject({ operation: download, kind: 'resetAfterCommit' });
    const imageId = service.freshImage();
    const variables = { imageId, idempotencyKey: randomUUID() };
    const { data } = await client.mutate({ mutation: DownloadOneDocument, variables });
    const [error] = data?.downloadImage?.userErrors ?? [];
    expect(error).toMatchObject({ __typename: 'LinkLostError', code: 'LINK_LOST' });
    const again = await client.mutate({ mutation: DownloadOneDocument, variables });
    expect(again.data?.downloadImage?.userErrors).toMatchObject([{ code: 'LINK_LOST' }]);
    expect(charges(service.simulator, imageId)).toBe(1);
  });
});
