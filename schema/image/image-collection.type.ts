import { Field, ObjectType } from 'type-graphql';

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
