import { parseJson } from '../decode.js';
import type { UpstreamErrorKind } from '../model/error-kind.js';
import { isRateLimited } from '../transport/response-health.js';
import type { UpstreamResponse } from '../transport/transport.js';
import { classifyV3 } from './classify-v3.js';
import { type ErrorResponse, parseErrorResponse } from './parse-error-response.js';
import { v1StatusCodes } from './v1-codes.js';

/** Characters of the longest plain-text body that is taken for a message. */
const MAX_SENTENCE = 300;

const isHtmlPage = (text: string): boolean => text.trimStart().startsWith('<');

const firstSentence = (body: string): string | null => {
  const text = body.trim();
  return text === '' || text.length > MAX_SENTENCE || isHtmlPage(text) || parseJson(text) instanceof Object
    ? null
    : text;
};

/** A decoded v2 error response. Its body format is documented nowhere: any known JSON format, text, or nothing. */
export interface V2ErrorResponse extends ErrorResponse {
  /** Whether the body is an HTML page: of a server in front of v2, or in its place. */
  readonly isHtmlPage: boolean;
}

/** Decodes a v2 error response. @param now for `Retry-After` dates, ms */
export const parseV2ErrorResponse = (response: UpstreamResponse, now: number): V2ErrorResponse => {
  const errorResponse = parseErrorResponse(response, now);
  return {
    ...errorResponse,
    message: errorResponse.message ?? firstSentence(response.body),
    isHtmlPage: isHtmlPage(response.body),
  };
};

/** Messages of v2's documentation, by status. The first match decides. */
const SENTENCES: ReadonlyMap<number, readonly (readonly [RegExp, UpstreamErrorKind])[]> = new Map<
  number,
  readonly (readonly [RegExp, UpstreamErrorKind])[]
>([
  [
    401,
    [
      // Both mean a token that does not represent a user who may download.
      [/secure token/i, { kind: 'user-token-required' }],
      [/fully authenticated/i, { kind: 'user-token-required' }],
    ],
  ],
  [
    403,
    [
      [/can\s?not be used|can['’]t be used/i, { kind: 'no-authorization' }],
      // Also sent where the allowance is exhausted; the caller's products tell which it is.
      [/no product offering/i, { kind: 'no-authorization' }],
      // A token was sent unencrypted: this service is misconfigured.
      [/secure token|\b(?:tls|ssl)\b/i, { kind: 'refused' }],
    ],
  ],
  [
    404,
    [
      [/authorization/i, { kind: 'no-authorization' }],
      [/image/i, { kind: 'asset-not-found' }],
    ],
  ],
]);

const wordsOf = (errorResponse: ErrorResponse): string =>
  [errorResponse.code, errorResponse.message, errorResponse.detail].filter((word) => word !== null).join(' ');

const sentenceOf = (errorResponse: ErrorResponse): UpstreamErrorKind | null =>
  SENTENCES.get(errorResponse.status)?.find(([pattern]) => pattern.test(wordsOf(errorResponse)))?.[1] ?? null;

/** Whether a response has one of the messages that v2's documentation lists for its status. Pure. */
export const hasV2Sentence = (errorResponse: ErrorResponse): boolean => sentenceOf(errorResponse) !== null;

/**
 * Classifies an error response of v2: by a v1 code, else by a documented message, else as v3. Pure.
 */
export const classifyV2 = (errorResponse: V2ErrorResponse): UpstreamErrorKind => {
  if (isRateLimited(errorResponse) || errorResponse.status >= 500) return classifyV3(errorResponse);
  const byCode = errorResponse.code === null ? undefined : v1StatusCodes.get(errorResponse.code);
  if (byCode !== undefined) return byCode;
  const bySentence = sentenceOf(errorResponse);
  if (bySentence !== null) return bySentence;
  // A page in place of the application's response: the host does not serve v2 (any more).
  if (errorResponse.status === 404 && errorResponse.isHtmlPage) return { kind: 'unknown-route' };
  // The id is the only input of a v2 download.
  if (errorResponse.status === 400) return { kind: 'bad-input', argument: 'imageId' };
  return classifyV3(errorResponse);
};
