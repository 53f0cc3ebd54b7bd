import { parseJson } from '../decode.js';
import type { UpstreamErrorKind } from '../model/error-kind.js';
import { isRateLimited } from '../transport/response-health.js';
import type { UpstreamResponse } from '../transport/transport.js';
import { classifyV3 } from './classify-v3.js';
import { type ErrorResponse, parseErrorResponse } from './parse-error-response.js';
import { v1StatusCodes } from './v1-codes.js';

/** A plain-text body longer than this is no sentence. */
const MAX_SENTENCE = 300;

const isHtmlPage = (text: string): boolean => text.trimStart().startsWith('<');

const firstSentence = (body: string): string | null => {
  const text = body.trim();
  return text === '' || text.length > MAX_SENTENCE || isHtmlPage(text) || parseJson(text) instanceof Object
    ? null
    : text;
};

/** An unsuccessful v2 answer. What its body looks like is documented nowhere: any known JSON form, text, or nothing. */
export interface V2ErrorResponse extends ErrorResponse {
  /** An HTML page: it came from a server in front of v2, or in its place. */
  readonly isHtmlPage: boolean;
}

/** Reads an unsuccessful v2 answer. @param now for `Retry-After` dates, ms */
export const parseV2ErrorResponse = (response: UpstreamResponse, now: number): V2ErrorResponse => {
  const errorResponse = parseErrorResponse(response, now);
  return {
    ...errorResponse,
    message: errorResponse.message ?? firstSentence(response.body),
    isHtmlPage: isHtmlPage(response.body),
  };
};

/** The sentences of v2's documentation, by status. The first that fits decides. */
const SENTENCES: ReadonlyMap<number, readonly (readonly [RegExp, UpstreamErrorKind])[]> = new Map<
  number,
  readonly (readonly [RegExp, UpstreamErrorKind])[]
>([
  [
    401,
    [
      // Both mean a token that stands for nobody who may download.
      [/secure token/i, { kind: 'user-token-required' }],
      [/fully authenticated/i, { kind: 'user-token-required' }],
    ],
  ],
  [
    403,
    [
      [/can\s?not be used|can['’]t be used/i, { kind: 'no-authorization' }],
      // Also said where the allowance is used up; the caller's products tell which it is.
      [/no product offering/i, { kind: 'no-authorization' }],
      // A token sent unencrypted: this service is set up wrongly.
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

/** Whether a response has one of the sentences that v2's documentation lists for its status. Pure. */
export const hasV2Sentence = (errorResponse: ErrorResponse): boolean => sentenceOf(errorResponse) !== null;

/**
 * What an unsuccessful v2 answer means: by a code of v1's, else by one of the documented sentences, else as v3 would
 * mean it. Pure.
 */
export const classifyV2 = (errorResponse: V2ErrorResponse): UpstreamErrorKind => {
  if (isRateLimited(errorResponse) || errorResponse.status >= 500) return classifyV3(errorResponse);
  const byCode = errorResponse.code === null ? undefined : v1StatusCodes.get(errorResponse.code);
  if (byCode !== undefined) return byCode;
  const bySentence = sentenceOf(errorResponse);
  if (bySentence !== null) return bySentence;
  // A page in place of the application's answer: v2 is not there (any more).
  if (errorResponse.status === 404 && errorResponse.isHtmlPage) return { kind: 'unknown-route' };
  // The id is all that a v2 download takes.
  if (errorResponse.status === 400) return { kind: 'bad-input', argument: 'imageId' };
  return classifyV3(errorResponse);
};
