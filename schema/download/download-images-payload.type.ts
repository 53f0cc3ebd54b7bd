import { Field, ID, Int, ObjectType } from 'type-graphql';
import { DownloadStatus } from './download.enums.js';
import { DownloadError } from './download-error.interface.js';
import type { DownloadErrorSource } from './download-error.types.js';
import { ImageDownload, type ImageDownloadSource } from './image-download.type.js';

/** The end of one item of `downloadImages`. */
@ObjectType({ simpleResolvers: true, description: 'What became of one of many downloads.' })
export class DownloadImagesResult {
  @Field(() => Int, { description: 'Place in `items`, from 0.' })
  index!: number;

  @Field(() => ID, { description: 'The image that was asked for.' })
  imageId!: string;

  @Field(() => DownloadStatus, { description: 'How it ended.' })
  status!: DownloadStatus;

  @Field(() => ImageDownload, {
    nullable: true,
    description: 'What may now be fetched. `null` unless `status` is `SUCCEEDED`.',
  })
  download!: ImageDownloadSource | null;

  @Field(() => [DownloadError], {
    description: [
      'Why it was not downloaded. Ask for it: if you do not, the same error is thrown into `errors`,',
      "at this result's `download`.",
    ].join('\n'),
  })
  userErrors!: readonly DownloadErrorSource[];
}

/** What a result is to begin with; its field resolvers decide whether an error is data or thrown. */
export type DownloadImagesResultSource = Omit<DownloadImagesResult, 'download' | 'userErrors'>;

/** The answer of `downloadImages`. */
@ObjectType({ simpleResolvers: true, description: 'What became of many downloads.' })
export class DownloadImagesPayload {
  @Field(() => String, { nullable: true, description: 'What the caller sent as `clientMutationId`.' })
  clientMutationId!: string | null;

  @Field(() => [DownloadImagesResult], { description: 'One per item, in the order given.' })
  results!: readonly DownloadImagesResultSource[];

  @Field(() => Int, { description: 'How many may now be fetched.' })
  succeededCount!: number;

  @Field(() => Int, { description: 'How many were refused.' })
  failedCount!: number;

  @Field(() => Int, { description: 'How many were not tried, because a limit was reached before.' })
  notAttemptedCount!: number;
}
