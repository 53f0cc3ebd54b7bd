import { Field, ObjectType } from 'type-graphql';
import { UrlScalar } from '../scalars/url.scalar.js';

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
