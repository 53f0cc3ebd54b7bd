import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Args, Ctx, FieldResolver, Info, Query, Resolver, Root } from 'type-graphql';
import { Image } from '../schema/image.js';
import { ConnectionArgs } from '../schema/paging.js';
import {
  ImageSearchConnection,
  ImageSearchFilter,
  ImageSearchSort,
  VideoSearchConnection,
  VideoSearchFilter,
  VideoSearchSort,
} from '../schema/search.js';
import { relatedImages } from '../src/catalog/search/related-images.js';
import { searchImages } from '../src/catalog/search/search-images.js';
import type { SearchResult, SelectedExtras } from '../src/catalog/search/search-list.js';
import { searchVideos } from '../src/catalog/search/search-videos.js';
import type { Image as DomainImage } from '../src/getty/v3/image-fields.js';
import type { Video as DomainVideo } from '../src/getty/v3/video-fields.js';
import type { RequestContext } from './context.js';
import { selectedFields, selectedFieldsAt } from './selection.js';

/** Fields selected on the rows of a connection. */
const selectedOnRows = (info: GraphQLResolveInfo): ReadonlySet<string> =>
  selectedFieldsAt(info, [['nodes'], ['edges', 'node']]);

const NONE: ReadonlySet<string> = new Set();

/** What was selected of a search beside its rows; it comes with the same call. */
const selectedExtras = (info: GraphQLResolveInfo): SelectedExtras => {
  const selected = selectedFields(info);
  return {
    facets: selected.has('facets') ? selectedFields(info, ['facets']) : NONE,
    relatedSearches: selected.has('relatedSearches'),
  };
};

/** Searches of the catalog. */
@Resolver()
export class SearchResolver {
  /** A page of the images that match a phrase. */
  @Query(() => ImageSearchConnection, {
    nullable: true,
    description: 'Images that match a phrase, a filter or both, best match first unless sorted otherwise.',
  })
  searchImages(
    @Arg('phrase', () => String, {
      nullable: true,
      description:
        'What to look for, in everyday words, e.g. `cats on a sofa`. May be left out where `filter` says what to find.',
    })
    phrase: string | null | undefined,
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
  ): Promise<SearchResult<DomainImage>> {
    const input = { phrase, filter: { ...filter }, sort: sort ?? 'BEST_MATCH' };
    return searchImages(context, input, page, selectedOnRows(info), selectedExtras(info));
  }

  /** A page of the videos that match a phrase. */
  @Query(() => VideoSearchConnection, {
    nullable: true,
    description: 'Videos that match a phrase, a filter or both, best match first unless sorted otherwise.',
  })
  searchVideos(
    @Arg('phrase', () => String, {
      nullable: true,
      description:
        'What to look for, in everyday words, e.g. `waves at sunset`. May be left out where `filter` says what to find.',
    })
    phrase: string | null | undefined,
    @Arg('filter', () => VideoSearchFilter, {
      nullable: true,
      description: 'Narrows the search. Left out: everything.',
    })
    filter: VideoSearchFilter | null | undefined,
    @Arg('sort', () => VideoSearchSort, {
      nullable: true,
      defaultValue: VideoSearchSort.BEST_MATCH,
      description: 'The order of the results.',
    })
    sort: VideoSearchSort | null,
    @Args(() => ConnectionArgs) page: ConnectionArgs,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<SearchResult<DomainVideo>> {
    const input = { phrase, filter: { ...filter }, sort: sort ?? 'BEST_MATCH' };
    return searchVideos(context, input, page, selectedOnRows(info), selectedExtras(info));
  }
}

/** The lists of images that an image leads to. */
@Resolver(() => Image)
export class RelatedImagesResolver {
  /** Images like this one. */
  @FieldResolver(() => ImageSearchConnection, {
    nullable: true,
    description: 'Images like this one. One upstream call an image: at most 10 such lists in an operation.',
  })
  similarImages(
    @Root() image: DomainImage,
    @Args(() => ConnectionArgs) page: ConnectionArgs,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<SearchResult<DomainImage>> {
    return relatedImages(context, image, 'similar', page, selectedOnRows(info));
  }

  /** Images of the same series. */
  @FieldResolver(() => ImageSearchConnection, {
    nullable: true,
    description:
      'Images of the same series. One upstream call an image: at most 10 such lists in an operation.',
  })
  sameSeries(
    @Root() image: DomainImage,
    @Args(() => ConnectionArgs) page: ConnectionArgs,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<SearchResult<DomainImage>> {
    return relatedImages(context, image, 'same-series', page, selectedOnRows(info));
  }
}
