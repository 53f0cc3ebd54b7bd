import type { GraphQLResolveInfo } from 'graphql';
import { Ctx, FieldResolver, Info, Resolver, Root } from 'type-graphql';
import { ProductOffering, type ProductOfferingSource } from '../schema/types/product-offering.type.js';
import type { RequestContext } from './context.js';
import { notBuilt } from './not-built.js';

/** The fields of a product that are made rather than read. */
@Resolver(() => ProductOffering)
export class ProductOfferingResolver {
  /** The global id. */
  @FieldResolver()
  id(
    @Root() product: ProductOfferingSource,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): string {
    throw notBuilt(product, context, info);
  }
}
