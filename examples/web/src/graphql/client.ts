import { ApolloClient, ApolloLink, HttpLink } from '@apollo/client';
import { SetContextLink } from '@apollo/client/link/context';
import { createCache } from './cache';

declare module '@apollo/client' {
  // Tells the types of answers that data and errors may come together; see `defaultOptions` below.
  namespace ApolloClient {
    namespace DeclareDefaultOptions {
      interface WatchQuery {
        errorPolicy: 'all';
      }
      interface Query {
        errorPolicy: 'all';
      }
      interface Mutate {
        errorPolicy: 'all';
      }
    }
  }
}

/** Where the service answers. */
export const serviceUrl: string = import.meta.env.VITE_GRAPHQL_URL ?? 'http://127.0.0.1:4000/graphql';

/**
 * A client for one caller; another caller gets another client, so that nothing of the one is ever shown to the other.
 * There is no link that repeats requests by itself: a download is repeated by the person, under the same key.
 * @param token a Getty Images access token, or `null` for the service's own account
 */
export function createClient(token: string | null): ApolloClient {
  const signed = new SetContextLink(({ headers }) => ({
    headers: token === null ? headers : { ...headers, authorization: `Bearer ${token}` },
  }));
  return new ApolloClient({
    link: ApolloLink.from([signed, new HttpLink({ uri: serviceUrl })]),
    cache: createCache(),
    clientAwareness: { name: 'getty-graphql-web', version: '0.1.0' },
    defaultOptions: {
      // One side call that fails costs its own field, not the page.
      watchQuery: { errorPolicy: 'all' },
      query: { errorPolicy: 'all' },
      mutate: { errorPolicy: 'all' },
    },
  });
}
