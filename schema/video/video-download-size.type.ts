import { Field, Int, ObjectType } from 'type-graphql';
import { ProductOfferingType } from '../product/product-offering-type.enum.js';

/** A size that a video can be downloaded in. */
@ObjectType({ simpleResolvers: true, description: 'One size of a video.' })
export class VideoDownloadSize {
  @Field(() => String, { description: "Getty Images' name for the size, e.g. `hd1`." })
  name!: string;

  @Field(() => String, { nullable: true, description: 'The size in words.' })
  description!: string | null;

  @Field(() => Int, { nullable: true, description: 'Width in pixels.' })
  width!: number | null;

  @Field(() => Int, { nullable: true, description: 'Height in pixels.' })
  height!: number | null;

  @Field(() => [ProductOfferingType], { description: 'The products that allow it.' })
  productTypes!: readonly ProductOfferingType[];
}
