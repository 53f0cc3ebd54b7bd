import { Field, ObjectType } from 'type-graphql';
import { StatusType } from './status-type.enum.js';

/** An entry of v1's `ResponseHeader.StatusList`. */
@ObjectType({ simpleResolvers: true, description: "An entry of v1's `StatusList`." })
export class StatusListEntry {
  @Field(() => StatusType, { description: 'How grave it is.' })
  type!: StatusType;

  @Field(() => String, {
    description: "Getty Images' status code, e.g. `ImageNotFound`, `AlternativeAgreement`.",
  })
  code!: string;

  @Field(() => String, { nullable: true, description: "Getty Images' words for it." })
  message!: string | null;
}
