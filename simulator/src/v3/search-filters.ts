import type { Account } from '../accounts/accounts.js';
import { downloadProduct, listed } from '../accounts/entitlement.js';
import type { CatalogImage } from '../catalog/image.js';
import { words } from '../catalog/text.js';
import { type Query, readMoment } from './query.js';

type Filter = (image: CatalogImage) => boolean;

/** What images and videos have in common for those who search. */
export interface Searchable {
  readonly keywords: readonly { readonly id: string }[];
  readonly artist: string;
  readonly collection: readonly [string, number, string];
  readonly dateCreated: string | null;
  readonly orientation: string;
  readonly numberOfPeople: string;
  readonly ageOfPeople: string;
  readonly ethnicity: string;
  readonly composition: string;
  readonly people: readonly string[];
  readonly segments: readonly string[];
  readonly eventIds: readonly number[];
  readonly coverage: readonly string[];
}

type Test<T> = (asset: T) => boolean;

const SIZE_NAMES = ['x_small', 'small', 'medium', 'large', 'x_large', 'xx_large', 'vector'];
const DAY = 86_400_000;

/** The assets whose one value is among those that were named. */
export function anyOf<T>(query: Query, name: string, read: (asset: T) => string): Test<T> | undefined {
  if (!query.has(name)) return undefined;
  const wanted = query.list(name).map((value) => value.toLowerCase());
  return (image) => wanted.includes(read(image).toLowerCase());
}

/** The assets of whose values at least one is among those that were named. */
export function someOf<T>(
  query: Query,
  name: string,
  readAll: (asset: T) => readonly string[],
): Test<T> | undefined {
  if (!query.has(name)) return undefined;
  const wanted = query.list(name).map((value) => value.toLowerCase());
  return (image) => readAll(image).some((value) => wanted.includes(value.toLowerCase()));
}

function not<T>(filter: Test<T> | undefined, whether: boolean): Test<T> | undefined {
  return whether && filter !== undefined ? (image) => !filter(image) : filter;
}

function flag(query: Query, name: string, filter: Filter): Filter | undefined {
  return query.bool(name) === true ? filter : undefined;
}

function keywordIds(image: Searchable): string[] {
  return image.keywords.map((keyword) => keyword.id);
}

function artists(query: Query): Test<Searchable> | undefined {
  const names = query
    .text('artists')
    ?.split(',')
    .map((name) => words(name));
  if (names === undefined) return undefined;
  return (image) => names.some((name) => name.every((word) => words(image.artist).includes(word)));
}

function minimumSize(query: Query): Filter | undefined {
  const wanted = query.text('minimum_size');
  if (wanted === undefined) return undefined;
  return (image) => image.sizes.some((size) => SIZE_NAMES.indexOf(size.name) >= SIZE_NAMES.indexOf(wanted));
}

function created(query: Query): Test<Searchable> | undefined {
  const from = readMoment(query.text('date_from') ?? '') ?? Number.NEGATIVE_INFINITY;
  const until = (readMoment(query.text('date_to') ?? '') ?? Number.POSITIVE_INFINITY) + DAY;
  if (!query.has('date_from') && !query.has('date_to')) return undefined;
  return ({ dateCreated }) => {
    const at = dateCreated === null ? Number.NaN : Date.parse(dateCreated);
    return at >= from && at < until;
  };
}

function product(
  query: Query,
  account: Account | undefined,
  hideUsedUp: boolean,
): Test<Searchable> | undefined {
  const wanted = query.text('download_product')?.toLowerCase();
  if (wanted === undefined) return undefined;
  return (image) => {
    const products = account === undefined ? [] : listed(account, image, hideUsedUp);
    const chosen = downloadProduct(products);
    return (
      chosen === wanted ||
      chosen?.split(':')[0] === wanted ||
      `${products[0]?.type}:${products[0]?.id}` === wanted
    );
  };
}

/** What narrows a search of images and of videos alike. */
export function commonFilters(
  query: Query,
  account: Account | undefined,
  hideUsedUp: boolean,
): (Test<Searchable> | undefined)[] {
  return [
    anyOf(query, 'age_of_people', (asset) => (asset.numberOfPeople === 'none' ? '' : asset.ageOfPeople)),
    anyOf(query, 'ethnicity', (asset) => (asset.numberOfPeople === 'none' ? '' : asset.ethnicity)),
    anyOf(query, 'compositions', (asset) => asset.composition),
    anyOf(query, 'number_of_people', (asset) => asset.numberOfPeople),
    anyOf(query, 'orientations', (asset) => asset.orientation),
    not(
      anyOf<Searchable>(query, 'collection_codes', (asset) => asset.collection[0]),
      excludes(query, 'collections_filter_type'),
    ),
    someOf(query, 'keyword_ids', keywordIds),
    not(someOf(query, 'exclude_keyword_ids', keywordIds), true),
    someOf(query, 'editorial_segments', (asset) => asset.segments),
    someOf(query, 'event_ids', (asset) => asset.eventIds.map(String)),
    someOf(query, 'specific_people', (asset) => asset.people),
    artists(query),
    created(query),
    product(query, account, hideUsedUp),
  ];
}

/** Everything a search of images was narrowed by, as one question to each image. */
export function filterOf(query: Query, account: Account | undefined, hideUsedUp: boolean): Filter {
  const filters: (Filter | undefined)[] = [
    ...commonFilters(query, account, hideUsedUp),
    anyOf(query, 'moods', (image) => image.mood),
    not(
      anyOf<CatalogImage>(query, 'graphical_styles', (image) => image.graphicalStyle),
      excludes(query, 'graphical_styles_filter_type'),
    ),
    someOf(query, 'file_types', (image) => (image.graphicalStyle === 'vector' ? ['eps'] : ['jpg'])),
    minimumSize(query),
    flag(query, 'embed_content_only', (image) => image.embeddable),
    // A colour leaves editorial images out; no drawn image has a dominant colour, so half of the others match.
    query.has('color') ? (image) => image.family === 'creative' && image.index % 2 === 0 : undefined,
    query.has('minimum_quality_rank')
      ? (image) => image.qualityRank <= (query.int('minimum_quality_rank') ?? 3)
      : undefined,
  ];
  return all(filters);
}

/** One question out of several; those that were not asked are left out. */
export function all<T>(filters: readonly (Test<T> | undefined)[]): Test<T> {
  return (asset) => filters.every((filter) => filter === undefined || filter(asset));
}

function excludes(query: Query, name: string): boolean {
  return query.text(name)?.toLowerCase() === 'exclude';
}
