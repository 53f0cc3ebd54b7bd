import type { GraphQLResolveInfo } from 'graphql';
import { Ctx, FieldResolver, Info, Resolver, Root } from 'type-graphql';
import { Video, type VideoSource } from '../schema/types/video.type.js';
import type { VideoDownloadSize } from '../schema/types/video-download-size.type.js';
import type { RequestContext } from './context.js';
import { notBuilt } from './not-built.js';

/** The fields of a video that are made rather than read. */
@Resolver(() => Video)
export class VideoResolver {
  /** The global id. */
  @FieldResolver()
  id(@Root() video: VideoSource, @Ctx() context: RequestContext, @Info() info: GraphQLResolveInfo): string {
    throw notBuilt(video, context, info);
  }

  /** The sizes on offer. */
  @FieldResolver()
  downloadSizes(
    @Root() video: VideoSource,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<readonly VideoDownloadSize[] | null> {
    throw notBuilt(video, context, info);
  }
}
