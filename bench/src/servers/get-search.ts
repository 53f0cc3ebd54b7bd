import { Agent } from 'undici';
import type { WireSearch } from '../workload.js';

const upstream = process.env['UPSTREAM'] ?? '';
const agent = new Agent({ pipelining: 1 });

/** Calls the upstream with undici's `request` on one shared agent, the fastest way. */
export const getSearch = async (phrase: string): Promise<WireSearch> => {
  const { body } = await agent.request({
    origin: upstream,
    path: `/v3/search/images?phrase=${encodeURIComponent(phrase)}&page=1&page_size=30&fields=largest_downloads,title`,
    method: 'GET',
    headers: { 'api-key': 'bench', authorization: 'Bearer bench-token', accept: 'application/json' },
  });
  return (await body.json()) as WireSearch;
};

/** Calls the upstream with the global `fetch`, as documented examples do. */
export const fetchSearch = async (phrase: string): Promise<WireSearch> => {
  const response = await fetch(
    `${upstream}/v3/search/images?phrase=${encodeURIComponent(phrase)}&page=1&page_size=30&fields=largest_downloads,title`,
    { headers: { 'api-key': 'bench', authorization: 'Bearer bench-token', accept: 'application/json' } },
  );
  return (await response.json()) as WireSearch;
};
