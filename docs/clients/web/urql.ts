import { Client, type ClientOptions, type CombinedError, fetchExchange } from '@urql/core';
import { cacheExchange } from '@urql/exchange-graphcache';
import { relayPagination } from '@urql/exchange-graphcache/extras';
import { possibleTypes, typesWithoutId } from './schema-facts.js';

/** Told to graphcache: which fragments match (left out: by `possibleTypes`). */
type Awareness = Pick<Parameters<typeof cacheExchange>[0] & object, 'schema' | 'possibleTypes'>;

/**
 * A cache that joins the pages of both lists.
 *
 * It is given `possibleTypes` rather than the whole `schema`: with the latter, graphcache throws on an object of a type
 * that was added to the schema after the page was opened, and a download's answer may hold such an error.
 */
export const createGraphcache = (awareness: Awareness = { possibleTypes }) =>
  cacheExchange({
    ...awareness,
    keys: Object.fromEntries(typesWithoutId.map((name) => [name, () => null])),
    resolvers: {
      Query: {
        searchImages: relayPagination(),
        searchVideos: relayPagination(),
        downloadHistory: relayPagination(),
      },
    },
  });

/** A client for this service. */
export function createUrqlClient(
  options: Omit<ClientOptions, 'exchanges'>,
  cache = createGraphcache(),
): Client {
  return new Client({
    exchanges: [cache, fetchExchange],
    // urql sends short queries by GET unless told otherwise. Those are refused without the header
    // `apollo-require-preflight`, because any page could make a browser send them.
    preferGetMethod: false,
    ...options,
  });
}

/** What a program looks at in an error: one of the schema's `ErrorCode`; `undefined` where no GraphQL came back. */
export const errorCode = <Code extends string>(error: CombinedError | undefined): Code | undefined =>
  error?.graphQLErrors[0]?.extensions['code'] as Code | undefined;
