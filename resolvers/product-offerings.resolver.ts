import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Ctx, Directive, Info, Query, Resolver } from 'type-graphql';
import { GettyApi } from '../schema/errors/getty-api.enum.js';
import { ProductOffering } from '../schema/product/product-offering.type.js';
import { ProductOfferingStatus } from '../schema/product/product-offering-status.enum.js';
import { productOfferings } from '../src/catalog/products/product-offerings.js';
import type { Product } from '../src/getty/model/product.js';
import type { RequestContext } from './context.js';
import { selectsRequirements } from './selection.js';

/** The products of the caller. */
@Resolver()
export class ProductOfferingsResolver {
  /** What the caller may download with. */
  @Query(() => [ProductOffering], {
    nullable: true,
    description:
      'The products the caller may download with, and what is left of each. Needs a signed-in caller.',
  })
  @Directive('@cacheControl(maxAge: 0, scope: PRIVATE)')
  async productOfferings(
    @Arg('status', () => ProductOfferingStatus, {
      nullable: true,
      defaultValue: ProductOfferingStatus.ACTIVE,
      description: 'Only products of this status; `null`: all of them.',
    })
    status: ProductOfferingStatus | null,
    @Arg('via', () => GettyApi, {
      nullable: true,
      description: 'Which Getty Images API to ask. Left out: v3.',
    })
    via: GettyApi | null | undefined,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<readonly Product[]> {
    return productOfferings(context, status, via ?? null, selectsRequirements(info));
  }
}
