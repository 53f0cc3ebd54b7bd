import type { GraphQLResolveInfo } from 'graphql';
import { Ctx, FieldResolver, Info, Resolver, Root } from 'type-graphql';
import { ImageDownload } from '../schema/download/image-download.type.js';
import { getImage } from '../src/catalog/images/images.js';
import { getProductOffering } from '../src/catalog/products/product-offerings.js';
import type { Image } from '../src/getty/model/image.js';
import type { Product } from '../src/getty/model/product.js';
import type { RequestContext } from './context.js';
import type { DownloadView } from './download-payload.js';
import { selectedFields, selectsRequirements } from './selection.js';

/** The fields of a finished image download that are looked up. */
@Resolver(() => ImageDownload)
export class ImageDownloadResolver {
  /** The image. */
  @FieldResolver()
  image(
    @Root() download: DownloadView,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Image | null> {
    return getImage(context, download.assetId, selectedFields(info));
  }

  /** The product that was charged, read afresh. */
  @FieldResolver()
  productOffering(
    @Root() download: DownloadView,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Product | null> | null {
    return download.product === null
      ? null
      : getProductOffering(context, download.product, selectsRequirements(info));
  }
}
