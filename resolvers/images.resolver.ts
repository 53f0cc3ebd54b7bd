import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Ctx, ID, Info, Query, Resolver } from 'type-graphql';
import { Image, type ImageSource } from '../schema/types/image.type.js';
import type { RequestContext } from './context.js';
import { notBuilt } from './not-built.js';

/** Images by their ids. */
@Resolver()
export class ImagesResolver {
  /** One image by its id. */
  @Query(() => Image, { nullable: true, description: 'One image. `null` when there is no such image.' })
  image(
    @Arg('id', () => ID, {
      description: 'The image, by its `id` or by its Getty Images number, e.g. `83454804`.',
    })
    id: string,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<ImageSource | null> {
    throw notBuilt(id, context, info);
  }

  /** Many images by their ids. */
  @Query(() => [Image], {
    nullable: 'itemsAndList',
    description:
      'Many images (at most 100), in the order asked for; `null` where there is none. One upstream call.',
  })
  images(
    @Arg('ids', () => [ID], {
      description: 'The images, each by its `id` or by its Getty Images number; at most 100.',
    })
    ids: string[],
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<readonly (ImageSource | null)[] | null> {
    throw notBuilt(ids, context, info);
  }
}
