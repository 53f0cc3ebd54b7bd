import { Directive, Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { defineEnum } from './define-enum.js';
import { Image, ImageOrientation, type ImageSource } from './image.js';
import { PageInfo } from './paging.js';
import { ProductOfferingTypeInput } from './product.js';
import { DateTimeScalar } from './scalars.js';
import { Video, type VideoSource } from './video.js';

/** The order of search results. */
export const ImageSearchSort = defineEnum(
  'ImageSearchSort',
  'The order of search results. `RANDOM` cannot be paged.',
  {
    BEST_MATCH: 'The best match for the phrase first.',
    MOST_POPULAR: 'The most downloaded first.',
    NEWEST: 'The most recently added first.',
    RANDOM: 'Another order at every call, so only its first page can be asked for.',
  },
);
/** The order of search results. */
export type ImageSearchSort = keyof typeof ImageSearchSort;

/** Creative or editorial. */
export const ImageFamily = defineEnum('ImageFamily', 'The two great families of images.', {
  CREATIVE: 'Made to illustrate ideas; may be used in advertising.',
  EDITORIAL:
    'News, sport, entertainment and archive; shows what happened and may not be used in advertising.',
});
/** Creative or editorial. */
export type ImageFamily = keyof typeof ImageFamily;

/** The least size of an image. */
export const ImageMinimumSize = defineEnum(
  'ImageMinimumSize',
  'The least size in which an image must be on offer, as Getty Images names sizes.',
  {
    SMALL: 'Small or larger.',
    MEDIUM: 'Medium or larger.',
    LARGE: 'Large or larger.',
    X_LARGE: 'Extra large or larger.',
    XX_LARGE: 'Twice extra large or larger.',
    VECTOR: 'Vector files, which have any size.',
  },
);
/** The least size of an image. */
export type ImageMinimumSize = keyof typeof ImageMinimumSize;

/** How many people an image shows. */
export const PeopleCount = defineEnum('PeopleCount', 'How many people an image shows.', {
  NONE: 'No people.',
  ONE: 'One person.',
  TWO: 'Two people.',
  GROUP: 'Three people or more.',
});
/** How many people an image shows. */
export type PeopleCount = keyof typeof PeopleCount;

/** Which images a search is to find. */
@InputType({
  description: [
    'Which images to find. All fields given must hold; within a list one of its values is enough.',
    'A field that only one family knows narrows a search without `family` to that family.',
  ].join('\n'),
})
export class ImageSearchFilter {
  @Field(() => ImageFamily, {
    nullable: true,
    description: [
      'Creative or editorial. Left out: both, a creative image and an editorial one by turns,',
      'each family in the order of `sort`; this takes twice the upstream calls.',
    ].join('\n'),
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
    description: 'Only these collections, by `ImageCollection.code`; at most 50.',
  })
  collectionCodes?: string[] | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'Leave out images of naked people. Creative images only.',
  })
  excludeNudity?: boolean | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'Taken on or after this day (UTC). Editorial images only.',
  })
  takenFrom?: Date | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'Taken on or before this day (UTC). Editorial images only.',
  })
  takenTo?: Date | null;

  @Field(() => [String], {
    nullable: true,
    description: 'Showing one of these people, by name; at most 50. Editorial images only.',
  })
  people?: string[] | null;

  @Field(() => [ID], {
    nullable: true,
    description:
      'Belonging to one of these news events, by `Image.eventIds`; at most 50. Editorial images only.',
  })
  eventIds?: string[] | null;

  @Field(() => [ID], {
    nullable: true,
    description: "Tagged with one of these keywords, by Getty Images' keyword ids; at most 50.",
  })
  keywordIds?: string[] | null;

  @Field(() => [ID], {
    nullable: true,
    description: "Tagged with none of these keywords, by Getty Images' keyword ids; at most 50.",
  })
  excludeKeywordIds?: string[] | null;

  @Field(() => [String], { nullable: true, description: 'By one of these artists, by name; at most 50.' })
  artists?: string[] | null;

  @Field(() => ImageMinimumSize, { nullable: true, description: 'On offer in this size or a larger one.' })
  minimumSize?: ImageMinimumSize | null;

  @Field(() => String, {
    nullable: true,
    description: 'Mostly of this colour: six hexadecimal digits, e.g. `#002244`. Creative images only.',
  })
  color?: string | null;

  @Field(() => [PeopleCount], { nullable: true, description: 'Showing so many people.' })
  numberOfPeople?: PeopleCount[] | null;

  @Field(() => [String], {
    nullable: true,
    description: [
      "Composed in one of these ways, in Getty Images' words: abstract, candid, close_up, copy_space, cut_out,",
      'full_frame, full_length, headshot, looking_at_camera, macro, medium_shot, part_of_a_series, portrait, sparse,',
      'still_life, three_quarter_length, waist_up, wide_shot.',
    ].join('\n'),
  })
  compositions?: string[] | null;
}

/** The order of found videos. */
export const VideoSearchSort = defineEnum(
  'VideoSearchSort',
  'The order of found videos. `RANDOM` cannot be paged.',
  {
    BEST_MATCH: 'The best match for the phrase first.',
    MOST_POPULAR: 'The most downloaded first.',
    NEWEST: 'The most recently added first.',
    RANDOM: 'Another order at every call, so only its first page can be asked for.',
  },
);
/** The order of found videos. */
export type VideoSearchSort = keyof typeof VideoSearchSort;

/** Which videos a search is to find. */
@InputType({
  description: 'Which videos to find. All fields given must hold; within a list one of its values is enough.',
})
export class VideoSearchFilter {
  @Field(() => ImageFamily, {
    nullable: true,
    description: [
      'Creative or editorial. Left out: both, a creative video and an editorial one by turns,',
      'each family in the order of `sort`; this takes twice the upstream calls.',
    ].join('\n'),
  })
  family?: ImageFamily | null;

  @Field(() => [ImageOrientation], {
    nullable: true,
    description: 'Only these shapes; videos are HORIZONTAL or VERTICAL.',
  })
  orientations?: ImageOrientation[] | null;

  @Field(() => ProductOfferingTypeInput, {
    nullable: true,
    description: 'Only videos that can be downloaded with this product.',
  })
  downloadableWith?: ProductOfferingTypeInput | null;

  @Field(() => [String], {
    nullable: true,
    description: 'Only these collections, by their codes; at most 50.',
  })
  collectionCodes?: string[] | null;

  @Field(() => [ID], {
    nullable: true,
    description: "Tagged with one of these keywords, by Getty Images' keyword ids; at most 50.",
  })
  keywordIds?: string[] | null;

  @Field(() => Int, { nullable: true, description: 'At least so many seconds long.' })
  minClipSeconds?: number | null;

  @Field(() => Int, { nullable: true, description: 'At most so many seconds long.' })
  maxClipSeconds?: number | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'Leave out videos of naked people. Creative videos only.',
  })
  excludeNudity?: boolean | null;
}

/** One value among the matches of a search. */
@ObjectType({ simpleResolvers: true, description: 'A value that occurs among the matches of a search.' })
export class SearchFacet {
  @Field(() => ID, {
    nullable: true,
    description: [
      "Getty Images' id for it, unique among values of one kind only; `null` for artists, who have only names.",
      'Caches must not store facets by it: give the type no key.',
    ].join('\n'),
  })
  id!: string | null;

  @Field(() => String, { description: 'Name to show, and to filter by where the filter takes names.' })
  name!: string;

  @Field(() => Int, {
    nullable: true,
    description: 'How many matches have it; `null` where Getty Images does not say.',
  })
  count!: number | null;
}

/** Values among the matches of a search. */
@ObjectType({
  simpleResolvers: true,
  description: 'Values that occur among all matches of a search, at most 50 of each kind and family.',
})
export class SearchFacets {
  @Field(() => [SearchFacet], { description: 'Artists; give a name as `ImageSearchFilter.artists`.' })
  artists!: readonly SearchFacet[];

  @Field(() => [SearchFacet], {
    description: 'News events, in editorial results; give an id as `ImageSearchFilter.eventIds`.',
  })
  events!: readonly SearchFacet[];

  @Field(() => [SearchFacet], { description: 'Places that are shown.' })
  locations!: readonly SearchFacet[];

  @Field(() => [SearchFacet], {
    description: 'People shown, in editorial results; give a name as `ImageSearchFilter.people`.',
  })
  people!: readonly SearchFacet[];
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
  @Field(() => SearchFacets, {
    nullable: true,
    description: [
      'Artists, events, locations and people among all matches. No further upstream call.',
      '`null`: Getty Images sent none.',
    ].join('\n'),
  })
  facets!: SearchFacets | null;

  @Field(() => [String], {
    nullable: true,
    description: [
      'Phrases that other people searched for with this one. No further upstream call.',
      '`null`: Getty Images sent none.',
    ].join('\n'),
  })
  relatedSearches!: readonly string[] | null;
}

/** A found video. */
@ObjectType({ simpleResolvers: true, description: 'A video that was found, and its place in the list.' })
export class VideoSearchEdge {
  @Field(() => String, { description: 'The place. Opaque; good only with the same phrase, filter and sort.' })
  cursor!: string;

  @Field(() => Video, { description: 'The video.' })
  node!: VideoSource;
}

/** A page of found videos. */
@ObjectType({ simpleResolvers: true, description: 'One page of the videos that were found.' })
@Directive('@cacheControl(maxAge: 60)')
export class VideoSearchConnection {
  @Field(() => [VideoSearchEdge], { description: 'The videos with their places in the list.' })
  edges!: readonly VideoSearchEdge[];

  @Field(() => [Video], { description: 'The videos alone.' })
  nodes!: readonly VideoSource[];

  @Field(() => PageInfo, { description: 'Where this page lies.' })
  pageInfo!: PageInfo;

  @Field(() => Int, { description: 'How many videos match in all.' })
  totalCount!: number;

  @Field(() => String, {
    nullable: true,
    description: 'The phrase that was searched, when Getty Images corrected the spelling.',
  })
  correctedPhrase!: string | null;

  @Field(() => SearchFacets, {
    nullable: true,
    description: [
      'Artists, events, locations and people among all matches. No further upstream call.',
      '`null`: Getty Images sent none.',
    ].join('\n'),
  })
  facets!: SearchFacets | null;

  @Field(() => [String], {
    nullable: true,
    description: [
      'Phrases that other people searched for with this one. No further upstream call.',
      '`null`: Getty Images sent none.',
    ].join('\n'),
  })
  relatedSearches!: readonly string[] | null;
}
