/**
 * What is asked and what must come back. Every request asks for a phrase of its own, which stands in every row of its
 * answer: so nothing can be shared between requests, and an answer that belongs to another question is noticed.
 */

/** Rows of a page. */
export const ROWS = 30;

/** Stands for the number of a request in every template; all numbers have as many digits. */
export const MARK = '000000';

/** How many different questions there are. */
export const QUESTIONS = 10 ** MARK.length;

/** The text of a request's number. */
export const digitsOf = (n: number): string => String(n % QUESTIONS).padStart(MARK.length, '0');

/** The operation that every GraphQL server is sent. */
export const OPERATION =
  'query Search($phrase: String!) { searchImages(phrase: $phrase, first: 30) { nodes { id title largestDownloads { productType productTypeName uri } } } }';

/** The same without what only signed-in callers are told. */
export const ANONYMOUS_OPERATION =
  'query Search($phrase: String!) { searchImages(phrase: $phrase, first: 30) { nodes { id title } } }';

/** A row as Getty Images' search tells it. */
export interface WireImage {
  readonly id: string;
  readonly title: string;
  readonly largest_downloads: readonly {
    readonly product_id: string;
    readonly product_type: string;
    readonly uri: string;
  }[];
}

/** An answer of Getty Images' search. */
export interface WireSearch {
  readonly result_count: number;
  readonly images: readonly WireImage[];
}

const PRODUCTS = [
  ['easyaccess', '1001'],
  ['premiumaccess', '2002'],
] as const;

/** How this service's schema names those products. */
export const PRODUCT_TYPES: Readonly<Record<string, string>> = {
  easyaccess: 'EASY_ACCESS',
  premiumaccess: 'PREMIUM_ACCESS',
};

const wireImage = (row: number): WireImage => {
  // Not a zero before the mark, or it could be found one place too early.
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

/** The upstream's answer to `MARK`. */
export const wireSearch: WireSearch = {
  result_count: 12_345,
  images: Array.from({ length: ROWS }, (_, row) => wireImage(row)),
};

/** What the graph shows of a row. */
export const shown = ({ id, title, largest_downloads }: WireImage) => ({
  id: `gid://getty/Image/${id}`,
  title,
  largestDownloads: largest_downloads.map(({ product_type, uri }) => ({
    productType: PRODUCT_TYPES[product_type] ?? 'UNKNOWN',
    productTypeName: product_type,
    uri,
  })),
});

/** The head of every right answer in GraphQL, up to the end of its data. */
export const expectedData = JSON.stringify({
  data: { searchImages: { nodes: wireSearch.images.map(shown) } },
}).slice(0, -1);

/** The same for the anonymous operation. */
export const expectedAnonymous = JSON.stringify({
  data: { searchImages: { nodes: wireSearch.images.map(shown).map(({ id, title }) => ({ id, title })) } },
}).slice(0, -1);

/** What an OpenAPI gateway makes of it: Getty Images' own names. */
export const GATEWAY_OPERATION =
  'query Search($phrase: String!) { v3_search_images(phrase: $phrase, page: 1, page_size: 30, fields: "title,largest_downloads") { images { id title largest_downloads { product_type uri } } } }';

/** The head of that gateway's right answers. */
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
