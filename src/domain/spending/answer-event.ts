import { ServiceError } from '../../errors/service-error.js';
import type { GettyApi, UpstreamFailure } from '../../errors/upstream-failure.js';
import { readFailure } from '../../getty/errors/read-failure.js';
import type { Verdict } from '../../getty/errors/verdict.js';
import type { SpendAnswer } from '../../getty/model/spend.js';
import type { Session } from '../../getty/session.js';
import { failure } from './download-failure.js';
import type { DownloadRequest } from './download-request.js';
import type { Plan } from './item.js';
import type { Event } from './machine.js';
import { checkRequirements, quotaExhausted } from './refusals.js';

/** What is known when an answer is read. */
export interface AnswerFacts {
  readonly request: DownloadRequest;
  readonly plan: Plan;
  readonly session: Session['kind'];
  /** A version that may be tried instead, should this one prove not to be there. */
  readonly next: GettyApi | null;
}

/** v1's word that another agreement than the chosen one paid. */
const ALTERNATIVE_AGREEMENT = 'AlternativeAgreement';

const argumentOf = (
  verdict: Extract<Verdict, { kind: 'bad-input' }>,
  request: DownloadRequest,
): string | null => {
  switch (verdict.argument) {
    case 'size':
      if (request.asset.type === 'video') return 'size';
      return request.height !== null || request.fileType === null ? 'height' : 'fileType';
    case 'productType':
    case 'productId':
    case 'imageId':
    case 'videoId':
      return verdict.argument;
    default:
      return null;
  }
};

const badInputOf = (
  verdict: Extract<Verdict, { kind: 'bad-input' }>,
  { request }: AnswerFacts,
  upstream: UpstreamFailure,
): ServiceError => {
  const name = argumentOf(verdict, request);
  const argument = name === null ? request.path : [...request.path, name];
  const said = upstream.message ?? upstream.code;
  return new ServiceError(
    'BAD_USER_INPUT',
    `${argument.join('.')}: Getty Images cannot use ${name === null ? 'the input' : 'this'}${said === null ? '' : ` (${said})`}; this call was not charged.`,
    { argument, upstream },
  );
};

const refusal = (verdict: Verdict, facts: AnswerFacts, upstream: UpstreamFailure): Event<Plan> => {
  const uncharged = (next: GettyApi | null): Event<Plan> => ({
    type: 'uncharged',
    error: readFailure(verdict, upstream, facts.session),
    next,
    isAnswered: true,
  });
  const refused = (): Event<Plan> => ({
    type: 'refused',
    failure: failure(
      'DOWNLOAD_REFUSED',
      `Getty Images refused the download${upstream.message === null ? '.' : `: ${upstream.message}`}`,
      { upstreamCode: upstream.code, upstream },
    ),
  });
  switch (verdict.kind) {
    case 'token-rejected':
      return {
        type: 'token-rejected',
        error: readFailure(verdict, upstream, facts.session),
        canReplace: facts.session === 'service',
      };
    case 'opaque-401':
      return { type: 'opaque-401', upstream };
    case 'rate-limited':
    case 'key-inactive':
    case 'user-token-required':
      return uncharged(null);
    case 'unknown-route':
      return uncharged(facts.next);
    case 'no-authorization':
      return { type: 'no-authorization', upstream };
    case 'quota-exhausted':
      return { type: 'refused', failure: quotaExhausted(facts.plan.product, facts.plan.ref, upstream) };
    case 'asset-not-found':
      return { type: 'refused', failure: assetNotFound(facts.request, upstream) };
    case 'requirements': {
      const unmet = checkRequirements(facts.request, facts.plan.product?.requirements ?? null, upstream);
      return unmet === null ? refused() : { type: 'refused', failure: unmet };
    }
    case 'bad-input':
      return {
        type: 'uncharged',
        error: badInputOf(verdict, facts, upstream),
        next: null,
        isAnswered: true,
      };
    case 'download-token': {
      const event = refused();
      return event.type === 'refused' ? { type: 'download-token-stale', failure: event.failure } : event;
    }
    case 'forbidden':
    case 'refused':
      return refused();
    case 'outage':
      return { type: 'unknown', upstream };
    default:
      return verdict satisfies never;
  }
};

/** There is no such asset. */
export const assetNotFound = (request: DownloadRequest, upstream: UpstreamFailure | null) =>
  failure('ASSET_NOT_FOUND', `There is no ${request.asset.type} ${request.asset.id} at Getty Images.`, {
    field: [...request.path, request.asset.type === 'image' ? 'imageId' : 'videoId'],
    upstream,
  });

/** What the answer to one sent (or not sent) download means to the machine. Pure. */
export const answerEvent = (answer: SpendAnswer, facts: AnswerFacts): Event<Plan> => {
  switch (answer.kind) {
    case 'link': {
      const { api, ref } = facts.plan;
      // v2 chooses without saying, and here v1 says that the choice was not kept: then nobody knows who paid.
      const isSomeoneElse = answer.notices.some((notice) => notice.code === ALTERNATIVE_AGREEMENT);
      const product = api === 'V2' || isSomeoneElse ? null : ref;
      return { type: 'link', settlement: { url: answer.url, via: api, notices: answer.notices, product } };
    }
    case 'unknown':
      return { type: 'unknown', upstream: answer.upstream };
    case 'not-sent':
      return {
        type: 'uncharged',
        error: answer.error,
        next: answer.error.isUnreachable ? facts.next : null,
        isAnswered: false,
      };
    case 'refused':
      return refusal(answer.verdict, facts, answer.upstream);
    default:
      return answer satisfies never;
  }
};
