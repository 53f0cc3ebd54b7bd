import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Service, startService } from '../support/service.js';

let service: Service;
beforeAll(async () => {
  service = await startService();
});
afterAll(() => service.close());

/** v1 gives no instance for a product that has none; naming its id was then NOT_ENTITLED. */
it('v1 accepts a named product although it gives no instance of it', async () => {
  const { data } = await service.query(
    'mutation ($id: ID!) { downloadImage(input: { imageId: $id, via: V1, productId: "11001" }) { download { via productOffering { productId } } userErrors { code } } }',
    { id: '83454804' },
  );
  expect(data).toEqual({
    downloadImage: { download: { via: 'V1', productOffering: { productId: '11001' } }, userErrors: [] },
  });
});
