import type { Simulator } from '../../../simulator/src/index.js';

/** The simulator's name for the call that spends a download. */
export const download = 'POST /v3/downloads/images/{id}';

/** A phrase whose first hundred results hold words of Getty Images that the schema does not have. */
export const phraseWithUnknownWords = 'cat';

/** Makes Getty Images list a product of an unknown type. */
export function listUnknownProduct(simulator: Simulator): void {
  const product = {
    agreement_name: null,
    application_website: null,
    credits_remaining: null,
    download_limit: 5,
    download_limit_duration: 'Monthly',
    download_limit_reset_utc_date: '2030-01-01T00:00:00',
    downloads_remaining: 4,
    expiration_utc_date: '2031-01-01T00:00:00',
    id: 19001,
    name: 'Galaxy Access',
    status: 'active',
    type: 'galaxyaccess',
  };
  simulator.inject({
    operation: 'GET /v3/products',
    kind: 'status',
    status: 200,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ products: [product] }),
  });
}

/** Delays the next download. Resolves once Getty Images received it, so that a test can disconnect the client then. */
export async function holdDownload(simulator: Simulator): Promise<void> {
  const sent = () => simulator.requests.filter(({ operation }) => operation === download).length;
  const before = sent();
  simulator.inject({ operation: download, kind: 'delay', delayMs: 300 });
  while (sent() === before) await new Promise((resolve) => setImmediate(resolve));
}

/** Number of charged downloads of an image. */
export const charges = (simulator: Simulator, id: string): number =>
  simulator.charges.filter(({ assetId }) => assetId === id).length;
