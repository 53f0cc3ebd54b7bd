import { Field, ID, InputType } from 'type-graphql';
import { GettyApi } from '../errors/getty-api.enum.js';
import { IfOwned } from '../ownership.js';
import { ProductOfferingTypeInput } from '../product/product-offering-type.enum.js';

/** One video to download, and how. */
@InputType({ description: 'What video to download and how.' })
export class DownloadVideoInput {
  @Field(() => ID, { description: 'The video to download.' })
  videoId!: string;

  @Field(() => String, {
    nullable: true,
    description: 'Which size, by name, as `Video.downloadSizes` lists them. Left out: the largest.',
  })
  size?: string | null;

  @Field(() => ProductOfferingTypeInput, {
    nullable: true,
    description: "Which product to charge. Left out: Getty Images' first choice.",
  })
  productType?: ProductOfferingTypeInput | null;

  @Field(() => ID, { nullable: true, description: 'Which of several products of that type.' })
  productId?: string | null;

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
      'A random UUID (version 4) of your making, as in `DownloadImageInput`: the same key with the same input within 24 hours',
      'answers with the first answer and charges nothing. By another caller it is an error. Some services demand one.',
    ].join('\n'),
  })
  idempotencyKey?: string | null;

  @Field(() => GettyApi, { nullable: true, description: 'v3, or v1 (only under Easy Access). Left out: v3.' })
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
