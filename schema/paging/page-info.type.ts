import { Field, ObjectType } from 'type-graphql';

/** Relay's PageInfo. */
@ObjectType({ simpleResolvers: true, description: 'Where in a list one page lies.' })
export class PageInfo {
  @Field(() => Boolean, { description: 'Whether there is more after `endCursor`.' })
  hasNextPage!: boolean;

  @Field(() => Boolean, { description: 'Whether there is more before `startCursor`.' })
  hasPreviousPage!: boolean;

  @Field(() => String, {
    nullable: true,
    description: 'Cursor of the first row; give it as `before` to go back. `null` on an empty page.',
  })
  startCursor!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Cursor of the last row; give it as `after` to go on. `null` on an empty page.',
  })
  endCursor!: string | null;
}
