import { Counter, collectDefaultMetrics, Histogram, Registry } from 'prom-client';

/** What the edge counts. Other parts register their own in `registry`. */
export interface Metrics {
  readonly registry: Registry;
  /** GraphQL operations that were answered. `code` is the first error's, or `none`. */
  readonly operations: Counter<'type' | 'code'>;
  /** Seconds from the request's arrival to its answer. */
  readonly operationSeconds: Histogram<'type'>;
  /** HTTP answers outside GraphQL's pipeline: refused bodies, unknown paths. */
  readonly refusedRequests: Counter<'status'>;
  /** Connections refused because their address holds too many. */
  readonly refusedConnections: Counter;
  /** Requests that the fast path looked at, by what became of them. */
  readonly fastPath: Counter<'result'>;
  /** Ends of downloads, whoever found them out. */
  readonly downloads: Counter<'outcome' | 'product_type' | 'via' | 'by'>;
}

/**
 * Makes the metrics of one process.
 * @param registry where they are kept; tests give each server its own
 */
export function createMetrics(registry: Registry = new Registry()): Metrics {
  const registers = [registry];
  return {
    registry,
    operations: new Counter({
      name: 'getty_graphql_operations_total',
      help: 'GraphQL operations answered, by type and by the code of the first error.',
      labelNames: ['type', 'code'],
      registers,
    }),
    operationSeconds: new Histogram({
      name: 'getty_graphql_operation_seconds',
      help: 'Seconds from the arrival of a GraphQL operation to its answer.',
      labelNames: ['type'],
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
      registers,
    }),
    refusedRequests: new Counter({
      name: 'getty_graphql_refused_requests_total',
      help: 'HTTP requests refused before GraphQL saw them, by status.',
      labelNames: ['status'],
      registers,
    }),
    refusedConnections: new Counter({
      name: 'getty_graphql_refused_connections_total',
      help: 'Connections refused because their address holds too many (MAX_CONNECTIONS_PER_ADDRESS).',
      registers,
    }),
    fastPath: new Counter({
      name: 'getty_graphql_fast_path_total',
      help: 'POST requests by what the fast path did: executed, cached, declined (known operation, slow path) or unknown.',
      labelNames: ['result'],
      registers,
    }),
    downloads: new Counter({
      name: 'getty_graphql_downloads_total',
      help: 'Ends of downloads, by outcome (SUCCEEDED, REPLAYED or a code), product, API version and what found it out.',
      labelNames: ['outcome', 'product_type', 'via', 'by'],
      registers,
    }),
  };
}

/** Adds the process's own figures: memory, event loop, garbage collection. Once per process. */
export const collectProcessMetrics = (registry: Registry): void =>
  collectDefaultMetrics({ register: registry });
