import type { Download } from '../src/downloads/download.js';
import { type DownloadFailure, failureToServiceError } from '../src/downloads/download-failure.js';
import type { DownloadResult } from '../src/downloads/state-machine.js';
import type { ServiceError } from '../src/errors/service-error.js';
import type { GettyApi } from '../src/errors/upstream-failure.js';
import type { RequestContext } from './context.js';

/** A finished download as the graph shows it; its asset and product are looked up by field resolvers. */
export interface DownloadView {
  readonly url: string;
  readonly via: GettyApi;
  readonly notices: DownloadResult['notices'];
  readonly isReplay: boolean;
  readonly idempotencyKey: string;
  /** For the field resolvers. */
  readonly assetId: string;
  readonly product: DownloadResult['product'];
}

/** An expected failure as data. */
export type UserError = DownloadFailure;

/** How a download ended, in the graph's terms: a link, failures as data, or an error to throw. */
export interface DownloadResultView {
  readonly download: DownloadView | null;
  readonly userErrors: readonly UserError[];
  /** What to throw where `download` is asked for: trouble always, a failure where it was not asked for as data. */
  readonly error: ServiceError | null;
}

/** `field` is a path inside the input object, as the schema's example has it. */
const stripInputPrefix = (failure: DownloadFailure): UserError =>
  failure.field?.[0] === 'input' ? { ...failure, field: failure.field.slice(1) } : failure;

/**
 * Turns an outcome into what the graph answers.
 * @param selectsUserErrors whether the operation selects `userErrors`; if not, the same error is thrown, so that nothing
 *   is ever silently null
 * @param codes takes the code of what is given as data, which `errors` does not show
 */
export const toPayload = (
  { request, outcome, idempotencyKey }: Download,
  selectsUserErrors: boolean,
  { userErrorCodes: codes }: Pick<RequestContext, 'userErrorCodes'> = {},
): DownloadResultView => {
  if (selectsUserErrors && outcome.kind === 'failed') codes?.push(outcome.failure.code);
  if (selectsUserErrors && outcome.kind === 'not-attempted') codes?.push(outcome.cause.code);
  switch (outcome.kind) {
    case 'settled': {
      const { url, via, notices, product } = outcome.result;
      return {
        download: {
          url,
          via,
          notices,
          product,
          isReplay: outcome.isReplay,
          idempotencyKey,
          assetId: request.asset.id,
        },
        userErrors: [],
        error: null,
      };
    }
    case 'failed':
      return {
        download: null,
        userErrors: [stripInputPrefix(outcome.failure)],
        error: selectsUserErrors ? null : failureToServiceError(outcome.failure),
      };
    case 'not-attempted':
      return {
        download: null,
        userErrors: [stripInputPrefix(outcome.cause)],
        error: selectsUserErrors ? null : failureToServiceError(outcome.cause),
      };
    case 'error':
      return { download: null, userErrors: [], error: outcome.error };
    default:
      return outcome satisfies never;
  }
};
