import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { Video } from '../schema/video/video.type.js';
import { toGlobalId } from '../src/catalog/ids.js';
import { getDownloadSizes, type OfferedVideoSize } from '../src/catalog/videos/videos.js';
import type { Video as DomainVideo } from '../src/getty/model/video.js';
import type { RequestContext } from './context.js';

/** The fields of a video that are made rather than read. */
@Resolver(() => Video)
export class VideoResolver {
  /** The global id. */
  @FieldResolver()
  id(@Root() video: DomainVideo): string {
    return toGlobalId('Video', video.assetId);
  }

  /** The sizes on offer. */
  @FieldResolver()
  downloadSizes(
    @Root() video: DomainVideo,
    @Ctx() context: RequestContext,
  ): Promise<readonly OfferedVideoSize[] | null> {
    return getDownloadSizes(context, video);
  }
}
