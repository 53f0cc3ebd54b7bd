import type { GraphQLResolveInfo } from 'graphql';
import { Ctx, FieldResolver, Info, Resolver, Root } from 'type-graphql';
import { QuotaExhaustedError, type QuotaExhaustedErrorSource } from '../schema/types/download-error.types.js';
import type { ProductOfferingSource } from '../schema/types/product-offering.type.js';
import type { RequestContext } from './context.js';
import { notBuilt } from './not-built.js';

/** The field of a used-up product that is looked up. */
@Resolver(() => QuotaExhaustedError)
export class QuotaExhaustedErrorResolver {
  /** The product that is used up. */
  @FieldResolver()
  productOffering(
    @Root() error: QuotaExhaustedErrorSource,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<ProductOfferingSource | null> {
    throw notBuilt(error, context, info);
  }
}
