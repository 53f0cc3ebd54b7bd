import { Field, ObjectType } from 'type-graphql';
import { DownloadError } from './download-error.interface.js';
import type { DownloadErrorSource } from './download-error.types.js';
import { VideoDownload, type VideoDownloadSource } from './video-download.type.js';

/** The answer of `downloadVideo`. */
@ObjectType({ simpleResolvers: true, description: 'What became of a video download.' })
export class DownloadVideoPayload {
  @Field(() => String, { nullable: true, description: 'What the caller sent as `clientMutationId`.' })
  clientMutationId!: string | null;

  @Field(() => VideoDownload, {
    nullable: true,
    description: 'What may now be fetched. `null` when `userErrors` is not empty.',
  })
  download!: VideoDownloadSource | null;

  @Field(() => [DownloadError], {
    description:
      'Why it was not downloaded. Ask for it: if you do not, the same error is thrown into `errors`.',
  })
  userErrors!: readonly DownloadErrorSource[];
}

/** What the payload is to begin with; its field resolvers decide whether an error is data or thrown. */
export type DownloadVideoPayloadSource = Omit<DownloadVideoPayload, 'download' | 'userErrors'>;
