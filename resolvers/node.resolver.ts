import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Ctx, ID, Info, Query, Resolver } from 'type-graphql';
import { Node } from '../schema/paging/node.interface.js';
import { checkIdCount, parseGlobalId } from '../src/catalog/ids.js';
import type { RequestContext } from './context.js';
import { type FoundNode, findNode } from './find-node.js';

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
