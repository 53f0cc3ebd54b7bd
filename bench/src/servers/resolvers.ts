import { PRODUCT_TYPES, type WireImage } from '../workload.js';
import { getSearch } from './get-search.js';

type Wire = WireImage['largest_downloads'][number];

/** Resolvers of that schema, for the fields whose names differ upstream. */
export const resolvers = {
  Query: {
    searchImages: async (_root: unknown, { phrase }: { phrase: string }) => {
      const { images, result_count } = await getSearch(phrase);
      return { nodes: images, totalCount: result_count };
    },
  },
  Image: {
    id: (image: WireImage) => `gid://getty/Image/${image.id}`,
    largestDownloads: (image: WireImage) => image.largest_downloads,
  },
  LargestDownload: {
    productType: (download: Wire) => PRODUCT_TYPES[download.product_type] ?? 'UNKNOWN',
    productTypeName: (download: Wire) => download.product_type,
  },
};
