import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { type ClientAddresses, networkOf } from './client-address.js';

/** Closes a server without cutting off requests in progress. */
export interface Drain {
  /**
   * Stops listening, waits at most `timeoutMs` until no request is in progress, then closes every connection: one that
   * a browser opened and never used would delay the stop by a minute.
   */
  finish(timeoutMs: number): Promise<void>;
}

/** Counts the requests in progress from now on. */
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
    async finish(timeoutMs) {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      if (running > 0) {
        await new Promise<void>((resolve) => {
          const timeout = setTimeout(resolve, timeoutMs);
          whenIdle = () => {
            clearTimeout(timeout);
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
