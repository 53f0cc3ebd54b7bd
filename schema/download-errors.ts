import { Field, Int, InterfaceType, ObjectType } from 'type-graphql';
import { DownloadErrorCode, UpstreamFailure } from './errors.js';
import { DownloadRecord, type DownloadRecordSource } from './history.js';
import { AssetOwnership, type AssetOwnershipSource } from './ownership.js';
import {
  DownloadRequirements,
  ProductOffering,
  type ProductOfferingSource,
  ProductOfferingType,
} from './product.js';
import { DateTimeScalar } from './scalars.js';

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
  SPENDING_LIMIT_REACHED: 'SpendingLimitError',
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

/** `ASSET_NOT_FOUND` */
@ObjectType({
  implements: DownloadError,
  simpleResolvers: true,
  description: 'There is no such image or video.',
})
export class AssetNotFoundError extends DownloadError {}

/** `NOT_ENTITLED` */
@ObjectType({
  implements: DownloadError,
  simpleResolvers: true,
  description: 'The caller holds no product that allows this image (or this size of it).',
})
export class NotEntitledError extends DownloadError {
  @Field(() => [ProductOfferingType], { description: 'Products that would do.' })
  allowedProductTypes!: readonly ProductOfferingType[];
}

/** `QUOTA_EXHAUSTED` */
@ObjectType({
  implements: DownloadError,
  simpleResolvers: true,
  description: "The product's limit for this period is used up.",
})
export class QuotaExhaustedError extends DownloadError {
  @Field(() => ProductOffering, { nullable: true, description: 'The product that is used up.' })
  productOffering!: ProductOfferingSource | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it is filled up again.' })
  resetsAt!: Date | string | null;
}

/** What a used-up product's error is to begin with; the product is found by its field resolver. */
export type QuotaExhaustedErrorSource = Omit<QuotaExhaustedError, 'productOffering'>;

/** `DOWNLOAD_REQUIREMENTS_NOT_MET` */
@ObjectType({
  implements: DownloadError,
  simpleResolvers: true,
  description: 'The agreement wants a note or a project code.',
})
export class DownloadRequirementsError extends DownloadError {
  @Field(() => DownloadRequirements, { description: 'What has to be sent.' })
  requirements!: DownloadRequirements;
}

/** `IDEMPOTENCY_KEY_REUSED` */
@ObjectType({
  implements: DownloadError,
  simpleResolvers: true,
  description: 'The idempotency key was used before, with other input.',
})
export class IdempotencyConflictError extends DownloadError {}

/** `OUTCOME_UNKNOWN` */
@ObjectType({
  implements: DownloadError,
  simpleResolvers: true,
  description: [
    'The download was sent and its answer did not come; the download history does not (yet) show whether it counted.',
    'Call again with the same `idempotencyKey` after `retryAfterMs`: it looks before it downloads. Every such download',
    'ends: with its link, as `LINK_LOST`, free to be sent again, or with `isFinal`.',
  ].join('\n'),
})
export class OutcomeUnknownError extends DownloadError {
  @Field(() => DateTimeScalar, { description: 'When the history was looked at last.' })
  checkedAt!: Date | string;

  @Field(() => Int, {
    description: [
      'How long to wait, in milliseconds, until asking again with the same key can first tell more: seconds at first,',
      'longer the longer ago it was sent. Asking again reads the history and never pays twice.',
    ].join('\n'),
  })
  retryAfterMs!: number;

  @Field(() => String, {
    description: "The key to try again with: the caller's, or the one that was made for it.",
  })
  idempotencyKey!: string;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: "When the download was sent, by Getty Images' clock; `null` where that is not known.",
  })
  sentAt!: Date | string | null;

  @Field(() => Boolean, {
    description: [
      '`true`: nothing more can be found out (`isRetryable` is `false`). Compare `sentAt` and `candidates` with the',
      "customer's invoices or history; a new idempotency key downloads again, which may count again.",
    ].join('\n'),
  })
  isFinal!: boolean;

  @Field(() => [DownloadRecord], {
    description:
      'With `isFinal`: downloads of the asset in the history, each of which may be this one or another one.',
  })
  candidates!: readonly DownloadRecordSource[];
}

/** `LINK_LOST` */
@ObjectType({
  implements: DownloadError,
  simpleResolvers: true,
  description: [
    'It counted, but the answer with the link was lost. Downloading again may count again;',
    'that takes a new idempotency key.',
  ].join('\n'),
})
export class LinkLostError extends DownloadError {
  @Field(() => DownloadRecord, { nullable: true, description: 'The download as the history has it.' })
  record!: DownloadRecordSource | null;
}

/** `DOWNLOAD_REFUSED`, and whatever has no type of its own */
@ObjectType({
  implements: DownloadError,
  simpleResolvers: true,
  description: 'Any other refusal by Getty Images.',
})
export class DownloadRefusedError extends DownloadError {
  @Field(() => String, {
    nullable: true,
    description: "Getty Images' own code for it, e.g. `UserTokenRequired`.",
  })
  upstreamCode!: string | null;
}

/** `SPENDING_LIMIT_REACHED` */
@ObjectType({
  implements: DownloadError,
  simpleResolvers: true,
  description:
    "The client key's own limit for the day is reached (`CLIENT_SPENDING_LIMITS`). Nothing was sent, nothing was charged.",
})
export class SpendingLimitError extends DownloadError {
  @Field(() => Int, { description: 'How many downloads the client may spend in a day (UTC).' })
  limit!: number;

  @Field(() => Int, {
    description: 'How many it has spent today: charged, in flight, and those whose outcome is unknown.',
  })
  used!: number;

  @Field(() => DateTimeScalar, { description: 'When the next day begins and the count with it.' })
  resetsAt!: Date | string;
}

/** `ALREADY_OWNED` */
@ObjectType({
  implements: DownloadError,
  simpleResolvers: true,
  description: 'The asset was licensed before and `ifOwned` is REFUSE. Nothing was charged.',
})
export class AlreadyOwnedError extends DownloadError {
  @Field(() => AssetOwnership, { description: 'Who licensed it, and when last.' })
  ownership!: AssetOwnershipSource;
}

/** All kinds, for the schema to list: fields name only the interface. */
export const downloadErrorTypes = [
  AssetNotFoundError,
  NotEntitledError,
  QuotaExhaustedError,
  DownloadRequirementsError,
  IdempotencyConflictError,
  OutcomeUnknownError,
  LinkLostError,
  DownloadRefusedError,
  SpendingLimitError,
  AlreadyOwnedError,
] as const;

/** What stands in `userErrors` to begin with. */
export type DownloadErrorSource =
  | AssetNotFoundError
  | NotEntitledError
  | QuotaExhaustedErrorSource
  | DownloadRequirementsError
  | IdempotencyConflictError
  | OutcomeUnknownError
  | LinkLostError
  | DownloadRefusedError
  | SpendingLimitError
  | AlreadyOwnedError;
