/**
 * Requests and their correct responses. Every request has its own phrase, which is part of every row of the response, so
 * that no work can be shared between requests and a response to another request is detected.
 */

/** Rows of a page. */
export const ROWS = 30;

/** Placeholder for the request's number in templates; all numbers have as many digits. */
export const MARK = '000000';

/** Number of different phrases. */
export const QUESTIONS = 10 ** MARK.length;

/** A request's number with leading digits, as long as `MARK`. */
export const digitsOf = (n: number): string => String(n % QUESTIONS).padStart(MARK.length, '0');

/** The operation sent to every GraphQL server. */
export const OPERATION =
  'query Search($phrase: String!) { searchImages(phrase: $phrase, first: 30) { nodes { id title largestDownloads { productType productTypeName uri } } } }';

/** The same without the fields that need a signed-in caller. */
export const ANONYMOUS_OPERATION =
  'query Search($phrase: String!) { searchImages(phrase: $phrase, first: 30) { nodes { id title } } }';

/** A row of Getty Images' search response. */
export interface WireImage {
  readonly id: string;
  readonly title: string;
  readonly largest_downloads: readonly {
    readonly product_id: string;
    readonly product_type: string;
    readonly uri: string;
  }[];
}

/** A search response of Getty Images. */
export interface WireSearch {
  readonly result_count: number;
  readonly images: readonly WireImage[];
}

const PRODUCTS = [
  ['easyaccess', '1001'],
  ['premiumaccess', '2002'],
] as const;

/** Names of those products in this service's schema. */
export const PRODUCT_TYPES: Readonly<Record<string, string>> = {
  easyaccess: 'EASY_ACCESS',
  premiumaccess: 'PREMIUM_ACCESS',
};

const wireImage = (row: number): WireImage => {
  // No zero before the mark, or the search for it could match one position too early.
  const id = `${row + 10}7${MARK}`;
  return {
    id,
    title: `Row ${row} of ${MARK}: a kitten asleep on a grey sofa in the afternoon sun`,
    largest_downloads: PRODUCTS.map(([product_type, product_id]) => ({
      product_id,
      product_type,
      uri: `https://api.gettyimages.com/v3/downloads/images/${id}?product_id=${product_id}&product_type=${product_type}`,
    })),
  };
};

/** The upstream's response to `MARK`. */
export const wireSearch: WireSearch = {
  result_count: 12_345,
  images: Array.from({ length: ROWS }, (_, row) => wireImage(row)),
};

/** A row as GraphQL returns it. */
export const shown = ({ id, title, largest_downloads }: WireImage) => ({
  id: `gid://getty/Image/${id}`,
  title,
  largestDownloads: largest_downloads.map(({ product_type, uri }) => ({
    productType: PRODUCT_TYPES[product_type] ?? 'UNKNOWN',
    productTypeName: product_type,
    uri,
  })),
});

/** Prefix of every correct GraphQL response, up to the end of `data`. */
export const expectedData = JSON.stringify({
  data: { searchImages: { nodes: wireSearch.images.map(shown) } },
}).slice(0, -1);

/** The same for the anonymous operation. */
export const expectedAnonymous = JSON.stringify({
  data: { searchImages: { nodes: wireSearch.images.map(shown).map(({ id, title }) => ({ id, title })) } },
}).slice(0, -1);

/** The row as an OpenAPI gateway returns it, with Getty Images' own names. */
export const GATEWAY_OPERATION =
  'query Search($phrase: String!) { v3_search_images(phrase: $phrase, page: 1, page_size: 30, fields: "title,largest_downloads") { images { id title largest_downloads { product_type uri } } } }';

/** Prefix of that gateway's correct responses. */
export const expectedGateway = JSON.stringify({
  data: {
    v3_search_images: {
      images: wireSearch.images.map(({ id, title, largest_downloads }) => ({
        id,
        title,
        largest_downloads: largest_downloads.map(({ product_type, uri }) => ({ product_type, uri })),
      })),
    },
  },
}).slice(0, -1);
