import type { Product } from '../getty/model/product.js';
import type { GettyCall } from '../getty/session.js';
import { fetchProducts } from '../getty/v3/products.client.js';
import type { V3Gateway } from '../getty/v3/v3-gateway.js';

/** The caller's products for one request: one `GET /v3/products`, wherever and however often they are named. */
export interface ProductsLoader {
  /**
   * All products, active or not.
   * @param withRequirements whether `download_requirements` must be in the answer
   * @throws ServiceError
   */
  load(withRequirements: boolean): Promise<readonly Product[]>;
  /** Reads them again, after a download changed them; what comes after shares this reading. */
  fresh(withRequirements: boolean): Promise<readonly Product[]>;
}

/** Not a DataLoader: there is one thing to load, and what has to be shared is the promise. */
export const createProductsLoader = (gateway: V3Gateway, call: GettyCall): ProductsLoader => {
  let shared: { readonly withRequirements: boolean; readonly products: Promise<readonly Product[]> } | null = null;
  const fetch = (withRequirements: boolean): Promise<readonly Product[]> => {
    const products = fetchProducts(gateway, call, withRequirements);
    shared = { withRequirements, products };
    return products;
  };
  return {
    load: (withRequirements) =>
      shared !== null && (shared.withRequirements || !withRequirements) ? shared.products : fetch(withRequirements),
    fresh: fetch,
  };
};
