import type { Account } from '../accounts/accounts.js';
import { downloadProduct, listed } from '../accounts/entitlement.js';
import type { CatalogImage } from '../catalog/image.js';
import { words } from '../catalog/text.js';
import { type Query, readMoment } from './query.js';

type Filter = (image: CatalogImage) => boolean;

const SIZE_NAMES = ['x_small', 'small', 'medium', 'large', 'x_large', 'xx_large', 'vector'];
const DAY = 86_400_000;

function anyOf(query: Query, name: string, read: (image: CatalogImage) => string): Filter | undefined {
  if (!query.has(name)) return undefined;
  const wanted = query.list(name).map((value) => value.toLowerCase());
  return (image) => wanted.includes(read(image).toLowerCase());
}

function someOf(
  query: Query,
  name: string,
  readAll: (image: CatalogImage) => readonly string[],
): Filter | undefined {
  if (!query.has(name)) return undefined;
  const wanted = query.list(name).map((value) => value.toLowerCase());
  return (image) => readAll(image).some((value) => wanted.includes(value.toLowerCase()));
}

function not(filter: Filter | undefined, whether: boolean): Filter | undefined {
  return whether && filter !== undefined ? (image) => !filter(image) : filter;
}

function flag(query: Query, name: string, filter: Filter): Filter | undefined {
  return query.bool(name) === true ? filter : undefined;
}

function keywordIds(image: CatalogImage): string[] {
  return image.keywords.map((keyword) => keyword.id);
}

function artists(query: Query): Filter | undefined {
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

function created(query: Query): Filter | undefined {
  const from = readMoment(query.text('date_from') ?? '') ?? Number.NEGATIVE_INFINITY;
  const until = (readMoment(query.text('date_to') ?? '') ?? Number.POSITIVE_INFINITY) + DAY;
  if (!query.has('date_from') && !query.has('date_to')) return undefined;
  return ({ dateCreated }) => {
    const at = dateCreated === null ? Number.NaN : Date.parse(dateCreated);
    return at >= from && at < until;
  };
}

function product(query: Query, account: Account | undefined, hideUsedUp: boolean): Filter | undefined {
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

/** Everything a search was narrowed by, as one question to each image. */
export function filterOf(query: Query, account: Account | undefined, hideUsedUp: boolean): Filter {
  const filters: (Filter | undefined)[] = [
    anyOf(query, 'age_of_people', (image) => (image.numberOfPeople === 'none' ? '' : image.ageOfPeople)),
    anyOf(query, 'ethnicity', (image) => (image.numberOfPeople === 'none' ? '' : image.ethnicity)),
    anyOf(query, 'compositions', (image) => image.composition),
    anyOf(query, 'number_of_people', (image) => image.numberOfPeople),
    anyOf(query, 'orientations', (image) => image.orientation),
    anyOf(query, 'moods', (image) => image.mood),
    not(
      anyOf(query, 'collection_codes', (image) => image.collection[0]),
      excludes(query, 'collections_filter_type'),
    ),
    not(
      anyOf(query, 'graphical_styles', (image) => image.graphicalStyle),
      excludes(query, 'graphical_styles_filter_type'),
    ),
    someOf(query, 'file_types', (image) => (image.graphicalStyle === 'vector' ? ['eps'] : ['jpg'])),
    someOf(query, 'keyword_ids', keywordIds),
    not(someOf(query, 'exclude_keyword_ids', keywordIds), true),
    someOf(query, 'editorial_segments', (image) => image.segments),
    someOf(query, 'event_ids', (image) => image.eventIds.map(String)),
    someOf(query, 'specific_people', (image) => image.people),
    artists(query),
    minimumSize(query),
    created(query),
    product(query, account, hideUsedUp),
    flag(query, 'embed_content_only', (image) => image.embeddable),
    // A colour leaves editorial images out; which images have it nobody can say of made-up ones, so half of them.
    query.has('color') ? (image) => image.family === 'creative' && image.index % 2 === 0 : undefined,
    query.has('minimum_quality_rank')
      ? (image) => image.qualityRank <= (query.int('minimum_quality_rank') ?? 3)
      : undefined,
  ];
  return (image) => filters.every((filter) => filter === undefined || filter(image));
}

function excludes(query: Query, name: string): boolean {
  return query.text(name)?.toLowerCase() === 'exclude';
}
