import type { GraphQLResolveInfo } from 'graphql';
import { Ctx, FieldResolver, Info, Resolver, Root } from 'type-graphql';
import { QuotaExhaustedError } from '../schema/download/download-error.types.js';
import { getProductOffering } from '../src/catalog/products/product-offerings.js';
import type { DownloadFailure } from '../src/downloads/download-failure.js';
import type { Product } from '../src/getty/model/product.js';
import type { RequestContext } from './context.js';
import { selectsRequirements } from './selection.js';

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
