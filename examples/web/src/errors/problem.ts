import { CombinedGraphQLErrors, ServerError, ServerParseError } from '@apollo/client/errors';
import { productLabel } from '../products/label';
import { formatDay, formatMoment } from '../ui/format';

/** The code of a request that never got an answer; the service cannot have one for that. */
export const CONNECTION_LOST = 'CONNECTION_LOST';

/** Something that did not work, from wherever it came. */
export interface Problem {
  /** A code of the service's catalogue, a newer one, or `CONNECTION_LOST`. */
  readonly code: string;
  /** The service's own words. */
  readonly message: string;
  readonly isRetryable: boolean;
  /** When trying again makes sense; `null`: whenever. */
  readonly retryAt: number | null;
  /** Facts worth showing: when a quota fills up again, which products would do. */
  readonly facts: readonly string[];
  /** What to tell the operator. */
  readonly requestId: string | null;
}

interface Reported {
  readonly message: string;
  readonly extensions?: Readonly<Record<string, unknown>> | undefined;
  readonly path?: readonly (string | number)[] | undefined;
}

const retryAt = (ms: unknown): number | null => (typeof ms === 'number' ? Date.now() + ms : null);

/** One entry of `errors`. */
export function fromReported({ message, extensions = {} }: Reported): Problem {
  const { code, isRetryable, retryAfterMs, requestId } = extensions;
  return {
    code: typeof code === 'string' ? code : 'INTERNAL_SERVER_ERROR',
    message,
    isRetryable: isRetryable === true,
    retryAt: retryAt(retryAfterMs),
    facts: [],
    requestId: typeof requestId === 'string' ? requestId : null,
  };
}

/** A DownloadError; kinds newer than this page have the first three fields as well. */
interface RefusedDownload {
  readonly code: string;
  readonly message: string;
  readonly isRetryable: boolean;
  readonly allowedProductTypes?: readonly string[];
  readonly resetsAt?: string | null;
  readonly retryAfterMs?: number;
  readonly record?: { readonly downloadedAt: string } | null;
  readonly upstreamCode?: string | null;
}

/** An entry of `userErrors`. */
export function fromUserError(error: RefusedDownload): Problem {
  const { allowedProductTypes = [], resetsAt, record, upstreamCode } = error;
  const facts = [
    ...(allowedProductTypes.length > 0
      ? [`It can be had with ${allowedProductTypes.map((type) => productLabel(type)).join(', ')}.`]
      : []),
    ...(resetsAt ? [`It fills up again on ${formatDay(resetsAt)}.`] : []),
    ...(record ? [`It counted on ${formatMoment(record.downloadedAt)}.`] : []),
    ...(upstreamCode ? [`Getty Images’ own reason: ${upstreamCode}.`] : []),
  ];
  const { code, message, isRetryable, retryAfterMs } = error;
  return { code, message, isRetryable, retryAt: retryAt(retryAfterMs), facts, requestId: null };
}

/** What the errors are that stand in an answer, or kept it from coming. */
export function reportedIn(error: unknown): readonly Reported[] {
  if (CombinedGraphQLErrors.is(error)) return error.errors;
  if (ServerError.is(error) || ServerParseError.is(error)) return reportedInBody(error.bodyText);
  return [];
}

/** A status of 4xx or 5xx from something between here and the service has no GraphQL in it, or has. */
function reportedInBody(body: string): readonly Reported[] {
  try {
    const { errors } = JSON.parse(body) as { errors?: unknown };
    return Array.isArray(errors) ? errors.filter((entry) => typeof entry?.message === 'string') : [];
  } catch {
    return [];
  }
}

/** The first thing that is wrong, which is the one to show. */
export function problemOf(error: unknown): Problem {
  const [first] = reportedIn(error);
  if (first) return fromReported(first);
  return {
    code: CONNECTION_LOST,
    message: error instanceof Error ? error.message : String(error),
    isRetryable: true,
    retryAt: null,
    facts: [],
    requestId: null,
  };
}
