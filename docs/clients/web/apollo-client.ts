import { ApolloClient, ApolloLink, CombinedGraphQLErrors, HttpLink, InMemoryCache } from '@apollo/client';
import { PersistedQueryLink } from '@apollo/client/link/persisted-queries';
import { relayStylePagination } from '@apollo/client/utilities';
import { possibleTypes } from './schema-facts.js';

/** How to reach the service. */
export interface ApolloSettings {
  /** Its address, with `/graphql`. */
  readonly uri: string;
  /** e.g. `{ authorization: 'Bearer …' }`. */
  readonly headers: Record<string, string>;
  /** Left out: the browser's. */
  readonly fetch?: typeof fetch;
  /** SHA-256 of a text in hex, e.g. of `crypto-hash`. With it operations travel as hashes. */
  readonly sha256?: (text: string) => string | Promise<string>;
}

/** A cache that joins the pages of both lists, and keeps the parts of objects that were fetched by several queries. */
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
      // They have no `id`, so one query's fields would push out another's.
      DownloadQuota: { merge: true },
      DownloadRequirements: { merge: true },
      ImageCollection: { merge: true },
      ImageLicense: { merge: true },
      PixelSize: { merge: true },
    },
  });

/** A client for this service. No link that retries: a mutation is repeated by whoever knows its idempotency key. */
export function createApolloClient(
  { uri, headers, fetch, sha256 }: ApolloSettings,
  cache: InMemoryCache = createApolloCache(),
): ApolloClient {
  const http = new HttpLink({ uri, headers, ...(fetch && { fetch }) });
  const links = sha256 ? [new PersistedQueryLink({ sha256 }), http] : [http];
  return new ApolloClient({ link: ApolloLink.from(links), cache });
}

/** What a program looks at in an error: one of the schema's `ErrorCode`; `undefined` where no GraphQL came back. */
export function errorCode<Code extends string>(error: unknown): Code | undefined {
  const code = CombinedGraphQLErrors.is(error) ? error.errors[0]?.extensions?.['code'] : undefined;
  return code as Code | undefined;
}
