import { badInput } from '../../errors/service-error.js';
import type { Image } from '../../getty/model/image.js';
import type { RequestableProductType } from '../../getty/model/product-type.js';
import {
  type ImageSearch,
  type SearchPage,
  searchImages as searchPage,
} from '../../getty/v3/search.client.js';
import { type DomainContext, isSignedIn, requireSignedIn } from '../domain-context.js';
import { ConnectionPage, type ListIdentity } from '../paging/connection.js';
import { listHash } from '../paging/cursor.js';
import { fetchWindow } from '../paging/fetch-window.js';
import { type PageArgs, readPageArgs } from '../paging/page-args.js';
import { toFieldsParam } from './image-fields.js';

/** A search as a client sends it. */
export interface SearchInput {
  readonly phrase: string;
  readonly filter: {
    readonly family?: 'CREATIVE' | 'EDITORIAL' | null;
    readonly orientations?: readonly string[] | null;
    readonly downloadableWith?: RequestableProductType | null;
    readonly collectionCodes?: readonly string[] | null;
    readonly excludeNudity?: boolean | null;
  };
  readonly sort: ImageSearch['sort'];
}

/** A page of a search; nodes are images as far as they were selected. */
export class ImageSearchResult extends ConnectionPage<Image> {
  constructor(
    page: { readonly rows: readonly (Image | null)[]; readonly start: number; readonly total: number },
    list: ListIdentity,
    readonly correctedPhrase: string | null,
  ) {
    super(page.rows, page.start, page.total, list);
  }
}

const MAX_PHRASE = 1000;
const MAX_COLLECTIONS = 50;
const COLLECTION_CODE = /^[A-Za-z0-9_-]{1,32}$/;

/** Checks a search. Pure. @throws ServiceError `BAD_USER_INPUT` naming the argument */
export const checkSearch = ({ phrase, filter, sort }: SearchInput): ImageSearch => {
  const words = phrase.trim();
  if (words === '') throw badInput(['phrase'], 'is empty; give at least one word, e.g. `kitties`.');
  if (words.length > MAX_PHRASE)
    throw badInput(['phrase'], `has ${words.length} characters; at most ${MAX_PHRASE} are taken.`);
  const family = filter.family ?? null;
  const excludeNudity = filter.excludeNudity ?? false;
  if (excludeNudity && family === 'EDITORIAL')
    throw badInput(
      ['filter', 'excludeNudity'],
      'Getty Images cannot do this for editorial images; leave it out or search `family: CREATIVE`.',
    );
  const collectionCodes = [...new Set(filter.collectionCodes ?? [])];
  if (collectionCodes.length > MAX_COLLECTIONS)
    throw badInput(
      ['filter', 'collectionCodes'],
      `has ${collectionCodes.length} codes; at most ${MAX_COLLECTIONS} are taken.`,
    );
  for (const [index, code] of collectionCodes.entries())
    if (!COLLECTION_CODE.test(code))
      throw badInput(
        ['filter', 'collectionCodes', String(index)],
        'is no collection code; give one such as `OFF` from `Image.collection.code`.',
      );
  const downloadableWith = filter.downloadableWith ?? null;
  if (downloadableWith === 'CREDIT_PACK')
    throw badInput(
      ['filter', 'downloadableWith'],
      'Getty Images cannot filter by CREDIT_PACK; name another product or leave it out.',
    );
  return {
    phrase: words,
    family,
    orientations: [...new Set(filter.orientations ?? [])].sort(),
    downloadableWith,
    collectionCodes: collectionCodes.sort(),
    excludeNudity,
    sort,
  };
};

/** What makes a search itself. Only cursors want its hash: a first page whose cursors nobody selects needs none. */
class SearchList implements ListIdentity {
  readonly asOf = 0;
  #hash: string | null = null;

  constructor(
    private readonly search: ImageSearch,
    readonly isPageable: boolean,
  ) {}

  get hash(): string {
    this.#hash ??= listHash(['search', this.search]);
    return this.#hash;
  }
}

/**
 * A page of the images that match.
 * @param selected names of the fields selected on the images
 * @throws ServiceError
 */
export const searchImages = async (
  scope: DomainContext,
  input: SearchInput,
  args: PageArgs,
  selected: Iterable<string>,
): Promise<ImageSearchResult> => {
  const search = checkSearch(input);
  const isPageable = search.sort !== 'RANDOM';
  for (const argument of ['after', 'before'] as const)
    if (!isPageable && args[argument] != null)
      throw badInput([argument], 'random order cannot be paged; leave it out or choose another `sort`.');
  const list = new SearchList(search, isPageable);
  const wanted = readPageArgs(args, args.after == null && args.before == null ? '' : list.hash);
  if (search.downloadableWith !== null) requireSignedIn(scope);
  const fields = toFieldsParam(selected, isSignedIn(scope), 'search');
  const window = await fetchWindow<Image, SearchPage>(wanted, (number, size) =>
    searchPage(scope.services.getty.v3, scope, search, number, size, fields),
  );
  return new ImageSearchResult(window, list, window.page.correctedPhrase);
};
