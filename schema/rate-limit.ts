import { Field, Int, ObjectType } from 'type-graphql';
import { DateTimeScalar } from './scalars.js';

/** The caller's budget with this service. */
@ObjectType({ simpleResolvers: true, description: 'What this API lets a caller use.' })
export class RateLimit {
  @Field(() => Int, { description: 'What this request costs.' })
  cost!: number;

  @Field(() => Int, { description: 'How many objects it may return.' })
  nodeCount!: number;

  @Field(() => Int, { description: 'What may be used in a period.' })
  limit!: number;

  @Field(() => Int, { description: 'What was used in this period.' })
  used!: number;

  @Field(() => Int, { description: 'What is left in this period.' })
  remaining!: number;

  @Field(() => DateTimeScalar, { description: 'When the next period begins.' })
  resetAt!: Date | string;
}
