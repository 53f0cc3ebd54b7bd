import { Field, Int, ObjectType } from 'type-graphql';
import { DateTimeScalar } from '../scalars/date-time.scalar.js';
import { DownloadOverage } from './download-overage.type.js';

/** A product's allowance. */
@ObjectType({ simpleResolvers: true, description: 'How many downloads a product allows in a period.' })
export class DownloadQuota {
  @Field(() => Int, { nullable: true, description: 'Downloads allowed in a period.' })
  limit!: number | null;

  @Field(() => Int, { nullable: true, description: 'Downloads still allowed in this period.' })
  remaining!: number | null;

  @Field(() => Int, { nullable: true, description: '`limit - remaining`, where both are known.' })
  used!: number | null;

  @Field(() => String, {
    nullable: true,
    description: 'The period as Getty Images words it, e.g. `Monthly`.',
  })
  period!: string | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When `remaining` is filled up again.' })
  resetsAt!: Date | string | null;

  @Field(() => DownloadOverage, {
    nullable: true,
    description: 'Downloads beyond the limit; `null` where the agreement has none.',
  })
  overage!: DownloadOverage | null;

  @Field(() => Int, { nullable: true, description: 'Credits left, for products that are paid by credits.' })
  creditsRemaining!: number | null;
}
