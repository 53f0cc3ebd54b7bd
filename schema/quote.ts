import { Directive, Field, ID, Int, ObjectType } from 'type-graphql';
import { DownloadError, type DownloadErrorSource } from './download-errors.js';
import { GettyApi } from './errors.js';
import { Image, type ImageSource } from './image.js';
import { AssetOwnership, type AssetOwnershipSource } from './ownership.js';
import { ProductOffering, type ProductOfferingSource } from './product.js';

/** What one download would do. */
@ObjectType({
  simpleResolvers: true,
  description: 'What one download would do now. Nothing was sent for it and nothing charged.',
})
@Directive('@cacheControl(maxAge: 0, scope: PRIVATE)')
export class DownloadQuote {
  @Field(() => Int, { description: 'Place in `items`, from 0.' })
  index!: number;

  @Field(() => ID, { description: 'The image that is asked about.' })
  imageId!: string;

  @Field(() => Image, { nullable: true, description: '`null` when there is no such image.' })
  image!: ImageSource | null;

  @Field(() => ProductOffering, {
    nullable: true,
    description: [
      'The product that would be charged. `null` when nothing would be, or when Getty Images chooses at the download (v2).',
      'An item that cannot be quoted (bad input, a read that failed) has its error here and in `userErrors`.',
    ].join('\n'),
  })
  productOffering!: ProductOfferingSource | null;

  @Field(() => Int, {
    nullable: true,
    description:
      'Downloads that would be left of it after this item and all items before it in the list. `null` when Getty Images sets or names no limit.',
  })
  remainingAfter!: number | null;

  @Field(() => Boolean, {
    nullable: true,
    description:
      '`true` when it would cost nothing, `null` when Getty Images does not say. Only v1 says so; see `via`.',
  })
  isFree!: boolean | null;

  @Field(() => AssetOwnership, { description: 'Whether the image was licensed before.' })
  ownership!: AssetOwnershipSource;

  @Field(() => GettyApi, {
    nullable: true,
    description: 'The API that would be used. `null` when none would be.',
  })
  via!: GettyApi | null;

  @Field(() => [DownloadError], {
    description: [
      'Why it would not be downloaded; `[]`: it would.',
      'An item behind the one that stops the list (`onQuotaExhausted: STOP`) has the same error as that one.',
    ].join('\n'),
  })
  userErrors!: DownloadErrorSource[];
}
