import { Field, ID, InputType, Int } from 'type-graphql';
import { GettyApi } from '../errors/getty-api.enum.js';
import { IfOwned } from '../ownership.js';
import { ProductOfferingTypeInput } from '../product/product-offering-type.enum.js';
import { DownloadFileType } from './download.enums.js';

/** One image to download, and how. */
@InputType({ description: 'What to download and how.' })
export class DownloadImageInput {
  @Field(() => ID, { description: 'The image to download.' })
  imageId!: string;

  @Field(() => ProductOfferingTypeInput, {
    nullable: true,
    description: "Which product to charge. Left out: Getty Images' first choice.",
  })
  productType?: ProductOfferingTypeInput | null;

  @Field(() => ID, { nullable: true, description: 'Which of several products of that type.' })
  productId?: string | null;

  @Field(() => DownloadFileType, {
    nullable: true,
    description: "Which format. Left out: Getty Images' first choice.",
  })
  fileType?: DownloadFileType | null;

  @Field(() => Int, { nullable: true, description: 'Pixel height of a smaller size. Left out: the largest.' })
  height?: number | null;

  @Field(() => String, {
    nullable: true,
    description: 'Wanted by some agreements; see `ProductOffering.requirements`.',
  })
  note?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Wanted by some agreements; see `ProductOffering.requirements`.',
  })
  projectCode?: string | null;

  @Field(() => String, {
    nullable: true,
    description: [
      'A random UUID (version 4) of your making, best one per wish of a person. The same key with the same input within 24 hours',
      'answers with the first answer and charges nothing. The same key with other input, or by another caller, is an error.',
      'Left out: a new download, under a key that the answer names; if the answer is lost, asking again may be charged again.',
      'Some services demand a key (`REQUIRE_IDEMPOTENCY_KEY`); a download without one is `BAD_USER_INPUT` there.',
    ].join('\n'),
  })
  idempotencyKey?: string | null;

  @Field(() => GettyApi, {
    nullable: true,
    description: [
      'Which Getty Images API to use. Left out: v3, or for many images the v1 pair that takes them all in two calls.',
      'v1 and v2 know neither `fileType`, `height`, `note` nor `projectCode`; v2 chooses the product itself.',
    ].join('\n'),
  })
  via?: GettyApi | null;

  @Field(() => IfOwned, {
    nullable: true,
    defaultValue: IfOwned.DOWNLOAD,
    description: [
      'What to do when the asset was licensed before. REFUSE returns `AlreadyOwnedError` and charges nothing: the newest',
      'history is read first, and of two callers that ask for one asset at the same time one is charged.',
    ].join('\n'),
  })
  ifOwned?: IfOwned | null;

  @Field(() => String, { nullable: true, description: 'Sent back as it is.' })
  clientMutationId?: string | null;
}
