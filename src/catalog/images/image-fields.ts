/** The properties of an image that a client can select and that cost something to ask for. */
export type ImageProperty =
  | 'title'
  | 'caption'
  | 'artist'
  | 'creditLine'
  | 'collection'
  | 'license'
  | 'maxDimensions'
  | 'displaySizes'
  | 'keywords'
  | 'createdAt'
  | 'largestDownloads';

/** What each property is called in Getty Images' `fields=`. */
const FIELDS_BY_PROPERTY: Readonly<Record<ImageProperty, readonly string[]>> = {
  title: ['title'],
  caption: ['caption'],
  artist: ['artist'],
  creditLine: ['credit_line'],
  collection: ['collection_code', 'collection_name'],
  license: ['license_model'],
  maxDimensions: ['max_dimensions'],
  displaySizes: ['display_set'],
  keywords: ['keywords'],
  createdAt: ['date_created'],
  largestDownloads: ['largest_downloads'],
};

/** Needs a bearer token; with the API key alone the whole call would be refused for it. */
const NEEDS_TOKEN: ReadonlySet<string> = new Set(['largest_downloads', 'download_product', 'product_types']);
/** Detail answers have it, search answers do not. */
const NOT_IN_SEARCH: ReadonlySet<string> = new Set(['credit_line']);

/**
 * The names for `fields=`, sorted, of exactly what was selected.
 * @param selected names of selected fields; those that are no property of the answer are passed over
 */
export const toFieldsParam = (
  selected: Iterable<string>,
  isSignedIn: boolean,
  endpoint: 'detail' | 'search',
): string[] => {
  const fields = new Set<string>();
  for (const property of selected) {
    if (!Object.hasOwn(FIELDS_BY_PROPERTY, property)) continue;
    for (const field of FIELDS_BY_PROPERTY[property as ImageProperty]) {
      if (!isSignedIn && NEEDS_TOKEN.has(field)) continue;
      if (endpoint === 'search' && NOT_IN_SEARCH.has(field)) continue;
      fields.add(field);
    }
  }
  return [...fields].sort();
};
