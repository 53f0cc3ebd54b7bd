import { asRecord, asString, parseJson } from '../decode.js';
import { errorDetail, retryAfterMs } from '../transport/response-health.js';
import { upstreamText } from '../transport/sent-secrets.js';
import type { UpstreamResponse } from '../transport/transport.js';

/** The decoded parts of an error response, whichever of Getty Images' body formats it has. */
export interface ErrorResponse {
  readonly status: number;
  /** The application's own code; `null` for responses of the API gateway and for bodies that are not JSON. */
  readonly code: string | null;
  readonly message: string | null;
  /** `error` of the `WWW-Authenticate` challenge, e.g. `invalid_token`; `null` without a challenge. */
  readonly challenge: string | null;
  /** `X-Error-Detail` or the older `X-Mashery-Error-Code`. */
  readonly detail: string | null;
  readonly retryAfterMs: number | null;
}

const CHALLENGE_ERROR = /\berror\s*=\s*"?([a-z_]+)"?/i;

/**
 * Decodes an error response of v2, v3 or OAuth2. Accepts the application's `{"ErrorCode","ErrorMessage"}`, the
 * gateway's `{"message"}`, 2014's `{"code","message"}`, RFC 6749's `{"error","error_description"}`, and no body.
 * @param now for `Retry-After` dates, ms
 */
export const parseErrorResponse = (response: UpstreamResponse, now: number): ErrorResponse => {
  const body = asRecord(parseJson(response.body));
  const challenge = response.headers['www-authenticate'];
  return {
    status: response.status,
    code: upstreamText(
      response,
      asString(body?.['ErrorCode']) ??
        asString(body?.['code']) ??
        asString(body?.['error']) ??
        asString(body?.['error_code']),
    ),
    message: upstreamText(
      response,
      asString(body?.['ErrorMessage']) ??
        asString(body?.['message']) ??
        asString(body?.['error_message']) ??
        asString(body?.['error_description']),
    ),
    challenge: challenge === undefined ? null : (CHALLENGE_ERROR.exec(challenge)?.[1]?.toLowerCase() ?? ''),
    detail: errorDetail(response.headers),
    retryAfterMs: retryAfterMs(response.headers['retry-after'], now),
  };
};
