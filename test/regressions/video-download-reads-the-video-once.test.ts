import { afterAll, beforeAll, expect, it } from 'vitest';
import { dataOf, type Service, startService } from '../support/service.js';

let service: Service;
beforeAll(async () => {
  service = await startService({ simulator: { cacheHeaders: false } });
});
afterAll(() => service.close());

/** Planning read the fields it needs, and the payload's `video { title }` then read the same video again. */
it('a video download reads the video once, with the fields of the payload', async () => {
  dataOf(
    await service.query(
      'mutation { downloadVideo(input: { videoId: "690773579" }) { download { video { title downloadSizes { name } } } } }',
    ),
  );
  const reads = service.calls().filter(({ operation }) => operation === 'GET /v3/videos');
  expect(reads.map(({ query }) => query['fields'])).toEqual([
    'download_product,downloads,product_types,title',
  ]);
});
