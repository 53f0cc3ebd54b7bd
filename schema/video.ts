import { Directive, Field, Float, ID, Int, ObjectType } from 'type-graphql';
import { AssetFamily, DisplaySize, LargestDownload, type LargestDownloadSource } from './image.js';
import { AssetOwnership, type AssetOwnershipSource } from './ownership.js';
import { Node } from './paging.js';
import { ProductOfferingType } from './product.js';

/** A size that a video can be downloaded in. */
@ObjectType({ simpleResolvers: true, description: 'One size of a video.' })
export class VideoDownloadSize {
  @Field(() => String, { description: "Getty Images' name for the size, e.g. `hd1`." })
  name!: string;

  @Field(() => String, { nullable: true, description: 'The size in words.' })
  description!: string | null;

  @Field(() => Int, { nullable: true, description: 'Width in pixels.' })
  width!: number | null;

  @Field(() => Int, { nullable: true, description: 'Height in pixels.' })
  height!: number | null;

  @Field(() => [ProductOfferingType], { description: 'The products that allow it.' })
  productTypes!: readonly ProductOfferingType[];
}

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

  @Field(() => AssetFamily, {
    description: 'Creative or editorial. Editorial videos may not be used in advertising.',
  })
  family!: AssetFamily;

  @Field(() => Float, {
    nullable: true,
    description: 'Length of the clip in seconds, without the frames of its last second.',
  })
  durationSeconds!: number | null;

  @Field(() => [LargestDownload], {
    nullable: true,
    description: [
      'The largest file of this video the caller may download, once per product that allows it.',
      '`[]`: the caller holds no product for it. `null`: it could not be read; see `errors`.',
    ].join('\n'),
  })
  @Directive('@cacheControl(maxAge: 60, scope: PRIVATE)')
  largestDownloads!: readonly LargestDownloadSource[] | null;

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
export type VideoSource = Omit<Video, 'id' | 'downloadSizes' | 'largestDownloads' | 'ownership'>;
