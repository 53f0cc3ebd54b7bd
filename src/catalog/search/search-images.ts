import { badInput } from '../../errors/service-error.js';
import { type Image, toFieldsParam } from '../../getty/v3/image-fields.js';
import { searchImages as fetchSearchPage } from '../../getty/v3/search.client.js';
import { type DomainContext, isSignedIn, requireSignedIn } from '../domain-context.js';
import type { PageArgs } from '../paging/page-args.js';
import { checkFilter, checkPhrase, type FilterInput, IMAGE_FILTERS } from './filters.js';
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

/** A search as a client sends it. */
export interface SearchInput {
  readonly phrase?: string | null | undefined;
  readonly filter: FilterInput;
  readonly sort: CheckedSearch['sort'];
}

/** A checked search for images, and where it goes. */
export interface CheckedImageSearch extends CheckedSearch {
  /** Whether both families are asked at once, at the deprecated endpoint. */
  readonly isBlended: boolean;
}

/**
 * Checks a search for images. Pure.
 * @param usesBlended whether a search of both families goes to the deprecated endpoint (`GETTY_BLENDED_SEARCH`)
 * @throws ServiceError `BAD_USER_INPUT` naming the argument
 */
export function checkImageSearch(
  { phrase, filter, sort }: SearchInput,
  usesBlended: boolean,
): CheckedImageSearch {
  const checked = checkFilter(IMAGE_FILTERS, filter, usesBlended);
  const { takenFrom, takenTo } = filter as { takenFrom?: Date | null; takenTo?: Date | null };
  if (takenFrom != null && takenTo != null && takenFrom > takenTo)
    throw badInput(['filter', 'takenFrom'], 'is after `takenTo`; give an earlier moment.');
  return {
    phrase: checkPhrase(phrase, checked),
    family: checked.family,
    sort,
    parameters: checked.parameters,
    isBlended: usesBlended && checked.family === null && checked.isInBlended,
  };
}

/**
 * Reads a page of the images that match.
 * @param selected names of the fields selected on the images
 * @throws ServiceError
 */
export async function searchImages(
  scope: DomainContext,
  input: SearchInput,
  args: PageArgs,
  selected: ReadonlySet<string>,
  extras: SelectedExtras,
): Promise<SearchResult<Image>> {
  const search = checkImageSearch(input, scope.services.getty.usesBlendedSearch === true);
  const isPageable = search.sort !== 'RANDOM';
  if (!isPageable) checkIsFirstPage(args);
  if ('download_product' in search.parameters) requireSignedIn(scope);
  const { v3 } = scope.services.getty;
  const signedIn = isSignedIn(scope);
  const list = new SearchList(['search', search], isPageable);
  if (search.family === null && !search.isBlended)
    return readMergedSearchPage<Image>(list, args, (family, number, size) => {
      const fields = toFieldsParam(selected, signedIn, FIELD_SETS[family]);
      return fetchSearchPage(v3, scope, search, family, number, size, fields, extrasFor(extras, family));
    });
  const source = search.family ?? 'BLENDED';
  const fields = toFieldsParam(selected, signedIn, FIELD_SETS[source]);
  const wanted = extrasFor(extras, source);
  return readSearchPage<Image>(list, args, (number, size) =>
    fetchSearchPage(v3, scope, search, source, number, size, fields, wanted),
  );
}

const FIELD_SETS = { CREATIVE: 'creative', EDITORIAL: 'editorial', BLENDED: 'blended' } as const;
