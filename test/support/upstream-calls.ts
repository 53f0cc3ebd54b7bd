import type { RecordedRequest } from '../../simulator/src/index.js';

/** A call to Getty Images as a test looks at it. */
export interface Call {
  readonly operation: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  /** The body where it is JSON, else `null`. */
  readonly body: Readonly<Record<string, unknown>> | null;
  readonly status: number | null;
}

const parsed = (text: string): Call['body'] => {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : null;
  } catch {
    return null;
  }
};

/** Calls to v1, v2 and v3, without token calls, deliveries and thumbnails. */
export const callsOf = (requests: readonly RecordedRequest[]): readonly Call[] =>
  requests
    .filter(({ api }) => api === 'v1' || api === 'v2' || api === 'v3')
    .map(({ operation, path, query, headers, body, status }) => ({
      operation,
      path,
      query,
      headers,
      body: parsed(body),
      status,
    }));

/** Those that may cost a customer money. */
export const spendingCalls = (calls: readonly Call[]): readonly Call[] =>
  calls.filter(({ operation }) =>
    /^POST \/v3\/downloads|^POST \/v2\/download|^CreateDownloadRequest$/.test(operation),
  );
