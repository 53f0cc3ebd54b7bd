/** The generations of Getty Images' HTTP that this service speaks (OAuth2 calls are told as `V3`'s). */
export type GettyApi = 'V3' | 'V2' | 'V1';

/** How grave a v1 status entry is; words Getty may add later read `UNKNOWN`. */
export type StatusType = 'INFORMATION' | 'WARNING' | 'ERROR' | 'UNKNOWN';

/** One entry of v1's `ResponseHeader.StatusList`. */
export interface StatusListEntry {
  readonly type: StatusType;
  readonly code: string;
  readonly message: string | null;
}

/**
 * What Getty Images answered when it refused or failed, in the form that clients may see: never URLs with tokens,
 * headers, raw bodies or stacks.
 */
export interface UpstreamFailure {
  readonly api: GettyApi;
  /** E.g. `POST /v3/downloads/images/{id}` or `CreateDownloadRequest`; the template, never a filled-in path. */
  readonly operation: string;
  /** `null` when no answer came. */
  readonly httpStatus: number | null;
  readonly code: string | null;
  readonly message: string | null;
  readonly statusList: readonly StatusListEntry[];
  readonly coordinationId: string | null;
}
