import { Field, ObjectType } from 'type-graphql';
import { DateTimeScalar } from '../scalars/date-time.scalar.js';

/** From when to when. */
@ObjectType({ simpleResolvers: true, description: 'A span of time.' })
export class DateRange {
  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'First moment; `null` when the span has no beginning.',
  })
  from!: Date | string | null;

  @Field(() => DateTimeScalar, { description: 'Last moment.' })
  to!: Date | string;
}
