/** The generations of Getty Images' HTTP APIs (OAuth2 calls are reported as `V3`). */
export type GettyApi = 'V3' | 'V2' | 'V1';

/** Severity of a v1 status entry; values that Getty Images may add later read `UNKNOWN`. */
export type StatusType = 'INFORMATION' | 'WARNING' | 'ERROR' | 'UNKNOWN';

/** One entry of v1's `ResponseHeader.StatusList`. */
export interface StatusListEntry {
  readonly type: StatusType;
  readonly code: string;
  readonly message: string | null;
}

/**
 * An error response of Getty Images, in the form that clients may see: never URLs with tokens, headers, raw bodies or
 * stacks.
 */
export interface UpstreamFailure {
  readonly api: GettyApi;
  /** E.g. `POST /v3/downloads/images/{id}` or `CreateDownloadRequest`; the template, never a filled-in path. */
  readonly operation: string;
  /** `null` where no response arrived. */
  readonly httpStatus: number | null;
  readonly code: string | null;
  readonly message: string | null;
  readonly statusList: readonly StatusListEntry[];
  readonly coordinationId: string | null;
}
