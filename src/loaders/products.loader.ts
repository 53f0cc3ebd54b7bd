import type { Product } from '../getty/model/product.js';
import type { GettyCall } from '../getty/session.js';
import { fetchProductOfferings } from '../getty/v1/product-offerings.client.js';
import type { V1Client } from '../getty/v1/v1-client.js';
import { fetchProducts } from '../getty/v3/products.client.js';
import type { V3Client } from '../getty/v3/v3-client.js';

/** The caller's products for one request: one `GET /v3/products`, wherever and however often they are named. */
export interface ProductsLoader {
  /**
   * All products, active or not.
   * @param withRequirements whether `download_requirements` must be in the answer
   * @throws ServiceError
   */
  load(withRequirements: boolean): Promise<readonly Product[]>;
  /** The same as v1 knows them. @throws ServiceError */
  loadV1(which: 'active' | 'all'): Promise<readonly Product[]>;
  /** A download changed them: who asks next reads them afresh, once for all who do. */
  forget(): void;
}

/** Receives all products of an account, each time they were read. Must not throw. */
export type OnProducts = (products: readonly Product[]) => void;

/** Not a DataLoader: there is one thing to load, and what has to be shared is the promise. */
export const createProductsLoader = (
  v3: V3Client,
  v1: V1Client,
  call: GettyCall,
  onProducts: OnProducts = () => {},
): ProductsLoader => {
  let shared: { readonly withRequirements: boolean; readonly products: Promise<readonly Product[]> } | null =
    null;
  const seen = async (reading: Promise<readonly Product[]>): Promise<readonly Product[]> => {
    const products = await reading;
    onProducts(products);
    return products;
  };
  const sharedV1 = new Map<'active' | 'all', Promise<readonly Product[]>>();
  return {
    load: (withRequirements) => {
      if (shared === null || (withRequirements && !shared.withRequirements))
        shared = { withRequirements, products: seen(fetchProducts(v3, call, withRequirements)) };
      return shared.products;
    },
    loadV1: (which) => {
      const products = sharedV1.get(which) ?? seen(fetchProductOfferings(v1, call, which));
      sharedV1.set(which, products);
      return products;
    },
    forget: () => {
      shared = null;
      sharedV1.clear();
    },
  };
};
