import { Field, InputType } from 'type-graphql';
import { ProductOfferingTypeInput } from '../product/product-offering-type.enum.js';
import { DateTimeScalar } from '../scalars/date-time.scalar.js';

/** Which past downloads to list. */
@InputType({ description: 'Which downloads to list.' })
export class DownloadHistoryFilter {
  @Field(() => DateTimeScalar, { nullable: true, description: 'Made at or after this moment.' })
  from?: Date | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Made at or before this moment.' })
  to?: Date | null;

  @Field(() => ProductOfferingTypeInput, { nullable: true, description: 'Made with this kind of product.' })
  productType?: ProductOfferingTypeInput | null;

  @Field(() => Boolean, {
    nullable: true,
    defaultValue: false,
    description: "The whole company's history; the account must be allowed to see it.",
  })
  companyWide?: boolean | null;
}
