import { parseJson } from '../decode.js';
import type { UpstreamAnswer } from '../transport/transport.js';
import { isRateLimited, type RefusedAnswer, readRefused } from './answer.js';
import { v1StatusCodes } from './v1-codes.js';
import { judgeV3 } from './v3.js';
import type { Verdict } from './verdict.js';

/** A plain-text body longer than this is no sentence. */
const MAX_SENTENCE = 300;

const isPage = (text: string): boolean => text.trimStart().startsWith('<');

const sentence = (body: string): string | null => {
  const text = body.trim();
  return text === '' || text.length > MAX_SENTENCE || isPage(text) || parseJson(text) instanceof Object
    ? null
    : text;
};

/** An unsuccessful v2 answer. What its body looks like is documented nowhere: any known JSON form, text, or nothing. */
export interface V2Refused extends RefusedAnswer {
  /** An HTML page: it came from a server in front of v2, or in its place. */
  readonly isPage: boolean;
}

/** Reads an unsuccessful v2 answer. @param now for `Retry-After` dates, ms */
export const readV2Refused = (answer: UpstreamAnswer, now: number): V2Refused => {
  const refused = readRefused(answer, now);
  return { ...refused, message: refused.message ?? sentence(answer.body), isPage: isPage(answer.body) };
};

/** The sentences of v2's documentation, by status. The first that fits decides. */
const SENTENCES: ReadonlyMap<number, readonly (readonly [RegExp, Verdict])[]> = new Map<
  number,
  readonly (readonly [RegExp, Verdict])[]
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

const wordsOf = (refused: RefusedAnswer): string =>
  [refused.code, refused.message, refused.detail].filter((word) => word !== null).join(' ');

const sentenceOf = (refused: RefusedAnswer): Verdict | null =>
  SENTENCES.get(refused.status)?.find(([pattern]) => pattern.test(wordsOf(refused)))?.[1] ?? null;

/** Whether a response has one of the sentences that v2's documentation lists for its status. Pure. */
export const hasV2Sentence = (refused: RefusedAnswer): boolean => sentenceOf(refused) !== null;

/**
 * What an unsuccessful v2 answer means: by a code of v1's, else by one of the documented sentences, else as v3 would
 * mean it. Pure.
 */
export const judgeV2 = (refused: V2Refused): Verdict => {
  if (isRateLimited(refused) || refused.status >= 500) return judgeV3(refused);
  const byCode = refused.code === null ? undefined : v1StatusCodes.get(refused.code);
  if (byCode !== undefined) return byCode;
  const bySentence = sentenceOf(refused);
  if (bySentence !== null) return bySentence;
  // A page in place of the application's answer: v2 is not there (any more).
  if (refused.status === 404 && refused.isPage) return { kind: 'unknown-route' };
  // The id is all that a v2 download takes.
  if (refused.status === 400) return { kind: 'bad-input', argument: 'imageId' };
  return judgeV3(refused);
};
