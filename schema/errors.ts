import { Field, Int, ObjectType } from 'type-graphql';
import {
  type DownloadErrorCode as DownloadErrorCodeName,
  downloadErrorCodes,
  type ErrorCode as ErrorCodeName,
  errorCatalog,
  errorCodes,
} from '../src/errors/catalog.js';
import { defineEnum } from './define-enum.js';

/** The descriptions of these codes, as the one table of errors has them. */
const describe = <Code extends ErrorCodeName>(codes: readonly Code[]): Record<Code, string> =>
  Object.fromEntries(codes.map((code) => [code, errorCatalog[code].description])) as Record<Code, string>;

/** Every reason a download may end with as data. */
export const DownloadErrorCode = defineEnum(
  'DownloadErrorCode',
  'Every reason a download may be refused. New reasons may come.',
  describe(downloadErrorCodes),
);
/** A reason a download may end with as data. */
export type DownloadErrorCode = DownloadErrorCodeName;

/** Every code an error may bear. */
export const ErrorCode = defineEnum(
  'ErrorCode',
  'What `errors[].extensions.code` may read. Listed here so that generated clients know them.',
  describe(errorCodes),
);
/** A code an error may bear. */
export type ErrorCode = ErrorCodeName;

/** The Getty Images APIs that an answer can come from and that `via` can ask for. */
export const GettyApi = defineEnum('GettyApi', 'The Getty Images APIs behind this one.', {
  V3: '`api.gettyimages.com/v3`: REST. Search, metadata, products, history, and downloads one at a time.',
  V2: '`connect.gettyimages.com/v2`: single-step download.',
  V1: '`connect.gettyimages.com/v1`: authorizations, download requests and previous downloads, many at a time.',
});
/** One of the Getty Images APIs. */
export type GettyApi = keyof typeof GettyApi;

/** How grave an entry of v1's `StatusList` is. */
export const StatusType = defineEnum('StatusType', 'How grave a status entry is. New kinds read `UNKNOWN`.', {
  INFORMATION: 'Worth knowing; nothing went wrong.',
  WARNING: 'It worked, but not quite as asked, e.g. another agreement was charged.',
  ERROR: 'It did not work.',
  UNKNOWN: 'Getty Images used a word this API does not know yet.',
});
/** How grave a status entry is. */
export type StatusType = keyof typeof StatusType;

/** An entry of v1's `ResponseHeader.StatusList`. */
@ObjectType({ simpleResolvers: true, description: "An entry of v1's `StatusList`." })
export class StatusListEntry {
  @Field(() => StatusType, { description: 'How grave it is.' })
  type!: StatusType;

  @Field(() => String, {
    description: "Getty Images' status code, e.g. `ImageNotFound`, `AlternativeAgreement`.",
  })
  code!: string;

  @Field(() => String, { nullable: true, description: "Getty Images' words for it." })
  message!: string | null;
}

/** What Getty Images answered, as clients may see it. */
@ObjectType({ simpleResolvers: true, description: 'What Getty Images answered when it refused or failed.' })
export class UpstreamFailure {
  @Field(() => GettyApi, { description: 'Which of its APIs.' })
  api!: GettyApi;

  @Field(() => String, {
    description: 'Which operation, e.g. `CreateDownloadRequest` or `POST /v3/downloads/images/{id}`.',
  })
  operation!: string;

  @Field(() => Int, {
    nullable: true,
    description: 'The HTTP status; 200 for most v1 errors. `null` when no answer came.',
  })
  httpStatus!: number | null;

  @Field(() => String, {
    nullable: true,
    description: "Getty Images' own code, e.g. `NoDownloadAuthorization`.",
  })
  code!: string | null;

  @Field(() => String, { nullable: true, description: "Getty Images' own words. They may change." })
  message!: string | null;

  @Field(() => [StatusListEntry], { description: "The entries of v1's `StatusList`; `[]` for v2 and v3." })
  statusList!: readonly StatusListEntry[];

  @Field(() => String, {
    nullable: true,
    description: 'The id by which this call can be found in the logs of both sides.',
  })
  coordinationId!: string | null;
}

/** A row of the table of errors. */
@ObjectType({ simpleResolvers: true, description: 'One error this API can answer with.' })
export class ErrorCatalogEntry {
  @Field(() => ErrorCode, { description: 'What `extensions.code` reads.' })
  code!: ErrorCode;

  @Field(() => String, { description: 'When it happens and what to do.' })
  description!: string;

  @Field(() => Int, {
    nullable: true,
    description: 'HTTP status of the answer, where this error decides it.',
  })
  httpStatus!: number | null;

  @Field(() => Boolean, { description: 'Whether the same request may succeed later.' })
  isRetryable!: boolean;
}
