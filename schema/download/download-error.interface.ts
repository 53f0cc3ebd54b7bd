import { Field, InterfaceType } from 'type-graphql';
import { DownloadErrorCode } from '../errors/error-code.enums.js';
import { UpstreamFailure } from '../errors/upstream-failure.type.js';

/** Which type tells more about each code. */
const typeOfCode: Readonly<Record<DownloadErrorCode, string>> = {
  ASSET_NOT_FOUND: 'AssetNotFoundError',
  NOT_ENTITLED: 'NotEntitledError',
  QUOTA_EXHAUSTED: 'QuotaExhaustedError',
  DOWNLOAD_REQUIREMENTS_NOT_MET: 'DownloadRequirementsError',
  IDEMPOTENCY_KEY_REUSED: 'IdempotencyConflictError',
  OUTCOME_UNKNOWN: 'OutcomeUnknownError',
  LINK_LOST: 'LinkLostError',
  DOWNLOAD_REFUSED: 'DownloadRefusedError',
  ALREADY_OWNED: 'AlreadyOwnedError',
};

/** The name of the GraphQL type for a download error; a code without a type of its own is a plain refusal. */
export const downloadErrorTypeName = ({ code }: { readonly code: string }): string =>
  Object.hasOwn(typeOfCode, code) ? typeOfCode[code as DownloadErrorCode] : 'DownloadRefusedError';

/** What every reason for a download not to happen has in common. */
@InterfaceType('DownloadError', {
  description: 'Why a download did not happen. New kinds will come; every one has these fields.',
  resolveType: downloadErrorTypeName,
})
export abstract class DownloadError {
  @Field(() => DownloadErrorCode, { description: 'For programs. Does not change.' })
  code!: DownloadErrorCode;

  @Field(() => String, { description: 'For people. Its words may change; `code` does not.' })
  message!: string;

  @Field(() => [String], {
    nullable: true,
    description: 'Which part of the input it is about, e.g. `["items", "2", "projectCode"]`.',
  })
  field!: readonly string[] | null;

  @Field(() => Boolean, { description: 'Whether the same request may succeed later.' })
  isRetryable!: boolean;

  @Field(() => UpstreamFailure, {
    nullable: true,
    description: 'What Getty Images answered; `null` when it was not asked.',
  })
  upstream!: UpstreamFailure | null;
}
