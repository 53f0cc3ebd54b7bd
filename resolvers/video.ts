import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Ctx, FieldResolver, ID, Info, Query, Resolver, Root } from 'type-graphql';
import { Video } from '../schema/video.js';
import { checkIdCount, parseAssetId, toGlobalId } from '../src/catalog/ids.js';
import {
  getDownloadSizes,
  getLargestVideoDownloads,
  getVideo,
  type OfferedVideoSize,
} from '../src/catalog/videos/videos.js';
import type { LargestDownload } from '../src/getty/model/image.js';
import type { Video as DomainVideo } from '../src/getty/v3/video-fields.js';
import type { RequestContext } from './context.js';
import { selectedFields } from './selection.js';

/** Videos by their ids. */
@Resolver()
export class VideosResolver {
  /** One video by its id. */
  @Query(() => Video, { nullable: true, description: 'One video. `null` when there is no such video.' })
  async video(
    @Arg('id', () => ID, {
      description: 'The video, by its `id` or by its Getty Images number, e.g. `1280423462`.',
    })
    id: string,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<DomainVideo | null> {
    return getVideo(context, parseAssetId(id, 'Video', ['id']), selectedFields(info));
  }

  /** Many videos by their ids. */
  @Query(() => [Video], {
    nullable: 'itemsAndList',
    description:
      'Many videos (at most 100), in the order asked for; `null` where there is none. One upstream call.',
  })
  async videos(
    @Arg('ids', () => [ID], {
      description: 'The videos, each by its `id` or by its Getty Images number; at most 100.',
    })
    ids: string[],
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<readonly (DomainVideo | null)[]> {
    checkIdCount(ids, ['ids']);
    const assetIds = ids.map((id, index) => parseAssetId(id, 'Video', ['ids', String(index)]));
    const selected = selectedFields(info);
    return Promise.all(assetIds.map((assetId) => getVideo(context, assetId, selected)));
  }
}

/** The fields of a video that are made rather than read. */
@Resolver(() => Video)
export class VideoResolver {
  /** The global id. */
  @FieldResolver()
  id(@Root() video: DomainVideo): string {
    return toGlobalId('Video', video.assetId);
  }

  /** The largest download per product that allows the video. */
  @FieldResolver()
  largestDownloads(
    @Root() video: DomainVideo,
    @Ctx() context: RequestContext,
  ): readonly LargestDownload[] | null | Promise<readonly LargestDownload[] | null> {
    return video.largestDownloads ?? getLargestVideoDownloads(context, video);
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
