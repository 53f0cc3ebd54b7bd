import cluster, { type Worker } from 'node:cluster';
import type { Logger } from '../telemetry/logger.js';

/** Worker processes that share a port. */
export interface Workers {
  /** Where they listen. Rejects when one of them ended before it could. */
  readonly listening: Promise<{ readonly address: string; readonly port: number }>;
  /** Has each read its secrets anew. */
  rotate(): void;
  /** Lets each worker finish its requests, and waits until all have exited. */
  stop(): Promise<void>;
}

/** Milliseconds before a worker that exited is replaced: one that fails at its start must not occupy the machine. */
const replaceAfterMs = 1_000;

/**
 * Starts this same program several times. A worker that ends unasked is replaced, unless it never listened: the others
 * would fail alike.
 * @param env what workers are told beside this process's own environment
 */
export function startWorkers(count: number, env: Readonly<Record<string, string>>, logger: Logger): Workers {
  let isStopping = false;
  const alive = new Set<Worker>();
  let whenEmpty = () => {};

  const listening = new Promise<{ address: string; port: number }>((resolve, reject) => {
    let waiting = count;
    const start = (): void => {
      const worker = cluster.fork(env);
      let hasListened = false;
      alive.add(worker);
      worker.once('listening', ({ address, port }) => {
        hasListened = true;
        waiting -= 1;
        if (waiting === 0) resolve({ address, port });
      });
      worker.once('exit', (code, signal) => {
        alive.delete(worker);
        if (alive.size === 0) whenEmpty();
        if (isStopping) return;
        if (!hasListened) return reject(new Error(`A worker could not start (exit status ${code}).`));
        logger.error({ worker: worker.id, code, signal }, 'a worker ended; another one takes its place');
        setTimeout(() => {
          if (!isStopping) start();
        }, replaceAfterMs);
      });
    };
    for (let index = 0; index < count; index += 1) start();
  });

  return {
    listening,
    rotate() {
      for (const worker of alive) worker.process.kill('SIGHUP');
    },
    async stop() {
      isStopping = true;
      if (alive.size === 0) return;
      const gone = new Promise<void>((resolve) => {
        whenEmpty = resolve;
      });
      for (const worker of alive) worker.process.kill('SIGTERM');
      await gone;
    },
  };
}
