import type { Simulator } from '../../../src/simulator/index.js';

/** The first image of the simulated world; `plenty` may download it. */
export const imageId = '83454804';

/** How the simulator names the call that spends a download. */
export const download = 'POST /v3/downloads/images/{id}';

/** A phrase whose first hundred results hold words of Getty Images that nobody knows. */
export const phraseWithUnknownWords = 'cat';

/** Lets Getty Images list a product of a kind that nobody knows. */
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

/** Holds the next download back, so that its client can go away while Getty Images works on it. */
export function holdDownload(simulator: Simulator): void {
  simulator.inject({ operation: download, kind: 'delay', delayMs: 150 });
}

/** How many downloads of an image were charged. */
export const charges = (simulator: Simulator, id: string): number =>
  simulator.charges.filter(({ assetId }) => assetId === id).length;
