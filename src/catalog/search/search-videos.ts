import { badInput } from '../../errors/service-error.js';
import { searchVideos as fetchSearchPage } from '../../getty/v3/search.client.js';
import { toVideoFieldsParam, type Video } from '../../getty/v3/video-fields.js';
import { type DomainContext, isSignedIn, requireSignedIn } from '../domain-context.js';
import type { PageArgs } from '../paging/page-args.js';
import { checkFilter, checkPhrase, VIDEO_FILTERS } from './filters.js';
import type { SearchInput } from './search-images.js';
import {
  type CheckedSearch,
  checkIsFirstPage,
  extrasFor,
  readMergedSearchPage,
  readSearchPage,
  SearchList,
  type SearchResult,
  type SelectedExtras,
} from './search-list.js';

/** Checks a search for videos. Pure. @throws ServiceError `BAD_USER_INPUT` naming the argument */
export function checkVideoSearch({ phrase, filter, sort }: SearchInput): CheckedSearch {
  const checked = checkFilter(VIDEO_FILTERS, filter, false);
  const { minClipSeconds, maxClipSeconds } = filter as {
    minClipSeconds?: number | null;
    maxClipSeconds?: number | null;
  };
  if (minClipSeconds != null && maxClipSeconds != null && minClipSeconds > maxClipSeconds)
    throw badInput(['filter', 'minClipSeconds'], 'is above `maxClipSeconds`; give a smaller number.');
  return {
    phrase: checkPhrase(phrase, checked),
    family: checked.family,
    sort,
    parameters: checked.parameters,
  };
}

/**
 * Reads a page of the videos that match. Without a family both are asked side by side: Getty Images has no documented
 * search of both.
 * @param selected names of the fields selected on the videos
 * @throws ServiceError
 */
export async function searchVideos(
  scope: DomainContext,
  input: SearchInput,
  args: PageArgs,
  selected: ReadonlySet<string>,
  extras: SelectedExtras,
): Promise<SearchResult<Video>> {
  const search = checkVideoSearch(input);
  const isPageable = search.sort !== 'RANDOM';
  if (!isPageable) checkIsFirstPage(args);
  if ('download_product' in search.parameters) requireSignedIn(scope);
  const { v3 } = scope.services.getty;
  const list = new SearchList(['searchVideos', search], isPageable);
  const fields = toVideoFieldsParam(selected, isSignedIn(scope), 'creative');
  const { family } = search;
  if (family === null)
    return readMergedSearchPage<Video>(list, args, (each, number, size) =>
      fetchSearchPage(v3, scope, search, each, number, size, fields, extrasFor(extras, each)),
    );
  const wanted = extrasFor(extras, family);
  return readSearchPage<Video>(list, args, (number, size) =>
    fetchSearchPage(v3, scope, search, family, number, size, fields, wanted),
  );
}
