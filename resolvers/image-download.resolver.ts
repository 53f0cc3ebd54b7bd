import type { GraphQLResolveInfo } from 'graphql';
import { Ctx, FieldResolver, Info, Resolver, Root } from 'type-graphql';
import type { ImageSource } from '../schema/types/image.type.js';
import { ImageDownload, type ImageDownloadSource } from '../schema/types/image-download.type.js';
import type { ProductOfferingSource } from '../schema/types/product-offering.type.js';
import type { RequestContext } from './context.js';
import { notBuilt } from './not-built.js';

/** The fields of a finished image download that are looked up. */
@Resolver(() => ImageDownload)
export class ImageDownloadResolver {
  /** The image. */
  @FieldResolver()
  image(
    @Root() download: ImageDownloadSource,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<ImageSource | null> {
    throw notBuilt(download, context, info);
  }

  /** The product that was charged, read afresh. */
  @FieldResolver()
  productOffering(
    @Root() download: ImageDownloadSource,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<ProductOfferingSource | null> {
    throw notBuilt(download, context, info);
  }
}
