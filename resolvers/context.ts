/** What every resolver is given about the request it works for. */
export interface RequestContext {
  readonly requestId: string;
}
