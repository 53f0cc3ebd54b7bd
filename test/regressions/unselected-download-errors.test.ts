import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Service, startService } from '../support/service.js';

let service: Service;
let images: string[];
beforeAll(async () => {
  service = await startService({ simulator: { cacheHeaders: false } });
  images = service.simulator.imagesFitting('plenty', 'easyaccess', 12);
});
afterAll(() => service.close());

const download = (selection: string, via: string) => {
  const items = images.splice(0, 2).map((imageId) => ({ imageId, via }));
  return service.query<{ downloadImages: object }>(
    `mutation ($input: DownloadImagesInput!) { downloadImages(input: $input) { ${selection} } }`,
    { input: { items } },
  );
};

// A paid link was lost, and the response did not report it.
describe('a batch whose operation does not select `download`', () => {
  // The third time the operation runs compiled, the fourth past Apollo Server.
  it.each([1, 2, 3, 4])(
    'a LINK_LOST is in `errors` without `download` selected, beside the data (%i)',
    async () => {
      service.simulator.inject({ operation: 'CreateDownloadRequest', kind: 'resetAfterCommit' });
      const response = await download('results { index }', 'V1');
      expect(response.data).toEqual({ downloadImages: { results: [{ index: 0 }, { index: 1 }] } });
      expect(response.errors.map(({ path, extensions }) => [path, extensions.code])).toEqual([
        [['downloadImages', 'results', 0, 'download'], 'LINK_LOST'],
        [['downloadImages', 'results', 1, 'download'], 'LINK_LOST'],
      ]);
    },
  );

  it('a system error of an item is in `errors` where failures are selected as data', async () => {
    const response = await service.query(
      `mutation { downloadImages(input: { items: [{ imageId: "not an id" }] }) { results { status userErrors { code } } } }`,
    );
    expect(response.data).toEqual({ downloadImages: { results: [{ status: 'FAILED', userErrors: [] }] } });
    expect(response.errors).toMatchObject([
      { path: ['downloadImages', 'results', 0, 'download'], extensions: { code: 'BAD_USER_INPUT' } },
    ]);
  });

  it('a failure that is selected as data is not in `errors`', async () => {
    service.simulator.inject({ operation: 'CreateDownloadRequest', kind: 'resetAfterCommit' });
    const response = await download('results { userErrors { code } }', 'V1');
    expect(response.errors).toEqual([]);
  });
});
