/** Who a request is made for, decided once at the edge (`server/access`). */
export type Caller =
  /** Sent `Authorization: Bearer`: that token is used for every upstream call of the request, and for nothing else. */
  | { readonly kind: 'token'; readonly token: string }
  /** Uses the service's own Getty Images account. `clientKey`: name of the client key that was presented. */
  | { readonly kind: 'service'; readonly clientKey?: string; readonly seesAll?: boolean }
  /** May read what the API key alone may read; everything about a customer is `UNAUTHENTICATED`. */
  | { readonly kind: 'anonymous' };

/** The application that a request comes from. */
export interface Client {
  /** Name of its client key; `null` where it presented none. */
  readonly key: string | null;
  /** Whether the operator lets its client key see the ledger entries of all client keys. */
  readonly seesAll?: boolean;
  /** What it calls itself in `apollographql-client-name`; `null` where it says nothing. Proves nothing. */
  readonly name: string | null;
}
