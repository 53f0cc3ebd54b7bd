import cluster from 'node:cluster';
import { AggregatorRegistry, type Registry } from 'prom-client';

/**
 * One scrape shows every worker: a scrape reaches whichever worker the cluster hands the connection, and that worker
 * asks the primary, which collects the registries of all (prom-client's `AggregatorRegistry`).
 */

const REQUEST = 'getty-graphql:metrics-request';
const RESPONSE = 'getty-graphql:metrics-response';
/** Longer than prom-client waits for a worker, ms. */
const LIMIT_MS = 6_000;

interface Message {
  readonly type: string;
  readonly id: number;
  readonly text: string | null;
}

const isMessage = (value: unknown, type: string): value is Message =>
  typeof value === 'object' && value !== null && 'type' in value && value.type === type;

/** Call in the primary, before the first worker starts: answers workers with the metrics of all. */
export function aggregateWorkers(): void {
  const all = new AggregatorRegistry();
  cluster.on('message', (worker, message: unknown) => {
    if (!isMessage(message, REQUEST)) return;
    const { id } = message;
    const respond = (text: string | null): void => {
      if (worker.isConnected()) worker.send({ type: RESPONSE, id, text } satisfies Message);
    };
    all.clusterMetrics().then(respond, () => respond(null));
  });
}

/**
 * Call in a worker: makes its registry one of those that are collected.
 * @returns the metrics of all workers as text; its own alone where they cannot be collected in time
 */
export function metricsOfAllWorkers(registry: Registry): () => Promise<string> {
  new AggregatorRegistry();
  AggregatorRegistry.setRegistries(registry);
  const waiting = new Map<number, (text: string | null) => void>();
  let last = 0;
  process.on('message', (message: unknown) => {
    if (isMessage(message, RESPONSE)) waiting.get(message.id)?.(message.text);
  });
  return async () => {
    last += 1;
    const id = last;
    const text = await new Promise<string | null>((resolve) => {
      const timer = setTimeout(() => resolve(null), LIMIT_MS);
      timer.unref();
      waiting.set(id, (found) => {
        clearTimeout(timer);
        resolve(found);
      });
      process.send?.({ type: REQUEST, id, text: null } satisfies Message);
    });
    waiting.delete(id);
    return text ?? registry.metrics();
  };
}
