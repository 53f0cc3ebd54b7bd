import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Ctx, Directive, FieldResolver, Info, Query, Resolver, Root } from 'type-graphql';
import { QuotaExhaustedError } from '../schema/download-errors.js';
import { GettyApi } from '../schema/errors.js';
import { ProductOffering, ProductOfferingStatus } from '../schema/product.js';
import { toGlobalId } from '../src/catalog/ids.js';
import { getProductOffering, productOfferings } from '../src/catalog/products/product-offerings.js';
import type { DownloadFailure } from '../src/downloads/download-failure.js';
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

/** The fields of a product that are made rather than read. */
@Resolver(() => ProductOffering)
export class ProductOfferingResolver {
  /** The global id. */
  @FieldResolver()
  id(@Root() product: Product): string {
    return toGlobalId('ProductOffering', product.productId);
  }
}

/** The field of a used-up product that is looked up. */
@Resolver(() => QuotaExhaustedError)
export class QuotaExhaustedErrorResolver {
  /** The product that is used up. */
  @FieldResolver()
  productOffering(
    @Root() error: Extract<DownloadFailure, { code: 'QUOTA_EXHAUSTED' }>,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Product | null> | null {
    return error.product === null
      ? null
      : getProductOffering(context, error.product, selectsRequirements(info));
  }
}
