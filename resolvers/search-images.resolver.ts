import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Args, Ctx, Info, Query, Resolver } from 'type-graphql';
import { ImageSearchSort } from '../schema/image/image-search.enums.js';
import { ImageSearchConnection } from '../schema/image/image-search-connection.type.js';
import { ImageSearchFilter } from '../schema/image/image-search-filter.input.js';
import { ConnectionArgs } from '../schema/paging/connection.args.js';
import { type ImageSearchResult, searchImages } from '../src/catalog/images/search-images.js';
import type { RequestContext } from './context.js';
import { selectedFieldsAt } from './selection.js';

/** Searching the catalogue. */
@Resolver()
export class SearchImagesResolver {
  /** A page of the images that match a phrase. */
  @Query(() => ImageSearchConnection, {
    nullable: true,
    description: 'Images that match a phrase, best match first unless sorted otherwise.',
  })
  searchImages(
    @Arg('phrase', () => String, {
      description: 'What to look for, as one would say it, e.g. `cats on a sofa`.',
    })
    phrase: string,
    @Arg('filter', () => ImageSearchFilter, {
      nullable: true,
      description: 'Narrows the search. Left out: everything.',
    })
    filter: ImageSearchFilter | null | undefined,
    @Arg('sort', () => ImageSearchSort, {
      nullable: true,
      defaultValue: ImageSearchSort.BEST_MATCH,
      description: 'The order of the results.',
    })
    sort: ImageSearchSort | null,
    @Args(() => ConnectionArgs) page: ConnectionArgs,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<ImageSearchResult> {
    const selected = selectedFieldsAt(info, [['nodes'], ['edges', 'node']]);
    return searchImages(
      context,
      { phrase, filter: filter ?? {}, sort: sort ?? 'BEST_MATCH' },
      page,
      selected,
    );
  }
}
