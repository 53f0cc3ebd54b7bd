import { Client, type ClientOptions, type CombinedError, fetchExchange } from '@urql/core';
import { type Cache, cacheExchange } from '@urql/exchange-graphcache';
import { relayPagination } from '@urql/exchange-graphcache/extras';
import { possibleTypes, typesWithoutId } from './schema-facts.js';

/** How graphcache decides which fragments match; `possibleTypes` unless given. */
type Awareness = Pick<Parameters<typeof cacheExchange>[0] & object, 'schema' | 'possibleTypes'>;

/**
 * Creates a cache that joins the pages of both lists, and drops the history after each download.
 *
 * It is given `possibleTypes` rather than the whole `schema`: with the latter, graphcache throws on an object of a type
 * that was added to the schema after the page was opened, and a download's response may hold such an error.
 */
export const createGraphcache = (awareness: Awareness = { possibleTypes }) =>
  cacheExchange({
    ...awareness,
    keys: Object.fromEntries(typesWithoutId.map((name) => [name, () => null])),
    updates: {
      Mutation: {
        downloadImage: dropHistory,
        downloadImages: dropHistory,
        downloadVideo: dropHistory,
        downloadVideos: dropHistory,
      },
    },
    resolvers: {
      Query: {
        searchImages: relayPagination(),
        searchVideos: relayPagination(),
        downloadHistory: relayPagination(),
      },
    },
  });

/** Invalidates the history, which a download makes longer. A page that shows it loads it again. */
function dropHistory(_result: unknown, _arguments: unknown, cache: Cache): void {
  for (const { fieldName, fieldKey } of cache.inspectFields('Query'))
    if (fieldName === 'downloadHistory') cache.invalidate('Query', fieldKey);
}

/** Creates a client for this service. */
export function createUrqlClient(
  options: Omit<ClientOptions, 'exchanges'>,
  cache = createGraphcache(),
): Client {
  return new Client({
    exchanges: [cache, fetchExchange],
    // urql sends short queries by GET by default. Those are refused without the header
    // `apollo-require-preflight`, because any page could make a browser send them.
    preferGetMethod: false,
    ...options,
  });
}

/** Error code for programs: one of the schema's `ErrorCode`; `undefined` where no GraphQL came back. */
export const errorCode = <Code extends string>(error: CombinedError | undefined): Code | undefined =>
  error?.graphQLErrors[0]?.extensions['code'] as Code | undefined;
