import { Directive, Field, ObjectType } from 'type-graphql';
import { GettyApi } from '../errors/getty-api.enum.js';
import { StatusListEntry } from '../errors/status-list-entry.type.js';
import { ProductOffering, type ProductOfferingSource } from '../product/product-offering.type.js';
import { UrlScalar } from '../scalars/url.scalar.js';
import { Video, type VideoSource } from '../video/video.type.js';

/** The happy end of `downloadVideo`. */
@ObjectType({ simpleResolvers: true, description: 'A video that may now be fetched.' })
@Directive('@cacheControl(maxAge: 0, scope: PRIVATE)')
export class VideoDownload {
  @Field(() => UrlScalar, {
    description: 'Where the file is. Good for 24 hours, for anyone who has it: do not log or store it.',
  })
  url!: string;

  @Field(() => Video, { nullable: true, description: 'The video.' })
  video!: VideoSource | null;

  @Field(() => ProductOffering, {
    nullable: true,
    description: 'The product that was charged, with what is left of it now.',
  })
  productOffering!: ProductOfferingSource | null;

  @Field(() => GettyApi, { description: 'Which Getty Images API answered.' })
  via!: GettyApi;

  @Field(() => [StatusListEntry], {
    description:
      'What there is to say although it worked: v1 entries of type Information or Warning, and `IdempotencyKeyMissing` where the caller sent no key.',
  })
  notices!: readonly StatusListEntry[];

  @Field(() => Boolean, {
    description:
      '`true`: this is the answer to an earlier call with the same `idempotencyKey`; nothing was charged now.',
  })
  isReplay!: boolean;

  @Field(() => String, {
    description: "The key of this download: the caller's, or the one that was made for it.",
  })
  idempotencyKey!: string;
}

/** What a download is to begin with; the video and the product are found by its field resolvers. */
export type VideoDownloadSource = Omit<VideoDownload, 'video' | 'productOffering'>;
