import { Directive, Field, ObjectType } from 'type-graphql';
import { DownloadFile } from '../download/download-file.type.js';
import { ProductOffering, type ProductOfferingSource } from '../product/product-offering.type.js';
import { ProductOfferingType } from '../product/product-offering-type.enum.js';
import { UrlScalar } from '../scalars/url.scalar.js';

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
