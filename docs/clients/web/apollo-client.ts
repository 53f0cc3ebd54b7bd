import {
  type ApolloCache,
  ApolloClient,
  ApolloLink,
  CombinedGraphQLErrors,
  HttpLink,
  InMemoryCache,
} from '@apollo/client';
import { SetContextLink } from '@apollo/client/link/context';
import { PersistedQueryLink } from '@apollo/client/link/persisted-queries';
import { relayStylePagination } from '@apollo/client/utilities';
import { possibleTypes } from './schema-facts.js';

/** How to reach the service. */
export interface ApolloSettings {
  /** Its address, with `/graphql`. */
  readonly uri: string;
  /** Headers of each request, e.g. `async () => ({ authorization: `Bearer ${await accessToken()}` })`; tokens expire. */
  readonly headers: Record<string, string> | (() => Promise<Record<string, string>>);
  /** Left out: the browser's. */
  readonly fetch?: typeof fetch;
  /** SHA-256 of a text in hex, e.g. of `crypto-hash`. With it operations travel as hashes. */
  readonly sha256?: (text: string) => string | Promise<string>;
}

/** Creates a cache that joins the pages of both lists, and merges the parts of objects that several queries fetch. */
export const createApolloCache = (types: Record<string, string[]> = possibleTypes): InMemoryCache =>
  new InMemoryCache({
    possibleTypes: types,
    typePolicies: {
      Query: {
        fields: {
          // One list for each of these arguments; `first` and `after` only say which part of it.
          searchImages: relayStylePagination(['phrase', 'filter', 'sort']),
          searchVideos: relayStylePagination(['phrase', 'filter', 'sort']),
          downloadHistory: relayStylePagination(['filter', 'via']),
        },
      },
      // They have no `id`, so one query's fields would replace another's.
      DownloadQuota: { merge: true },
      DownloadRequirements: { merge: true },
      ImageCollection: { merge: true },
      ImageLicense: { merge: true },
      PixelSize: { merge: true },
    },
  });

/** Creates a client for this service. No link retries: only the code that has a mutation's idempotency key repeats it. */
export function createApolloClient(
  { uri, headers, fetch, sha256 }: ApolloSettings,
  cache: InMemoryCache = createApolloCache(),
): ApolloClient {
  const authorize = new SetContextLink(async (previous) => ({
    headers: { ...previous['headers'], ...(typeof headers === 'function' ? await headers() : headers) },
  }));
  const http = new HttpLink({ uri, ...(fetch && { fetch }) });
  const links = [...(sha256 ? [new PersistedQueryLink({ sha256 })] : []), authorize, http];
  return new ApolloClient({ link: ApolloLink.from(links), cache });
}

/** Drops the history from the cache. Call it after each download: the next look at the history loads its first page. */
export function dropHistory(cache: ApolloCache): void {
  cache.evict({ id: 'ROOT_QUERY', fieldName: 'downloadHistory' });
  cache.gc();
}

/** Error code for programs: one of the schema's `ErrorCode`; `undefined` where no GraphQL came back. */
export function errorCode<Code extends string>(error: unknown): Code | undefined {
  const code = CombinedGraphQLErrors.is(error) ? error.errors[0]?.extensions?.['code'] : undefined;
  return code as Code | undefined;
}
