import { Directive, Field, ID, ObjectType } from 'type-graphql';
import { Node } from '../paging/node.interface.js';
import { DateTimeScalar } from '../scalars/date-time.scalar.js';
import { DownloadQuota } from './download-quota.type.js';
import { DownloadRequirements } from './download-requirements.type.js';
import { ProductOfferingStatus } from './product-offering-status.enum.js';
import { ProductOfferingType } from './product-offering-type.enum.js';

/** A product of the caller's agreements. */
@ObjectType({
  implements: Node,
  simpleResolvers: true,
  description: 'A product under which the caller may download.',
})
@Directive('@cacheControl(maxAge: 0, scope: PRIVATE)')
export class ProductOffering implements Node {
  @Field(() => ID, {
    description: 'Opaque. Unique across all types. Give it to `node` to find this product again.',
  })
  id!: string;

  @Field(() => ID, { description: 'The number Getty Images gave this product.' })
  productId!: string;

  @Field(() => ProductOfferingType, { description: 'The kind of product.' })
  type!: ProductOfferingType;

  @Field(() => String, {
    description:
      'The type as Getty Images names it, e.g. `easyaccess`; the one to show or log when `type` is `UNKNOWN`.',
  })
  typeName!: string;

  @Field(() => String, { nullable: true, description: 'Name of the product.' })
  name!: string | null;

  @Field(() => String, { nullable: true, description: 'Name of the agreement it belongs to.' })
  agreementName!: string | null;

  @Field(() => ProductOfferingStatus, { description: 'Whether it can be used now.' })
  status!: ProductOfferingStatus;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When the agreement ends.' })
  expiresAt!: Date | string | null;

  @Field(() => DownloadQuota, {
    nullable: true,
    description: 'What is left. `null` when the product has no limit.',
  })
  quota!: DownloadQuota | null;

  @Field(() => DownloadRequirements, {
    nullable: true,
    description: 'What has to be sent along with each download.',
  })
  requirements!: DownloadRequirements | null;
}

/** What a product is to begin with; its `id` is made by its field resolver. */
export type ProductOfferingSource = Omit<ProductOffering, 'id'>;
