import { Field, ObjectType } from 'type-graphql';

/** The caller. */
@ObjectType({ simpleResolvers: true, description: 'Who is calling.' })
export class Viewer {
  @Field(() => String, {
    nullable: true,
    description: 'Name of the person. `null` when calling as an application rather than as a person.',
  })
  name!: string | null;

  @Field(() => Boolean, { description: 'Whether an application calls, not a person.' })
  isApplication!: boolean;
}
