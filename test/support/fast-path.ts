import type { Registry } from 'prom-client';

/** How the fast path counted a request; see `getty_graphql_fast_path_total`. */
export type FastPathResult = 'executed' | 'cached' | 'declined' | 'unknown';

/** The counts of `getty_graphql_fast_path_total` by result. */
async function countsOf(registry: Registry): Promise<ReadonlyMap<unknown, number>> {
  const metric = await registry.getSingleMetric('getty_graphql_fast_path_total')?.get();
  return new Map(metric?.values.map(({ labels, value }) => [labels['result'], value]));
}

/**
 * Sends requests and reads from the metric what the fast path did with them, in alphabetical order; empty where none
 * of them came as far as the fast path.
 */
export async function observeFastPath<Response>(
  registry: Registry,
  send: () => Promise<Response>,
): Promise<{ readonly response: Response; readonly results: readonly unknown[] }> {
  const before = await countsOf(registry);
  const response = await send();
  const after = await countsOf(registry);
  const results = [...after].flatMap(([result, count]) =>
    Array<unknown>(count - (before.get(result) ?? 0)).fill(result),
  );
  return { response, results: results.sort() };
}
