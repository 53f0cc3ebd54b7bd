import { Directive, Field, ID, ObjectType } from 'type-graphql';
import { DisplaySize } from '../image/display-size.type.js';
import { AssetOwnership, type AssetOwnershipSource } from '../ownership.js';
import { Node } from '../paging/node.interface.js';
import { VideoDownloadSize } from './video-download-size.type.js';

/** A video of the catalogue. */
@ObjectType({
  implements: Node,
  simpleResolvers: true,
  description: 'A film clip in the Getty Images or iStock collections.',
})
@Directive('@cacheControl(maxAge: 300)')
export class Video implements Node {
  @Field(() => ID, {
    description: 'Opaque. Unique across all types. Give it to `node` or `video` to find this video again.',
  })
  id!: string;

  @Field(() => ID, { description: 'The number Getty Images prints on the video.' })
  assetId!: string;

  @Field(() => String, {
    nullable: true,
    description: "Title, in the caller's language (`Accept-Language`).",
  })
  title!: string | null;

  @Field(() => String, { nullable: true, description: 'What is to be seen.' })
  caption!: string | null;

  @Field(() => [DisplaySize], {
    nullable: true,
    description: 'Small pictures and previews to show on a screen.',
  })
  displaySizes!: readonly DisplaySize[] | null;

  @Field(() => [VideoDownloadSize], {
    nullable: true,
    description: 'The sizes that can be downloaded, by name; give one as `DownloadVideoInput.size`.',
  })
  @Directive('@cacheControl(maxAge: 60, scope: PRIVATE)')
  downloadSizes!: readonly VideoDownloadSize[] | null;

  @Field(() => AssetOwnership, {
    description: [
      'Whether the caller, or the caller’s company, has licensed this video before. From an index of the download history:',
      'no upstream call when it was read lately, else one for the whole operation, and `UNKNOWN` for what it does not show.',
    ].join('\n'),
  })
  @Directive('@cacheControl(maxAge: 0, scope: PRIVATE)')
  ownership!: AssetOwnershipSource;
}

/** What a video is to begin with; the rest is made by its field resolvers. */
export type VideoSource = Omit<Video, 'id' | 'downloadSizes' | 'ownership'>;
