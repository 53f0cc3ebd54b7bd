import type {
  ImageFamily,
  ImageOrientation,
  ImageSearchFilter,
  ImageSearchSort,
  ProductOfferingTypeInput,
} from '../graphql/generated/graphql';
import { type Known, lookUp } from '../graphql/known';
import { productLabel, productTypeChoices } from '../products/label';

/** A search as its form and the address have it. Empty strings are choices not made. */
export interface SearchParams {
  readonly phrase: string;
  readonly family: Known<ImageFamily> | '';
  readonly orientation: Known<ImageOrientation> | '';
  readonly sort: Known<ImageSearchSort>;
  readonly product: Known<ProductOfferingTypeInput> | '';
}

export const familyNames: Readonly<Record<Known<ImageFamily>, string>> = {
  CREATIVE: 'Creative',
  EDITORIAL: 'Editorial',
};

export const orientationNames: Readonly<Record<Known<ImageOrientation>, string>> = {
  HORIZONTAL: 'Horizontal',
  VERTICAL: 'Vertical',
  SQUARE: 'Square',
  PANORAMIC_HORIZONTAL: 'Panorama, wide',
  PANORAMIC_VERTICAL: 'Panorama, tall',
};

export const sortNames: Readonly<Record<Known<ImageSearchSort>, string>> = {
  BEST_MATCH: 'Best match',
  MOST_POPULAR: 'Most popular',
  NEWEST: 'Newest',
  RANDOM: 'Surprise me',
};

export const productNames = Object.fromEntries(
  productTypeChoices.map((type) => [type, productLabel(type)]),
) as Readonly<Record<Known<ProductOfferingTypeInput>, string>>;

/** A value that a table of choices has, else the fallback: an address may have been typed by hand. */
function choice<Key extends string, Fallback extends string>(
  table: Readonly<Record<Key, string>>,
  value: string | null,
  fallback: Fallback,
): Key | Fallback {
  return value !== null && lookUp(table, value) !== undefined ? (value as Key) : fallback;
}

export function readSearch(params: URLSearchParams): SearchParams {
  return {
    phrase: params.get('phrase')?.trim() ?? '',
    family: choice(familyNames, params.get('family'), ''),
    orientation: choice(orientationNames, params.get('orientation'), ''),
    sort: choice(sortNames, params.get('sort'), 'BEST_MATCH'),
    product: choice(productNames, params.get('product'), ''),
  };
}

/** The parameters of an address: what was chosen, and nothing else. */
export function writeSearch(search: SearchParams): URLSearchParams {
  const chosen = Object.entries(search).filter(([, value]) => value !== '' && value !== 'BEST_MATCH');
  return new URLSearchParams(chosen);
}

/** The variables of the query. A filter of nothing is none, so that it is one list in the cache. */
export function searchVariables({ phrase, family, orientation, sort, product }: SearchParams) {
  const filter: ImageSearchFilter = {
    ...(family && { family }),
    ...(orientation && { orientations: [orientation] }),
    ...(product && { downloadableWith: product }),
  };
  return { phrase, sort, filter: Object.keys(filter).length > 0 ? filter : null };
}
