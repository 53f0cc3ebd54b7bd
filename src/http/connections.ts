import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { type ClientAddresses, networkOf } from './client-address.js';

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

/**
 * Refuses connections of an address that holds too many: each costs memory and a descriptor, also one that never sends
 * a request. Trusted proxies hold the connections of many clients and are not counted.
 * @param most connections of one address; 0: any number
 * @param onRefused is called for each connection that was refused
 */
export function capConnections(
  server: Server,
  most: number,
  { isProxy }: Pick<ClientAddresses, 'isProxy'>,
  onRefused: () => void,
): void {
  if (most === 0) return;
  const open = new Map<string, number>();
  server.on('connection', (socket: Socket) => {
    const address = socket.remoteAddress ?? '';
    if (isProxy(address)) return;
    const network = networkOf(address);
    const count = (open.get(network) ?? 0) + 1;
    if (count > most) {
      onRefused();
      socket.destroy();
      return;
    }
    open.set(network, count);
    socket.once('close', () => {
      const left = (open.get(network) ?? 1) - 1;
      if (left === 0) open.delete(network);
      else open.set(network, left);
    });
  });
}
