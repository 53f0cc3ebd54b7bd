import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/** Metrics of the HTTP host and of downloads. Other modules register their own in `registry`. */
export interface Metrics {
  readonly registry: Registry;
  /** Text of a scrape; left out: that of `registry`. With several workers it is of all of them. */
  readonly text?: () => Promise<string>;
  /** GraphQL responses. `code`: that of the first error, thrown or in `userErrors`, or `none`. */
  readonly operations: Counter<'type' | 'code'>;
  /** Seconds from the request's arrival to its response. */
  readonly operationSeconds: Histogram<'type'>;
  /** HTTP error responses outside GraphQL's pipeline: rejected bodies, unknown paths. */
  readonly refusedRequests: Counter<'status'>;
  /** Connections refused because their address has too many open. */
  readonly refusedConnections: Counter;
  /** Requests that the fast path looked at, by what became of them. */
  readonly fastPath: Counter<'result'>;
  /** Ends of downloads, selected as data or thrown, found by a call, a late response or settlement. */
  readonly downloads: Counter<'outcome' | 'product_type' | 'client' | 'via'>;
  /** What is left of the products of the service's account, as last read for other purposes. */
  readonly remaining: Gauge<'product'>;
}

/**
 * Creates the metrics of one process.
 * @param registry default: a new one, so that servers in one process do not share figures
 */
export function createMetrics(registry: Registry = new Registry()): Metrics {
  const registers = [registry];
  return {
    registry,
    operations: new Counter({
      name: 'getty_graphql_operations_total',
      help: 'GraphQL operations, by type and by the code of the first error, thrown or in userErrors.',
      labelNames: ['type', 'code'],
      registers,
    }),
    operationSeconds: new Histogram({
      name: 'getty_graphql_operation_seconds',
      help: 'Seconds from the arrival of a GraphQL operation to its response.',
      labelNames: ['type'],
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
      registers,
    }),
    refusedRequests: new Counter({
      name: 'getty_graphql_refused_requests_total',
      help: 'HTTP requests rejected before GraphQL, by status.',
      labelNames: ['status'],
      registers,
    }),
    refusedConnections: new Counter({
      name: 'getty_graphql_refused_connections_total',
      help: 'Connections refused because their address has too many open (MAX_CONNECTIONS_PER_ADDRESS).',
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
      help: 'Ends of downloads, by outcome (SUCCEEDED, REPLAYED or a code), product, client key and API version.',
      labelNames: ['outcome', 'product_type', 'client', 'via'],
      registers,
    }),
    remaining: new Gauge({
      name: 'getty_graphql_remaining',
      help: 'Downloads left of each product of the service’s account, as last read for other purposes.',
      labelNames: ['product'],
      aggregator: 'min',
      registers,
    }),
  };
}

/** Adds the metrics of the process: memory, event loop, garbage collection. Once per process. */
export const collectProcessMetrics = (registry: Registry): void =>
  collectDefaultMetrics({ register: registry });

/**
 * Shows how many downloads of the last week have no known outcome, in flight or lost. Replicas that share a store show
 * the same number. A store that cannot be reached leaves the last one.
 */
export const watchUnsettled = (unsettled: () => Promise<number>, registry: Registry): void => {
  new Gauge({
    name: 'getty_graphql_unsettled_downloads',
    help: 'Downloads of the last week whose outcome is not known: in flight, or sent without a response.',
    aggregator: 'max',
    registers: [registry],
    async collect() {
      try {
        this.set(await unsettled());
      } catch {
        // A scrape never fails for the store; its own metrics and the readiness probe show the outage.
      }
    },
  });
};

/** Shows how full a bounded store of idempotency keys is, early enough to act: full, it refuses new keys. */
export const watchFill = (
  fill: () => { readonly keys: number; readonly limit: number } | null,
  registry: Registry,
): void => {
  if (fill() === null) return;
  const registers = [registry];
  new Gauge({
    name: 'getty_graphql_idempotency_keys',
    help: 'Idempotency keys that the memory store holds. At its limit it refuses new keys.',
    registers,
    collect() {
      this.set(fill()?.keys ?? 0);
    },
  });
  new Gauge({
    name: 'getty_graphql_idempotency_keys_limit',
    help: 'How many idempotency keys the memory store can hold.',
    registers,
    collect() {
      this.set(fill()?.limit ?? 0);
    },
  });
};
