import { afterAll, beforeAll, expect, it } from 'vitest';
import { dataOf, type Service, startService } from '../support/service.js';

let service: Service;
beforeAll(async () => {
  service = await startService();
});
afterAll(() => service.close());

/**
 * v1 spells kinds of products differently and names no instance of one; with both in the id, a row that v1 had listed
 * was `null` when `node` looked for it through v3.
 */
it('a download record has one id in every version, and node finds it by that id', async () => {
  const filter = { productType: 'PREMIUM_ACCESS' };
  const lists = await Promise.all(
    ['V3', 'V1'].map(async (via) => {
      const { downloadHistory } = dataOf(
        await service.query<{ downloadHistory: { nodes: { id: string }[] } }>(
          'query ($via: GettyApi, $filter: DownloadHistoryFilter) { downloadHistory(via: $via, filter: $filter) { nodes { id } } }',
          { via, filter },
        ),
      );
      return downloadHistory.nodes;
    }),
  );
  const [v3, v1] = lists;
  expect(v1?.length).toBeGreaterThan(0);
  expect(v1).toEqual(v3);
  const ids = v1?.slice(0, 3).map(({ id }) => id);
  const { nodes } = dataOf(
    await service.query<{ nodes: object[] }>('query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', { ids }),
  );
  expect(nodes).toEqual(ids?.map((id) => ({ id })));
});
