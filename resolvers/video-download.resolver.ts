import type { GraphQLResolveInfo } from 'graphql';
import { Ctx, FieldResolver, Info, Resolver, Root } from 'type-graphql';
import { VideoDownload } from '../schema/download/video-download.type.js';
import { getProductOffering } from '../src/catalog/products/product-offerings.js';
import { getVideo } from '../src/catalog/videos/videos.js';
import type { Product } from '../src/getty/model/product.js';
import type { Video } from '../src/getty/model/video.js';
import type { RequestContext } from './context.js';
import type { DownloadView } from './download-payload.js';
import { selectedFields, selectsRequirements } from './selection.js';

/** The fields of a finished video download that are looked up. */
@Resolver(() => VideoDownload)
export class VideoDownloadResolver {
  /** The video. */
  @FieldResolver()
  video(
    @Root() download: DownloadView,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Video | null> {
    return getVideo(context, download.assetId, selectedFields(info));
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
