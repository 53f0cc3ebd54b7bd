import { ServiceError } from '../../errors/service-error.js';
import { type Image, toFieldsParam } from '../../getty/v3/image-fields.js';
import { fetchRelatedImages, type ImageRelation } from '../../getty/v3/search.client.js';
import { type DomainContext, isSignedIn } from '../domain-context.js';
import type { PageArgs } from '../paging/page-args.js';
import { readSearchPage, SearchList, type SearchResultPage } from './search-list.js';

/** Getty Images has no batch for related images, so one operation may ask for those of only so many. */
export const MAX_RELATED_LISTS = 10;

/**
 * Reads a page of the images like one, or of its series.
 * @param selected names of the fields selected on the images
 * @throws ServiceError, `QUERY_TOO_EXPENSIVE` from the eleventh list of an operation on
 */
export async function relatedImages(
  scope: DomainContext,
  image: Pick<Image, 'assetId'>,
  relation: ImageRelation,
  args: PageArgs,
  selected: Iterable<string>,
): Promise<SearchResultPage<Image>> {
  const list = new SearchList(['related', relation, image.assetId], true);
  const fields = toFieldsParam(selected, isSignedIn(scope), 'blended');
  if (scope.loaders.relatedLists.next() > MAX_RELATED_LISTS)
    throw new ServiceError(
      'QUERY_TOO_EXPENSIVE',
      `similarImages and sameSeries cost one call to Getty Images each: at most ${MAX_RELATED_LISTS} in an operation.`,
    );
  return readSearchPage<Image>(list, args, (number, size) =>
    fetchRelatedImages(scope.services.getty.v3, scope, image.assetId, relation, number, size, fields),
  );
}
