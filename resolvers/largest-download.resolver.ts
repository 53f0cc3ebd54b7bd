import type { GraphQLResolveInfo } from 'graphql';
import { Ctx, FieldResolver, Info, Resolver, Root } from 'type-graphql';
import { LargestDownload } from '../schema/image/largest-download.type.js';
import { getFile } from '../src/catalog/images/images.js';
import { isFree } from '../src/catalog/images/is-free.js';
import { getProductOffering } from '../src/catalog/products/product-offerings.js';
import type { LargestDownload as DomainLargestDownload, DownloadFile } from '../src/getty/model/image.js';
import type { Product } from '../src/getty/model/product.js';
import type { RequestContext } from './context.js';
import { selectsRequirements } from './selection.js';

/** The fields of a largest download that are looked up. */
@Resolver(() => LargestDownload)
export class LargestDownloadResolver {
  /** The product that would be charged. */
  @FieldResolver()
  productOffering(
    @Root() largest: DomainLargestDownload,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Product | null> {
    return getProductOffering(context, largest, selectsRequirements(info));
  }

  /** Whether downloading now would cost nothing. */
  @FieldResolver()
  isFree(@Root() largest: DomainLargestDownload, @Ctx() context: RequestContext): Promise<boolean | null> {
    return isFree(context, largest);
  }

  /** What is known of the file. */
  @FieldResolver()
  file(
    @Root() largest: DomainLargestDownload,
    @Ctx() context: RequestContext,
  ): DownloadFile | null | Promise<DownloadFile | null> {
    return largest.file ?? getFile(context, largest);
  }
}
