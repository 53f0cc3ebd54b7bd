/// <reference types="vite/client" />

interface ImportMetaEnv {
  /** Where the GraphQL service answers. */
  readonly VITE_GRAPHQL_URL?: string;
}
