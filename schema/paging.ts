import { ArgsType, Field, ID, Int, InterfaceType, ObjectType } from 'type-graphql';

/** What `node` gives must say which type it is; nothing else distinguishes the plain objects. */
interface NamesItsType {
  readonly __typename: string;
}

/** Everything with an id of its own. */
@InterfaceType('Node', {
  description: 'Something that can be found again by its `id`.',
  resolveType: (value: NamesItsType) => value.__typename,
})
export abstract class Node {
  @Field(() => ID, { description: 'Opaque. Unique across all types. Do not take it apart.' })
  id!: string;
}

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

/** The four arguments of every paged list, as Relay's specification of connections has them. */
@ArgsType()
export class ConnectionArgs {
  @Field(() => Int, {
    nullable: true,
    description:
      'How many rows to give, from the start or after `after`; at most 100. 30 when neither `first` nor `last` is given; 0 gives no rows, only the total.',
  })
  first?: number | null;

  @Field(() => String, {
    nullable: true,
    description: 'Give the rows after this cursor: the `pageInfo.endCursor` of the page before.',
  })
  after?: string | null;

  @Field(() => Int, {
    nullable: true,
    description:
      'How many rows to give, from the end or before `before`; at most 100. Not together with `first`.',
  })
  last?: number | null;

  @Field(() => String, {
    nullable: true,
    description: 'Give the rows before this cursor: the `pageInfo.startCursor` of the page after.',
  })
  before?: string | null;
}
