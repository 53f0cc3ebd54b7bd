import { Directive, Field, ID, ObjectType } from 'type-graphql';
import { DownloadRecord, type DownloadRecordSource } from '../history/download-record.type.js';
import { AssetOwnership, type AssetOwnershipSource } from '../ownership.js';
import { Node } from '../paging/node.interface.js';
import { DateTimeScalar } from '../scalars/date-time.scalar.js';
import { DisplaySize } from './display-size.type.js';
import { ImageCollection } from './image-collection.type.js';
import { ImageLicense } from './image-license.type.js';
import { LargestDownload, type LargestDownloadSource } from './largest-download.type.js';
import { PixelSize } from './pixel-size.type.js';

/** An image of the catalogue. */
@ObjectType({
  implements: Node,
  simpleResolvers: true,
  description: 'A picture, illustration or vector in the Getty Images or iStock collections.',
})
@Directive('@cacheControl(maxAge: 300)')
export class Image implements Node {
  @Field(() => ID, {
    description: 'Opaque. Unique across all types. Give it to `node` or `image` to find this image again.',
  })
  id!: string;

  @Field(() => ID, { description: 'The number Getty Images prints on the image, e.g. `83454804`.' })
  assetId!: string;

  @Field(() => String, {
    nullable: true,
    description: "Title, in the caller's language (`Accept-Language`).",
  })
  title!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'What is to be seen, and when and where it was taken.',
  })
  caption!: string | null;

  @Field(() => String, { nullable: true, description: 'Who made it.' })
  artist!: string | null;

  @Field(() => String, { nullable: true, description: 'How to credit it in print.' })
  creditLine!: string | null;

  @Field(() => ImageCollection, { nullable: true, description: 'The collection it belongs to.' })
  collection!: ImageCollection | null;

  @Field(() => ImageLicense, { nullable: true, description: 'The terms it is offered under.' })
  license!: ImageLicense | null;

  @Field(() => PixelSize, { nullable: true, description: 'The largest size on offer.' })
  maxDimensions!: PixelSize | null;

  @Field(() => [DisplaySize], {
    nullable: true,
    description: 'Small watermarked pictures to show on a screen. Free of charge.',
  })
  displaySizes!: readonly DisplaySize[] | null;

  @Field(() => [String], { nullable: true, description: 'Words it can be found by.' })
  keywords!: readonly string[] | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was taken or made.' })
  createdAt!: Date | string | null;

  @Field(() => [LargestDownload], {
    nullable: true,
    description: [
      'The largest file of this image the caller may download, once per product that allows it.',
      '`[]`: the caller holds no product for it. `null`: could not be found out; see `errors`.',
    ].join('\n'),
  })
  @Directive('@cacheControl(maxAge: 60, scope: PRIVATE)')
  largestDownloads!: readonly LargestDownloadSource[] | null;

  @Field(() => [DownloadRecord], {
    nullable: true,
    description: [
      'When the caller downloaded this image before. Look here before paying again.',
      'One upstream call an image: at most 10 in an operation.',
    ].join('\n'),
  })
  @Directive('@cacheControl(maxAge: 0, scope: PRIVATE)')
  previousDownloads!: readonly DownloadRecordSource[] | null;

  @Field(() => AssetOwnership, {
    description: [
      'Whether the caller, or the caller’s company, has licensed this image before. From an index of the download history:',
      'no upstream call when it was read lately, else one for the whole operation, and `UNKNOWN` for what it does not show.',
    ].join('\n'),
  })
  @Directive('@cacheControl(maxAge: 0, scope: PRIVATE)')
  ownership!: AssetOwnershipSource;
}

/** What an image is to begin with; the rest is made by its field resolvers. */
export type ImageSource = Omit<
  Image,
  'id' | 'creditLine' | 'largestDownloads' | 'previousDownloads' | 'ownership'
>;
