import type { GraphQLResolveInfo } from 'graphql';
import { Ctx, FieldResolver, Info, Resolver, Root } from 'type-graphql';
import type { ProductOfferingSource } from '../schema/types/product-offering.type.js';
import type { VideoSource } from '../schema/types/video.type.js';
import { VideoDownload, type VideoDownloadSource } from '../schema/types/video-download.type.js';
import type { RequestContext } from './context.js';
import { notBuilt } from './not-built.js';

/** The fields of a finished video download that are looked up. */
@Resolver(() => VideoDownload)
export class VideoDownloadResolver {
  /** The video. */
  @FieldResolver()
  video(
    @Root() download: VideoDownloadSource,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<VideoSource | null> {
    throw notBuilt(download, context, info);
  }

  /** The product that was charged, read afresh. */
  @FieldResolver()
  productOffering(
    @Root() download: VideoDownloadSource,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<ProductOfferingSource | null> {
    throw notBuilt(download, context, info);
  }
}
