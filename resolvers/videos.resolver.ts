import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Ctx, ID, Info, Query, Resolver } from 'type-graphql';
import { Video, type VideoSource } from '../schema/types/video.type.js';
import type { RequestContext } from './context.js';
import { notBuilt } from './not-built.js';

/** Videos by their ids. */
@Resolver()
export class VideosResolver {
  /** One video by its id. */
  @Query(() => Video, { nullable: true, description: 'One video. `null` when there is no such video.' })
  video(
    @Arg('id', () => ID, {
      description: 'The video, by its `id` or by its Getty Images number, e.g. `1280423462`.',
    })
    id: string,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<VideoSource | null> {
    throw notBuilt(id, context, info);
  }

  /** Many videos by their ids. */
  @Query(() => [Video], {
    nullable: 'itemsAndList',
    description:
      'Many videos (at most 100), in the order asked for; `null` where there is none. One upstream call.',
  })
  videos(
    @Arg('ids', () => [ID], {
      description: 'The videos, each by its `id` or by its Getty Images number; at most 100.',
    })
    ids: string[],
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<readonly (VideoSource | null)[] | null> {
    throw notBuilt(ids, context, info);
  }
}
