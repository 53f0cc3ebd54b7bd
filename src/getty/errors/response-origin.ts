import { asRecord, asString, parseJson } from '../decode.js';
import { errorDetail, isRateLimited } from '../transport/response-health.js';
import type { UpstreamResponse } from '../transport/transport.js';
import { hasV2Sentence, parseV2ErrorResponse } from './classify-v2.js';
import { v3Codes } from './classify-v3.js';
import { parseErrorResponse } from './parse-error-response.js';
import { v1StatusCodes } from './v1-codes.js';
import type { V1Envelope } from './v1-envelope.js';

/**
 * Origin of an error response to a request that costs money.
 *
 *  - `application`: Getty Images' own code, by an application error code, v1's envelope, or one of v2's documented
 *    sentences.
 *  - `gateway`: the API gateway in front of that code, by one of its documented bodies or headers. It responds in place
 *    of the application, so nothing was charged.
 *  - `foreign`: anything else, such as a proxy's or a firewall's page. A proxy may have forwarded the request before it
 *    responded, so the response says nothing about the charge.
 */
export type ResponseOrigin = 'application' | 'gateway' | 'foreign';

type Response = Pick<UpstreamResponse, 'status' | 'headers' | 'body'>;

/**
 * Bodies `{"message": …}` of the API gateway, by status. Amazon's since 2020 (AE errors, DEV /docs, SAMPLES issue #1;
 * `Limit Exceeded` is its documented body for an exhausted usage plan), Mashery's before (V1DOC README).
 */
const GATEWAY_MESSAGES: ReadonlyMap<number, ReadonlySet<string>> = new Map([
  [401, new Set(['Unauthorized'])],
  [403, new Set(['Forbidden', 'Missing Authentication Token', 'Account Inactive'])],
  [
    429,
    new Set([
      'Too Many Requests',
      'Limit Exceeded',
      'Account Over Queries Per Second Limit',
      'Account Over Rate Limit',
    ]),
  ],
]);

/** The only documented v3 refusal whose JSON has a message and no code (2014, V1DOC README). */
const V3_SENTENCE = 'Invalid Request. Possible required parameter missing.';

/** The body of a response that is a JSON object and is declared as JSON; `null` for any other. */
const jsonOf = ({ headers, body }: Response): Readonly<Record<string, unknown>> | null =>
  /[/+]json\b/i.test(headers['content-type'] ?? '') ? asRecord(parseJson(body)) : null;

const isPage = ({ headers, body }: Response): boolean =>
  /\bhtml\b/i.test(headers['content-type'] ?? '') || body.trimStart().startsWith('<');

const isGateway = (response: Response): boolean => {
  const { status, headers, body } = response;
  // The header comes from the gateway; the body that comes with it differs between the documents.
  const detail = errorDetail(headers);
  if (detail !== null && isRateLimited({ status, detail })) return true;
  const json = jsonOf(response);
  if (json !== null) {
    const message = asString(json['message']);
    const isBare = message !== null && Object.keys(json).length === 1;
    if (isBare && GATEWAY_MESSAGES.get(status)?.has(message) === true) return true;
  }
  // RFC 6750's challenge, which Getty Images documents for tokens that are missing or expired.
  const isChallenge = status === 401 && parseErrorResponse(response, 0).challenge === 'invalid_token';
  return isChallenge && !isPage(response) && (body.trim() === '' || json !== null);
};

/** A code under `ErrorCode` is Getty Images' own form; under a common name only the documented codes are. */
const hasCode = (json: Readonly<Record<string, unknown>>, known: ReadonlyMap<string, unknown>): boolean => {
  if (asString(json['ErrorCode']) !== null) return true;
  const code = asString(json['code']) ?? asString(json['error_code']) ?? asString(json['error']);
  return code !== null && known.has(code);
};

/** Origin of an error response to `POST /v3/downloads/…`. Pure. */
export const originOfV3 = (response: Response): ResponseOrigin => {
  const json = jsonOf(response);
  if (json !== null && hasCode(json, v3Codes)) return 'application';
  if (response.status === 400 && json?.['message'] === V3_SENTENCE) return 'application';
  return isGateway(response) ? 'gateway' : 'foreign';
};

/**
 * Origin of an error response to `POST /v2/download/{ImageId}`. v2's documentation shows no error body, so its messages
 * are accepted as text and in JSON. Its echo of the coordination id proves nothing: a firewall that replaces a response
 * leaves headers in place. Pure.
 */
export const originOfV2 = (response: Response): ResponseOrigin => {
  const json = jsonOf(response);
  if (json !== null && (hasCode(json, v3Codes) || hasCode(json, v1StatusCodes))) return 'application';
  if (!isPage(response) && hasV2Sentence(parseV2ErrorResponse(response, 0))) return 'application';
  return isGateway(response) ? 'gateway' : 'foreign';
};

/** Origin of an error response to a v1 operation: v1 itself always sends its envelope with a reason in it. Pure. */
export const originOfV1 = (response: Response, envelope: V1Envelope): ResponseOrigin => {
  if (envelope.hasHeader && envelope.statusList.some((entry) => entry.code !== '')) return 'application';
  return isGateway(response) ? 'gateway' : 'foreign';
};

/**
 * Whether a response is the bare 403 that Getty Images documented in 2014 for an image outside the agreement. A
 * firewall's bare 403 looks the same, so it is a refusal only once the history has shown that nothing was charged.
 * Pure.
 */
export const isBare403 = ({ status, body }: Response): boolean => status === 403 && body.trim() === '';
