import type { Server } from 'node:http';

/** Ends a server without cutting off anybody who waits for an answer. */
export interface Drain {
  /**
   * Stops listening, waits until nothing is being answered, at most `patienceMs`, then closes every connection: a
   * browser's connection that was opened and never used would hold the stop for a minute.
   */
  finish(patienceMs: number): Promise<void>;
}

/** Counts what a server is answering, from now on. */
export function trackConnections(server: Server): Drain {
  let running = 0;
  let whenIdle = () => {};
  server.on('request', (_request, response) => {
    running += 1;
    response.once('close', () => {
      running -= 1;
      if (running === 0) whenIdle();
    });
  });
  return {
    async finish(patienceMs) {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      if (running > 0) {
        await new Promise<void>((resolve) => {
          const patience = setTimeout(resolve, patienceMs);
          whenIdle = () => {
            clearTimeout(patience);
            resolve();
          };
        });
      }
      server.closeAllConnections();
      await closed;
    },
  };
}
