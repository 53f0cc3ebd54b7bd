import type { UpstreamFailure } from '../../errors/upstream-failure.js';
import type { DownloadResponse } from '../model/download-response.js';
import type { UpstreamErrorKind } from '../model/error-kind.js';
import { TransportError } from '../transport/errors.js';
import type { UpstreamResponse } from '../transport/transport.js';
import { type ErrorResponse, parseErrorResponse } from './parse-error-response.js';
import { isBare403, type ResponseOrigin } from './response-origin.js';
import { type OperationLabel, toUpstreamFailure, transportToServiceError } from './to-service-error.js';

/** Whether a link may be returned to a client: absolute and http(s), as v3 and v1 both send them. */
export const isHttpUrl = (text: string | null | undefined): text is string => {
  if (text === null || text === undefined) return false;
  try {
    const { protocol } = new URL(text);
    return protocol === 'https:' || protocol === 'http:';
  } catch {
    return false;
  }
};

/**
 * Maps a transport error of a download. Rethrows anything that is not a `TransportError`.
 * @param read decodes the response that may still come after a timeout (`TransportError.late`); must not throw
 */
export const toFailedDownloadResponse = (
  error: unknown,
  label: OperationLabel,
  read: ((response: UpstreamResponse) => DownloadResponse) | null = null,
): DownloadResponse => {
  if (!(error instanceof TransportError)) throw error;
  if (!error.isSent)
    return { kind: 'not-sent', code: error.code, error: transportToServiceError(error, label) };
  const upstream = toUpstreamFailure(label, null, null);
  if (error.late === null || read === null) return { kind: 'unknown', upstream };
  return {
    kind: 'unknown',
    upstream,
    late: error.late.then((response) => (response === null ? null : read(response))),
  };
};

/** What clients may see of a response that Getty Images did not write: its status, and none of its text. */
export const foreignUpstream = (upstream: UpstreamFailure): UpstreamFailure => ({
  ...upstream,
  code: null,
  message: null,
  statusList: [],
});

/**
 * Maps a refusal by its origin. Only Getty Images' own refusal proves that nothing was charged; after any other it is
 * unknown.
 */
export const refusedBy = (
  origin: ResponseOrigin,
  response: UpstreamResponse,
  errorKind: UpstreamErrorKind,
  upstream: UpstreamFailure,
): DownloadResponse => {
  if (errorKind.kind === 'outage') return { kind: 'unknown', upstream };
  if (origin !== 'foreign') return { kind: 'refused', errorKind, upstream };
  return {
    kind: 'unknown',
    upstream: foreignUpstream(upstream),
    ...(isBare403(response) ? { likely: { kind: 'no-authorization' } } : {}),
  };
};

/**
 * Decodes the response to a v2 or v3 download. The link may be in the body, a bare string (the sandbox of 2015), or in
 * `Location`. After a success without a link, any 5xx, and a refusal that Getty Images did not write, it is unknown
 * whether the download was charged.
 * @param link the candidate for the link from the body; `null` where the body was not readable
 */
export const parseDownloadResponse = (
  response: UpstreamResponse,
  link: string | null,
  label: OperationLabel,
  classify: (errorResponse: ErrorResponse) => UpstreamErrorKind,
  originOf: (response: UpstreamResponse) => ResponseOrigin,
  now: number,
  coordinationId: string | null,
): DownloadResponse => {
  const location = response.headers['location'];
  // Only the two redirects that mean "the result is there"; 301, 307 and 308 mean that the API itself moved.
  if ((response.status === 302 || response.status === 303) && isHttpUrl(location))
    return { kind: 'link', url: location, notices: [] };
  if (response.status >= 200 && response.status < 300) {
    if (isHttpUrl(link)) return { kind: 'link', url: link, notices: [] };
    if (isHttpUrl(location)) return { kind: 'link', url: location, notices: [] };
  }
  const errorResponse = parseErrorResponse(response, now);
  const upstream = toUpstreamFailure(label, errorResponse, coordinationId);
  if (response.status < 400) return { kind: 'unknown', upstream };
  return refusedBy(originOf(response), response, classify(errorResponse), upstream);
};
