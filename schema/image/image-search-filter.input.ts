import { Field, InputType } from 'type-graphql';
import { ProductOfferingTypeInput } from '../product/product-offering-type.enum.js';
import { ImageFamily, ImageOrientation } from './image-search.enums.js';

/** Which images a search is to find. */
@InputType({ description: 'Which images to find.' })
export class ImageSearchFilter {
  @Field(() => ImageFamily, {
    nullable: true,
    description: 'Creative or editorial. Left out: both, which is slower.',
  })
  family?: ImageFamily | null;

  @Field(() => [ImageOrientation], { nullable: true, description: 'Only these shapes.' })
  orientations?: ImageOrientation[] | null;

  @Field(() => ProductOfferingTypeInput, {
    nullable: true,
    description: 'Only images that can be downloaded with this product.',
  })
  downloadableWith?: ProductOfferingTypeInput | null;

  @Field(() => [String], {
    nullable: true,
    description: 'Only these collections, by `ImageCollection.code`.',
  })
  collectionCodes?: string[] | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'Leave out images of naked people. Not with `family: EDITORIAL`.',
  })
  excludeNudity?: boolean | null;
}
