import { ServiceError } from '../errors/service-error.js';
import type { GettyApi, StatusListEntry, UpstreamFailure } from '../errors/upstream-failure.js';
import { toServiceError } from '../getty/errors/to-service-error.js';
import type { DownloadResponse } from '../getty/model/download-response.js';
import type { UpstreamErrorKind } from '../getty/model/error-kind.js';
import type { Session } from '../getty/session.js';
import { downloadFailure } from './download-failure.js';
import type { DownloadRequest } from './download-request.js';
import type { Plan } from './download-task.js';
import { checkRequirements, quotaExhausted } from './refusal-reasons.js';
import type { Event } from './state-machine.js';

/** What is known when an answer is read. */
export interface ResponseContext {
  readonly request: DownloadRequest;
  readonly plan: Plan;
  readonly session: Session['kind'];
  /** A version that may be tried instead, should this one prove not to be there. */
  readonly next: GettyApi | null;
  /** Whether the image was read, and Getty Images wants to be called before it is used. */
  readonly isCallForImage?: boolean;
}

/** Added to the notices of a download whose image Getty Images wants to be called about. */
const CALL_FOR_IMAGE: StatusListEntry = {
  type: 'WARNING',
  code: 'CallForImage',
  message:
    'Getty Images wants to be called before this image is used. Contact your Getty Images representative.',
};

/** v1's word that another agreement than the chosen one paid. */
const ALTERNATIVE_AGREEMENT = 'AlternativeAgreement';

const toArgumentPath = (
  errorKind: Extract<UpstreamErrorKind, { kind: 'bad-input' }>,
  request: DownloadRequest,
): string | null => {
  switch (errorKind.argument) {
    case 'size':
      if (request.asset.type === 'video') return 'size';
      return request.height !== null || request.fileType === null ? 'height' : 'fileType';
    case 'productType':
    case 'productId':
    case 'imageId':
    case 'videoId':
      return errorKind.argument;
    default:
      return null;
  }
};

const toBadInput = (
  errorKind: Extract<UpstreamErrorKind, { kind: 'bad-input' }>,
  { request }: ResponseContext,
  upstream: UpstreamFailure,
): ServiceError => {
  const name = toArgumentPath(errorKind, request);
  const argument = name === null ? request.path : [...request.path, name];
  const said = upstream.message ?? upstream.code;
  return new ServiceError(
    'BAD_USER_INPUT',
    `${argument.join('.')}: Getty Images cannot use ${name === null ? 'the input' : 'this'}${said === null ? '' : ` (${said})`}; this call was not charged.`,
    { argument, upstream },
  );
};

const refusalToEvent = (
  errorKind: UpstreamErrorKind,
  facts: ResponseContext,
  upstream: UpstreamFailure,
): Event<Plan> => {
  const uncharged = (next: GettyApi | null): Event<Plan> => ({
    type: 'uncharged',
    error: toServiceError(errorKind, upstream, facts.session),
    next,
    isAnswered: true,
  });
  const refused = (): Event<Plan> => ({
    type: 'refused',
    failure: downloadFailure(
      'DOWNLOAD_REFUSED',
      `Getty Images refused the download${upstream.message === null ? '.' : `: ${upstream.message}`}`,
      { upstreamCode: upstream.code, upstream },
    ),
  });
  switch (errorKind.kind) {
    case 'token-rejected':
      return {
        type: 'token-rejected',
        error: toServiceError(errorKind, upstream, facts.session),
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
        error: toBadInput(errorKind, facts, upstream),
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
      return errorKind satisfies never;
  }
};

/** There is no such asset. */
export const assetNotFound = (request: DownloadRequest, upstream: UpstreamFailure | null) =>
  downloadFailure(
    'ASSET_NOT_FOUND',
    `There is no ${request.asset.type} ${request.asset.id} at Getty Images.`,
    {
      field: [...request.path, request.asset.type === 'image' ? 'imageId' : 'videoId'],
      upstream,
    },
  );

/** What the answer to one sent (or not sent) download means to the machine. Pure. */
export const responseToEvent = (response: DownloadResponse, facts: ResponseContext): Event<Plan> => {
  switch (response.kind) {
    case 'link': {
      const { api, ref } = facts.plan;
      // v2 chooses without saying, and here v1 says that the choice was not kept: then nobody knows who paid.
      const isSomeoneElse = response.notices.some((notice) => notice.code === ALTERNATIVE_AGREEMENT);
      const product = api === 'V2' || isSomeoneElse ? null : ref;
      const notices =
        facts.isCallForImage === true ? [...response.notices, CALL_FOR_IMAGE] : response.notices;
      return { type: 'link', result: { url: response.url, via: api, notices, product } };
    }
    case 'unknown':
      return { type: 'unknown', upstream: response.upstream };
    case 'not-sent':
      return {
        type: 'uncharged',
        error: response.error,
        next: response.error.isUnreachable ? facts.next : null,
        isAnswered: false,
      };
    case 'refused':
      return refusalToEvent(response.errorKind, facts, response.upstream);
    default:
      return response satisfies never;
  }
};
