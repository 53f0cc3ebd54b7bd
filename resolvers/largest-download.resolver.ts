import type { GraphQLResolveInfo } from 'graphql';
import { Ctx, FieldResolver, Info, Resolver, Root } from 'type-graphql';
import type { DownloadFile } from '../schema/types/download-file.type.js';
import { LargestDownload, type LargestDownloadSource } from '../schema/types/largest-download.type.js';
import type { ProductOfferingSource } from '../schema/types/product-offering.type.js';
import type { RequestContext } from './context.js';
import { notBuilt } from './not-built.js';

/** The fields of a largest download that are looked up. */
@Resolver(() => LargestDownload)
export class LargestDownloadResolver {
  /** The product that would be charged. */
  @FieldResolver()
  productOffering(
    @Root() largest: LargestDownloadSource,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<ProductOfferingSource | null> {
    throw notBuilt(largest, context, info);
  }

  /** Whether downloading now would cost nothing. */
  @FieldResolver()
  isFree(
    @Root() largest: LargestDownloadSource,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<boolean | null> {
    throw notBuilt(largest, context, info);
  }

  /** What is known of the file. */
  @FieldResolver()
  file(
    @Root() largest: LargestDownloadSource,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<DownloadFile | null> {
    throw notBuilt(largest, context, info);
  }
}
