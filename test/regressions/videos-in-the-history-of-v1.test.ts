import { afterAll, beforeAll, expect, it } from 'vitest';
import { dataOf, type Service, startService } from '../support/service.js';

let service: Service;
beforeAll(async () => {
  service = await startService();
});
afterAll(() => service.close());

/** v1 says of no row whether it was a video; `video` was then null for every one of them, as if it were withdrawn. */
it('videos in the history of v1 take one call per page', async () => {
  dataOf(
    await service.query('mutation { downloadVideo(input: { videoId: "690773579" }) { download { url } } }'),
  );
  service.forget();
  const { downloadHistory } = dataOf(
    await service.query<{ downloadHistory: { nodes: { image: object | null; video: object | null }[] } }>(
      '{ downloadHistory(via: V1, first: 20) { nodes { image { id } video { id } } } }',
    ),
  );
  expect(downloadHistory.nodes[0]).toEqual({
    image: null,
    video: { id: 'gid://getty/Video/690773579' },
  });
  expect(downloadHistory.nodes.every(({ image, video }) => image === null || video === null)).toBe(true);
  expect([...service.operations()].sort()).toEqual([
    'GET /v3/images',
    'GET /v3/videos',
    'GetPreviousDownloads',
  ]);
});
