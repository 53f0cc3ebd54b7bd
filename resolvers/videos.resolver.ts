import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Ctx, ID, Info, Query, Resolver } from 'type-graphql';
import { Video } from '../schema/video/video.type.js';
import { checkIdCount, parseAssetId } from '../src/catalog/ids.js';
import { getVideo } from '../src/catalog/videos/videos.js';
import type { Video as DomainVideo } from '../src/getty/model/video.js';
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
