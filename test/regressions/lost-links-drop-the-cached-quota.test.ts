import { afterAll, beforeAll, expect, it } from 'vitest';
import { dataOf, type Service, startService } from '../support/service.js';

let service: Service;
beforeAll(async () => {
  service = await startService();
});
afterAll(() => service.close());

/** A charge whose link was lost is a charge: its error showed the cached allowance from before. */
it('the quota after a LINK_LOST is read again, not from the cache', async () => {
  service.simulator.inject({ operation: 'POST /v3/downloads/images/{id}', kind: 'resetAfterCommit' });
  const { downloadImage } = dataOf(
    await service.query<{ downloadImage: { userErrors: object[] } }>(
      `mutation { downloadImage(input: { imageId: "83454804" }) {
        userErrors { code ... on LinkLostError { record { productOffering { quota { remaining } } } } } } }`,
    ),
  );
  expect(downloadImage.userErrors).toEqual([
    { code: 'LINK_LOST', record: { productOffering: { quota: { remaining: 4999 } } } },
  ]);
});
