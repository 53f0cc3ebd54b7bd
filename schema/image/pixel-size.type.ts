import { Field, Int, ObjectType } from 'type-graphql';

/** Width and height. */
@ObjectType({ simpleResolvers: true, description: 'A size in pixels.' })
export class PixelSize {
  @Field(() => Int, { description: 'Width in pixels.' })
  width!: number;

  @Field(() => Int, { description: 'Height in pixels.' })
  height!: number;
}
