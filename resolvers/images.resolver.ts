import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Ctx, ID, Info, Query, Resolver } from 'type-graphql';
import { Image } from '../schema/image/image.type.js';
import { checkIdCount, parseAssetId } from '../src/catalog/ids.js';
import { getImage } from '../src/catalog/images/images.js';
import type { Image as DomainImage } from '../src/getty/model/image.js';
import type { RequestContext } from './context.js';
import { selectedFields } from './selection.js';

/** Images by their ids. */
@Resolver()
export class ImagesResolver {
  /** One image by its id. */
  @Query(() => Image, { nullable: true, description: 'One image. `null` when there is no such image.' })
  async image(
    @Arg('id', () => ID, {
      description: 'The image, by its `id` or by its Getty Images number, e.g. `83454804`.',
    })
    id: string,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<DomainImage | null> {
    return getImage(context, parseAssetId(id, 'Image', ['id']), selectedFields(info));
  }

  /** Many images by their ids. */
  @Query(() => [Image], {
    nullable: 'itemsAndList',
    description:
      'Many images (at most 100), in the order asked for; `null` where there is none. One upstream call.',
  })
  async images(
    @Arg('ids', () => [ID], {
      description: 'The images, each by its `id` or by its Getty Images number; at most 100.',
    })
    ids: string[],
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<readonly (DomainImage | null)[]> {
    checkIdCount(ids, ['ids']);
    const assetIds = ids.map((id, index) => parseAssetId(id, 'Image', ['ids', String(index)]));
    const selected = selectedFields(info);
    return Promise.all(assetIds.map((assetId) => getImage(context, assetId, selected)));
  }
}
