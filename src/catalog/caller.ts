/** Who a request is made for, decided once at the edge (`server/access`). */
export type Caller =
  /** Sent `Authorization: Bearer`: that token is used for every upstream call of the request, and for nothing else. */
  | { readonly kind: 'token'; readonly token: string }
  /** Uses the service's own Getty Images account. */
  | { readonly kind: 'service' }
  /** May read what the API key alone may read; everything about a customer is `UNAUTHENTICATED`. */
  | { readonly kind: 'anonymous' };
