import { Directive, Field, ID, Int, ObjectType } from 'type-graphql';
import { defineEnum } from './define-enum.js';
import { DownloadFile } from './download.js';
import { DownloadRecord, type DownloadRecordSource } from './history.js';
import { AssetOwnership, type AssetOwnershipSource } from './ownership.js';
import { Node } from './paging.js';
import { ProductOffering, type ProductOfferingSource, ProductOfferingType } from './product.js';
import { DateTimeScalar, UrlScalar } from './scalars.js';

/** The terms an image is offered under. */
export const LicenseModel = defineEnum('LicenseModel', 'A kind of licence. New kinds read `UNKNOWN`.', {
  RIGHTS_MANAGED: 'Licensed for one particular use: where, how long, how large.',
  ROYALTY_FREE: 'Licensed once for many uses.',
  UNKNOWN: 'A kind this API does not know yet; `modelName` has Getty Images’ own word.',
});
/** The terms an image is offered under. */
export type LicenseModel = keyof typeof LicenseModel;

/** The shape of an image. */
export const ImageOrientation = defineEnum('ImageOrientation', 'The shape of an image.', {
  HORIZONTAL: 'Wider than high.',
  VERTICAL: 'Higher than wide.',
  SQUARE: 'About as wide as high.',
  PANORAMIC_HORIZONTAL: 'Very much wider than high.',
  PANORAMIC_VERTICAL: 'Very much higher than wide.',
});
/** The shape of an image. */
export type ImageOrientation = keyof typeof ImageOrientation;

/** The family of an asset, as it is shown. */
export const AssetFamily = defineEnum('AssetFamily', "The two families of Getty Images' content.", {
  CREATIVE: 'Made to illustrate ideas; may be used in advertising.',
  EDITORIAL: 'News, sport, entertainment and archive; may not be used in advertising.',
  UNKNOWN: 'A family this API does not know yet, or one that Getty Images does not say.',
});
/** The family of an asset, as it is shown. */
export type AssetFamily = keyof typeof AssetFamily;

/** What may be done with an image. */
@ObjectType({
  simpleResolvers: true,
  description: "What may be done with an image, in Getty Images' own words.",
})
export class ImageUsage {
  @Field(() => String, { nullable: true, description: 'How the image can be used.' })
  howCanIUseIt!: string | null;

  @Field(() => String, { nullable: true, description: 'Model and property releases.' })
  releaseInfo!: string | null;

  @Field(() => [String], { description: 'Restrictions on the use of the image; `[]`: none known.' })
  restrictions!: readonly string[];
}

/** Width and height. */
@ObjectType({ simpleResolvers: true, description: 'A size in pixels.' })
export class PixelSize {
  @Field(() => Int, { description: 'Width in pixels.' })
  width!: number;

  @Field(() => Int, { description: 'Height in pixels.' })
  height!: number;
}

/** A picture to show, not to print. */
@ObjectType({ simpleResolvers: true, description: 'A small picture for showing on a screen.' })
export class DisplaySize {
  @Field(() => String, { description: "Getty Images' name for the size: `thumb`, `preview`, `comp`." })
  name!: string;

  @Field(() => UrlScalar, { description: 'Where the picture is.' })
  url!: string;

  @Field(() => Boolean, { nullable: true, description: 'Whether a watermark lies over it.' })
  isWatermarked!: boolean | null;
}

/** A collection of images. */
@ObjectType({ simpleResolvers: true, description: 'The collection an image belongs to.' })
export class ImageCollection {
  @Field(() => String, {
    nullable: true,
    description: 'Short code of the collection; give it as `ImageSearchFilter.collectionCodes`.',
  })
  code!: string | null;

  @Field(() => String, { nullable: true, description: "Name of the collection, in the caller's language." })
  name!: string | null;
}

/** An image's terms. */
@ObjectType({ simpleResolvers: true, description: 'The terms an image is offered under.' })
export class ImageLicense {
  @Field(() => LicenseModel, { description: 'Kind of licence.' })
  model!: LicenseModel;

  @Field(() => String, { nullable: true, description: 'The kind as Getty Images names it.' })
  modelName!: string | null;
}

/** The largest download of an image under one product. */
@ObjectType({
  simpleResolvers: true,
  description: 'The largest download of an image that one product allows.',
})
@Directive('@cacheControl(maxAge: 60, scope: PRIVATE)')
export class LargestDownload {
  @Field(() => ProductOfferingType, { description: 'The kind of product that allows it.' })
  productType!: ProductOfferingType;

  @Field(() => String, {
    description: 'The product as Getty Images names it, for a type this API does not know yet.',
  })
  productTypeName!: string;

  @Field(() => ProductOffering, {
    nullable: true,
    description: 'The product to be charged. `null` when Getty Images does not say which of several it is.',
  })
  productOffering!: ProductOfferingSource | null;

  @Field(() => Boolean, {
    nullable: true,
    description: [
      '`true` when downloading now would cost nothing, `null` when Getty Images does not say. One v1 call for the whole answer.',
      'It is v1 that says so: only a download `via: V1` is sure to be free.',
    ].join('\n'),
  })
  isFree!: boolean | null;

  @Field(() => DownloadFile, {
    nullable: true,
    description: 'Width, height, bytes and media type of the file, where Getty Images says so.',
  })
  file!: DownloadFile | null;

  @Field(() => UrlScalar, {
    description: "Getty Images' own address for this download. It needs Getty Images credentials.",
    deprecationReason:
      'Call `downloadImage` instead; it needs no Getty Images credentials. Removed after 2027-12-31.',
  })
  uri!: string;
}

/** What a largest download is to begin with; the rest is made by its field resolvers. */
export type LargestDownloadSource = Omit<LargestDownload, 'productOffering' | 'isFree' | 'file'>;

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

  @Field(() => AssetFamily, {
    description: 'Creative or editorial. Editorial images may not be used in advertising.',
  })
  family!: AssetFamily;

  @Field(() => ImageUsage, {
    nullable: true,
    description: 'What Getty Images says about using this image. `null` when it says nothing.',
  })
  usage!: ImageUsage | null;

  @Field(() => String, { nullable: true, description: 'Copyright line.' })
  copyright!: string | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether Getty Images wants to be called before this image is used.',
  })
  isCallForImage!: boolean | null;

  @Field(() => [String], {
    nullable: true,
    description: 'Names of the people shown, in editorial images. Give one as `ImageSearchFilter.people`.',
  })
  people!: readonly string[] | null;

  @Field(() => [ID], {
    nullable: true,
    description:
      'Ids of the news events this editorial image belongs to. Give them as `ImageSearchFilter.eventIds`.',
  })
  eventIds!: readonly string[] | null;

  @Field(() => ImageOrientation, { nullable: true, description: 'Shape of the image.' })
  orientation!: ImageOrientation | null;

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
