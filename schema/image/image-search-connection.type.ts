import { Directive, Field, Int, ObjectType } from 'type-graphql';
import { PageInfo } from '../paging/page-info.type.js';
import { Image, type ImageSource } from './image.type.js';

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
