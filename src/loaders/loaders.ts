import type { Getty } from '../getty/getty.js';
import type { GettyCall } from '../getty/session.js';
import { createImagesLoader, type ImagesLoader } from './images.loader.js';
import { createPreviousDownloadsLoader, type PreviousDownloadsLoader } from './previous-downloads.loader.js';
import { createProductsLoader, type ProductsLoader } from './products.loader.js';

/** Everything that is loaded once for a request and shared by all its fields. Never shared between callers. */
export interface Loaders {
  readonly images: ImagesLoader;
  readonly products: ProductsLoader;
  readonly previousDownloads: PreviousDownloadsLoader;
}

/** Makes the loaders of one request. Each is made when it is first wanted: most operations need one or two. */
export const createLoaders = (getty: Getty, call: GettyCall): Loaders => {
  let images: ImagesLoader | undefined;
  let products: ProductsLoader | undefined;
  let previousDownloads: PreviousDownloadsLoader | undefined;
  return {
    get images() {
      images ??= createImagesLoader(getty.v3, call);
      return images;
    },
    get products() {
      products ??= createProductsLoader(getty.v3, call);
      return products;
    },
    get previousDownloads() {
      previousDownloads ??= createPreviousDownloadsLoader(getty.v3, call);
      return previousDownloads;
    },
  };
};
