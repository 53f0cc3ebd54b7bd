import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Ctx, ID, Info, Query, Resolver } from 'type-graphql';
import { Node } from '../schema/paging.js';
import { findRecord } from '../src/catalog/history/download-history.js';
import { type DownloadRecord, decodeRecordKey } from '../src/catalog/history/record-id.js';
import { checkIdCount, type NodeType, parseGlobalId } from '../src/catalog/ids.js';
import { getImage } from '../src/catalog/images/images.js';
import { productOfferings } from '../src/catalog/products/product-offerings.js';
import { getVideo } from '../src/catalog/videos/videos.js';
import type { AttemptView } from '../src/downloads/ledger/attempt-view.js';
import { attemptById } from '../src/downloads/ledger/find-attempt.js';
import type { Product } from '../src/getty/model/product.js';
import type { Image } from '../src/getty/v3/image-fields.js';
import type { Video } from '../src/getty/v3/video-fields.js';
import type { RequestContext } from './context.js';
import { selectedFields, selectsRequirements } from './selection.js';

/** Something found by its id, with the type that the `Node` interface resolves by. */
export type FoundNode =
  | (Image & { readonly __typename: 'Image' })
  | (Video & { readonly __typename: 'Video' })
  | (Product & { readonly __typename: 'ProductOffering' })
  | (DownloadRecord & { readonly __typename: 'DownloadRecord' })
  | (AttemptView & { readonly __typename: 'DownloadAttempt' });

const withTypename = <T extends object, N extends NodeType>(
  value: T | null,
  type: N,
): (T & { readonly __typename: N }) | null => (value === null ? null : { ...value, __typename: type });

/**
 * One object by its taken-apart id. Images and videos are batched with every other place that wants some.
 * @throws ServiceError
 */
export const findNode = async (
  context: RequestContext,
  info: GraphQLResolveInfo,
  key: { readonly type: NodeType; readonly id: string },
  argument: readonly string[],
): Promise<FoundNode | null> => {
  switch (key.type) {
    case 'Image':
      return withTypename(
        await getImage(context, key.id, selectedFields(info, [], ['Image', 'Node'])),
        'Image',
      );
    case 'Video':
      return withTypename(
        await getVideo(context, key.id, selectedFields(info, [], ['Video', 'Node'])),
        'Video',
      );
    case 'ProductOffering': {
      const products = await productOfferings(context, null, null, selectsRequirements(info));
      return withTypename(
        products.find((product) => product.productId === key.id) ?? null,
        'ProductOffering',
      );
    }
    case 'DownloadRecord':
      return withTypename(await findRecord(context, decodeRecordKey(key.id, argument)), 'DownloadRecord');
    case 'DownloadAttempt':
      return withTypename(await attemptById(context, key.id), 'DownloadAttempt');
    default:
      return key.type satisfies never;
  }
};

/** Finding anything again by its id. */
@Resolver()
export class NodeResolver {
  /** One object by its id. */
  @Query(() => Node, { nullable: true, description: 'Any object that has an `id`, found again by it.' })
  async node(
    @Arg('id', () => ID, {
      description: 'The `id` as it was given; a plain number does not say of which type it is.',
    })
    id: string,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<FoundNode | null> {
    return findNode(context, info, parseGlobalId(id, ['id']), ['id']);
  }

  /** Many objects by their ids. */
  @Query(() => [Node], {
    nullable: 'itemsAndList',
    description:
      'Many objects found again by their `id`s, in the order asked for; `null` where there is none.',
  })
  async nodes(
    @Arg('ids', () => [ID], {
      description: 'The `id`s as they were given, of one type or of several; at most 100.',
    })
    ids: string[],
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<readonly (FoundNode | null)[]> {
    checkIdCount(ids, ['ids']);
    const parsed = ids.map((id, index) => parseGlobalId(id, ['ids', String(index)]));
    return Promise.all(parsed.map((key, index) => findNode(context, info, key, ['ids', String(index)])));
  }
}
