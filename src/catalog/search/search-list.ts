import { badInput } from '../../errors/service-error.js';
import type { SearchFacet, SearchFacets } from '../../getty/model/search-facets.js';
import type {
  AssetSearch,
  FacetField,
  SearchExtras,
  SearchFamily,
  SearchPage,
} from '../../getty/v3/search.client.js';
import { ConnectionPage, type ListIdentity } from '../paging/connection.js';
import { listHash } from '../paging/cursor.js';
import { fetchWindow, viaSupportedPageSizes } from '../paging/fetch-window.js';
import { fetchMerged, MergedConnectionPage, readMergedPageArgs } from '../paging/merged-list.js';
import { type PageArgs, readPageArgs } from '../paging/page-args.js';

/** What a search found beside its rows. */
export interface SearchSummary {
  readonly correctedPhrase: string | null;
  readonly facets: SearchFacets | null;
  readonly relatedSearches: readonly string[] | null;
}

/** A page of one list of a search. */
export class SearchResultPage<Row> extends ConnectionPage<Row> implements SearchSummary {
  readonly correctedPhrase: string | null;
  readonly facets: SearchFacets | null;
  readonly relatedSearches: readonly string[] | null;

  constructor(
    fetched: { readonly rows: readonly (Row | null)[]; readonly start: number; readonly total: number },
    list: ListIdentity,
    summary: SearchSummary,
  ) {
    super(fetched.rows, fetched.start, fetched.total, list);
    this.correctedPhrase = summary.correctedPhrase;
    this.facets = summary.facets;
    this.relatedSearches = summary.relatedSearches;
  }
}

/** A page of a search of both families. */
export class MergedSearchPage<Row> extends MergedConnectionPage<Row> implements SearchSummary {
  readonly correctedPhrase: string | null;
  readonly facets: SearchFacets | null;
  readonly relatedSearches: readonly string[] | null;

  constructor(
    fetched: ConstructorParameters<typeof MergedConnectionPage<Row>>[0],
    list: ListIdentity,
    summary: SearchSummary,
  ) {
    super(fetched, list);
    this.correctedPhrase = summary.correctedPhrase;
    this.facets = summary.facets;
    this.relatedSearches = summary.relatedSearches;
  }
}

/** A page of a search, whichever way it was read. */
export type SearchResult<Row> = SearchResultPage<Row> | MergedSearchPage<Row>;

/** What makes a search itself. The hash is made when a cursor is read or written: most first pages need none. */
export class SearchList implements ListIdentity {
  readonly asOf = 0;
  #hash: string | null = null;

  constructor(
    private readonly parts: unknown,
    readonly isPageable: boolean,
  ) {}

  get hash(): string {
    this.#hash ??= listHash(this.parts);
    return this.#hash;
  }
}

const NO_EXTRAS: SearchExtras = { facets: [], relatedSearches: false };

/** The facets that a family's search knows, by their fields in the schema. */
const FACET_FIELDS: ReadonlyMap<string, { readonly field: FacetField; readonly only?: SearchFamily }> =
  new Map([
    ['artists', { field: 'artists' }],
    ['events', { field: 'events', only: 'EDITORIAL' }],
    ['locations', { field: 'locations' }],
    ['people', { field: 'specific_people', only: 'EDITORIAL' }],
  ]);

/** What was selected of a search beside its rows. */
export interface SelectedExtras {
  /** Fields selected below `facets`. */
  readonly facets: ReadonlySet<string>;
  readonly relatedSearches: boolean;
}

/** What to ask one family for beside its rows. */
export function extrasFor(selected: SelectedExtras, family: SearchFamily | 'BLENDED'): SearchExtras {
  if (selected.facets.size === 0)
    return selected.relatedSearches ? { facets: [], relatedSearches: true } : NO_EXTRAS;
  const facets: FacetField[] = [];
  // The deprecated search of both families has no facets.
  if (family !== 'BLENDED')
    for (const [name, { field, only }] of FACET_FIELDS)
      if (selected.facets.has(name) && (only === undefined || only === family)) facets.push(field);
  return { facets, relatedSearches: selected.relatedSearches };
}

/** A random order is another one at each call, so no second page of it exists. @throws ServiceError `BAD_USER_INPUT` */
export function checkIsFirstPage(args: PageArgs): void {
  for (const argument of ['after', 'before'] as const)
    if (args[argument] != null)
      throw badInput([argument], 'random order cannot be paged; leave it out or choose another `sort`.');
}

/** Reads a page of one family, or of the deprecated search of both. */
export async function readSearchPage<Row>(
  list: SearchList,
  args: PageArgs,
  fetchPage: (page: number, pageSize: number) => Promise<SearchPage<Row>>,
): Promise<SearchResultPage<Row>> {
  const wanted = readPageArgs(args, args.after == null && args.before == null ? '' : list.hash);
  const window = await fetchWindow<Row, SearchPage<Row>>(wanted, fetchPage);
  return new SearchResultPage(window, list, window.page);
}

/** Reads a page of both families side by side, a creative asset and an editorial one by turns. */
export async function readMergedSearchPage<Row>(
  list: SearchList,
  args: PageArgs,
  fetchPage: (family: SearchFamily, page: number, pageSize: number) => Promise<SearchPage<Row>>,
): Promise<MergedSearchPage<Row>> {
  const wanted = readMergedPageArgs(args, args.after == null && args.before == null ? '' : list.hash);
  const rangesOf = (family: SearchFamily) =>
    viaSupportedPageSizes<Row, SearchPage<Row>>((page, size) => fetchPage(family, page, size));
  const fetched = await fetchMerged<Row, SearchPage<Row>>(wanted, [
    rangesOf('CREATIVE'),
    rangesOf('EDITORIAL'),
  ]);
  return new MergedSearchPage(fetched, list, mergeSummaries(fetched.pages));
}

/** What two searches say beside their rows, as one. Pure. */
export function mergeSummaries(pages: readonly (SearchSummary | null)[]): SearchSummary {
  const all = pages.filter((page) => page !== null);
  const related = all.flatMap(({ relatedSearches }) => (relatedSearches === null ? [] : [relatedSearches]));
  const facets = all.flatMap((page) => (page.facets === null ? [] : [page.facets]));
  return {
    correctedPhrase: all.find(({ correctedPhrase }) => correctedPhrase !== null)?.correctedPhrase ?? null,
    relatedSearches: related.length === 0 ? null : [...new Set(related.flat())],
    facets:
      facets.length === 0
        ? null
        : {
            artists: mergeFacets(facets.map(({ artists }) => artists)),
            events: mergeFacets(facets.map(({ events }) => events)),
            locations: mergeFacets(facets.map(({ locations }) => locations)),
            people: mergeFacets(facets.map(({ people }) => people)),
          },
  };
}

/** Facets of both families: counts of the same one are added, and the list begins with the most frequent. */
function mergeFacets(lists: readonly (readonly SearchFacet[])[]): readonly SearchFacet[] {
  const merged = new Map<string, SearchFacet>();
  for (const facet of lists.flat()) {
    const key = facet.id ?? `name ${facet.name}`;
    const before = merged.get(key);
    const count =
      before === undefined || before.count === null || facet.count === null
        ? (before?.count ?? facet.count)
        : before.count + facet.count;
    merged.set(key, { ...facet, count });
  }
  const all = [...merged.values()];
  return all.some(({ count }) => count === null)
    ? all
    : all.sort((one, other) => (other.count ?? 0) - (one.count ?? 0));
}

/** A checked search with the family it goes to. */
export interface CheckedSearch extends AssetSearch {
  readonly family: SearchFamily | null;
}
