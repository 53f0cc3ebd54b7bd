import type { GettyClients } from '../getty/clients/create-getty.js';
import type { GettyCall } from '../getty/session.js';
import { type AuthorizationsLoader, createAuthorizationsLoader } from './authorizations.loader.js';
import { createImagesLoader, type ImagesLoader } from './images.loader.js';
import { createPreviousDownloadsLoader, type PreviousDownloadsLoader } from './previous-downloads.loader.js';
import { createProductsLoader, type OnProducts, type ProductsLoader } from './products.loader.js';
import { createVideosLoader, type VideosLoader } from './videos.loader.js';

/** Everything that is loaded once for a request and shared by all its fields. Never shared between callers. */
export interface Loaders {
  readonly images: ImagesLoader;
  readonly videos: VideosLoader;
  readonly products: ProductsLoader;
  readonly previousDownloads: PreviousDownloadsLoader;
  readonly authorizations: AuthorizationsLoader;
  /** Counts lists of related images, each a call that nothing shares. */
  readonly relatedLists: Counter;
}

/** Counts within one request. */
export interface Counter {
  /** The number of the next one, from 1. */
  next(): number;
}

/** Makes the loaders of one request, each when it is first wanted: most operations need one or two. */
export const createLoaders = (getty: GettyClients, call: GettyCall, onProducts?: OnProducts): Loaders =>
  new RequestLoaders(getty, call, onProducts);

class RequestLoaders implements Loaders {
  #images: ImagesLoader | undefined;
  #videos: VideosLoader | undefined;
  #products: ProductsLoader | undefined;
  #previousDownloads: PreviousDownloadsLoader | undefined;
  #authorizations: AuthorizationsLoader | undefined;
  #relatedLists: Counter | undefined;

  constructor(
    private readonly getty: GettyClients,
    private readonly call: GettyCall,
    private readonly onProducts: OnProducts | undefined,
  ) {}

  get images(): ImagesLoader {
    this.#images ??= createImagesLoader(this.getty.v3, this.call);
    return this.#images;
  }

  get videos(): VideosLoader {
    this.#videos ??= createVideosLoader(this.getty.v3, this.call);
    return this.#videos;
  }

  get products(): ProductsLoader {
    this.#products ??= createProductsLoader(this.getty.v3, this.getty.v1, this.call, this.onProducts);
    return this.#products;
  }

  get previousDownloads(): PreviousDownloadsLoader {
    this.#previousDownloads ??= createPreviousDownloadsLoader(this.getty.v3, this.call);
    return this.#previousDownloads;
  }

  get authorizations(): AuthorizationsLoader {
    this.#authorizations ??= createAuthorizationsLoader(this.getty.v1, this.call);
    return this.#authorizations;
  }

  get relatedLists(): Counter {
    this.#relatedLists ??= createCounter();
    return this.#relatedLists;
  }
}

function createCounter(): Counter {
  let count = 0;
  return {
    next: () => {
      count += 1;
      return count;
    },
  };
}
