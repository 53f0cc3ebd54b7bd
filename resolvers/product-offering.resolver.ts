import { FieldResolver, Resolver, Root } from 'type-graphql';
import { ProductOffering } from '../schema/product/product-offering.type.js';
import { toGlobalId } from '../src/catalog/ids.js';
import type { Product } from '../src/getty/model/product.js';

/** The fields of a product that are made rather than read. */
@Resolver(() => ProductOffering)
export class ProductOfferingResolver {
  /** The global id. */
  @FieldResolver()
  id(@Root() product: Product): string {
    return toGlobalId('ProductOffering', product.productId);
  }
}
