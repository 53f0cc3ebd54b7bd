import { Directive, Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { defineEnum } from './define-enum.js';
import { GettyApi } from './errors.js';
import { Image, type ImageSource, PixelSize } from './image.js';
import { Node, PageInfo } from './paging.js';
import {
  ProductOffering,
  type ProductOfferingSource,
  ProductOfferingType,
  ProductOfferingTypeInput,
} from './product.js';
import { DateTimeScalar, UrlScalar } from './scalars.js';
import { Video, type VideoSource } from './video.js';

/** What sort of thing a download was of. */
export const AssetType = defineEnum(
  'AssetType',
  'What sort of thing was downloaded. New sorts read `UNKNOWN`.',
  {
    IMAGE: 'A picture, illustration or vector.',
    VIDEO: 'A video.',
    UNKNOWN: 'Something this API does not know yet.',
  },
);
/** What sort of thing a download was of. */
export type AssetType = keyof typeof AssetType;

/** From when to when. */
@ObjectType({ simpleResolvers: true, description: 'A span of time.' })
export class DateRange {
  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'First moment; `null` when the span has no beginning.',
  })
  from!: Date | string | null;

  @Field(() => DateTimeScalar, { description: 'Last moment.' })
  to!: Date | string;
}

/** Which past downloads to list. */
@InputType({ description: 'Which downloads to list.' })
export class DownloadHistoryFilter {
  @Field(() => DateTimeScalar, { nullable: true, description: 'Made at or after this moment.' })
  from?: Date | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Made at or before this moment.' })
  to?: Date | null;

  @Field(() => ProductOfferingTypeInput, { nullable: true, description: 'Made with this kind of product.' })
  productType?: ProductOfferingTypeInput | null;

  @Field(() => Boolean, {
    nullable: true,
    defaultValue: false,
    description: "The whole company's history; the account must be allowed to see it.",
  })
  companyWide?: boolean | null;
}

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

/** A row of the download history. */
@ObjectType({ simpleResolvers: true, description: 'A past download and its place in the list.' })
export class DownloadHistoryEdge {
  @Field(() => String, { description: 'The place. Opaque; good only with the same filter.' })
  cursor!: string;

  @Field(() => DownloadRecord, { description: 'The download.' })
  node!: DownloadRecordSource;
}

/** A page of the download history. */
@ObjectType({ simpleResolvers: true, description: 'One page of past downloads.' })
@Directive('@cacheControl(maxAge: 0, scope: PRIVATE)')
export class DownloadHistoryConnection {
  @Field(() => [DownloadHistoryEdge], { description: 'The downloads with their places in the list.' })
  edges!: readonly DownloadHistoryEdge[];

  @Field(() => [DownloadRecord], { description: 'The downloads alone.' })
  nodes!: readonly DownloadRecordSource[];

  @Field(() => PageInfo, { description: 'Where this page lies.' })
  pageInfo!: PageInfo;

  @Field(() => Int, { description: 'How many downloads there are in all.' })
  totalCount!: number;

  @Field(() => GettyApi, { description: 'Which Getty Images API answered.' })
  via!: GettyApi;

  @Field(() => DateRange, { description: 'The days the list covers.' })
  range!: DateRange;

  @Field(() => DateTimeScalar, {
    description: [
      'The moment this list is of. All pages reached by its cursors are of the same moment,',
      'so a download made meanwhile neither repeats nor hides an entry.',
    ].join('\n'),
  })
  asOf!: Date | string;
}
