import { Directive, Field, ID, ObjectType } from 'type-graphql';
import { AssetType } from '../image/asset.enums.js';
import { Image, type ImageSource } from '../image/image.type.js';
import { PixelSize } from '../image/pixel-size.type.js';
import { Node } from '../paging/node.interface.js';
import { ProductOffering, type ProductOfferingSource } from '../product/product-offering.type.js';
import { ProductOfferingType } from '../product/product-offering-type.enum.js';
import { DateTimeScalar } from '../scalars/date-time.scalar.js';
import { UrlScalar } from '../scalars/url.scalar.js';
import { Video, type VideoSource } from '../video/video.type.js';

/** An entry of the download history. */
@ObjectType({ implements: Node, simpleResolvers: true, description: 'A download that happened.' })
@Directive('@cacheControl(maxAge: 0, scope: PRIVATE)')
export class DownloadRecord implements Node {
  @Field(() => ID, {
    description: 'Opaque. Made of what Getty Images keeps of a download: the asset, the moment, the product.',
  })
  id!: string;

  @Field(() => ID, { nullable: true, description: 'The number Getty Images prints on the asset.' })
  assetId!: string | null;

  @Field(() => AssetType, { description: 'What sort of thing it was.' })
  assetType!: AssetType;

  @Field(() => DateTimeScalar, { description: 'When it was downloaded.' })
  downloadedAt!: Date | string;

  @Field(() => Image, {
    nullable: true,
    description: 'The image. `null` when the asset is no longer on offer, or is no image.',
  })
  image!: ImageSource | null;

  @Field(() => Video, {
    nullable: true,
    description: 'The video. `null` when the asset is no longer on offer, or is no video.',
  })
  video!: VideoSource | null;

  @Field(() => ProductOfferingType, { description: 'The kind of product that was charged.' })
  productType!: ProductOfferingType;

  @Field(() => String, { nullable: true, description: 'The kind as Getty Images names it.' })
  productTypeName!: string | null;

  @Field(() => ProductOffering, {
    nullable: true,
    description: 'The product that was charged; `null` when the caller no longer holds it.',
  })
  productOffering!: ProductOfferingSource | null;

  @Field(() => String, { nullable: true, description: 'The agreement it was made under.' })
  agreementName!: string | null;

  @Field(() => String, { nullable: true, description: "Getty Images' name for the size." })
  sizeName!: string | null;

  @Field(() => PixelSize, { nullable: true, description: 'The size in pixels.' })
  dimensions!: PixelSize | null;

  @Field(() => UrlScalar, { nullable: true, description: 'A small picture of it.' })
  thumbnailUrl!: string | null;

  @Field(() => String, { nullable: true, description: 'The note that was sent along.' })
  note!: string | null;

  @Field(() => String, { nullable: true, description: 'The project code that was sent along.' })
  projectCode!: string | null;

  @Field(() => String, { nullable: true, description: "Who did it, in a company's history." })
  downloadedBy!: string | null;
}

/** What an entry is to begin with; the rest is made by its field resolvers. */
export type DownloadRecordSource = Omit<DownloadRecord, 'id' | 'image' | 'video' | 'productOffering'>;
