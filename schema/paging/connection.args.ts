import { ArgsType, Field, Int } from 'type-graphql';

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
