import { Directive, Field, InputType, Int, ObjectType } from 'type-graphql';
import { defineEnum } from './define-enum.js';
import { Image, type ImageSource } from './image.js';
import { PageInfo } from './paging.js';
import { ProductOfferingTypeInput } from './product.js';

/** The order of search results. */
export const ImageSearchSort = defineEnum(
  'ImageSearchSort',
  'The order of search results. `RANDOM` cannot be paged.',
  {
    BEST_MATCH: 'What fits the phrase best comes first.',
    MOST_POPULAR: 'What is downloaded most comes first.',
    NEWEST: 'What was added last comes first.',
    RANDOM: 'Another order at every call, so only its first page can be asked for.',
  },
);
/** The order of search results. */
export type ImageSearchSort = keyof typeof ImageSearchSort;

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

/** Creative or editorial. */
export const ImageFamily = defineEnum('ImageFamily', 'The two great families of images.', {
  CREATIVE: 'Made to illustrate ideas; may be used in advertising.',
  EDITORIAL:
    'News, sport, entertainment and archive; shows what happened and may not be used in advertising.',
});
/** Creative or editorial. */
export type ImageFamily = keyof typeof ImageFamily;

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

/** A row of search results. */
@ObjectType({ simpleResolvers: true, description: 'An image that was found, and its place in the list.' })
export class ImageSearchEdge {
  @Field(() => String, { description: 'The place. Opaque; good only with the same phrase, filter and sort.' })
  cursor!: string;

  @Field(() => Image, { description: 'The image.' })
  node!: ImageSource;
}

/** A page of search results. */
@ObjectType({ simpleResolvers: true, description: 'One page of the images that were found.' })
@Directive('@cacheControl(maxAge: 60)')
export class ImageSearchConnection {
  @Field(() => [ImageSearchEdge], { description: 'The images with their places in the list.' })
  edges!: readonly ImageSearchEdge[];

  @Field(() => [Image], { description: 'The images alone.' })
  nodes!: readonly ImageSource[];

  @Field(() => PageInfo, { description: 'Where this page lies.' })
  pageInfo!: PageInfo;

  @Field(() => Int, { description: 'How many images match in all.' })
  totalCount!: number;

  @Field(() => String, {
    nullable: true,
    description: 'The phrase that was searched, when Getty Images corrected the spelling.',
  })
  correctedPhrase!: string | null;
}
