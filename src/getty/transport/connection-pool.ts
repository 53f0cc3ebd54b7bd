import type { Socket } from 'node:net';
import { Agent, buildConnector, Client, type Dispatcher } from 'undici';
import { ACCEPT_ENCODING } from './decompress.js';
import type { TransportSettings } from './options.js';
import type { UrlParts } from './split-url.js';
import type { UpstreamRequest } from './transport.js';

/** Idle connections are kept this long, unless the server says less: it saves the next call a TLS handshake. */
const KEEP_ALIVE_MS = 10_000;

const USER_AGENT = 'getty-graphql';

/** Every connection to Getty Images: a shared pool, and single ones for what must not be sent twice. */
export interface ConnectionPool {
  /** Writes a request on whichever pooled connection is free, or on a new one. */
  dispatch(address: UrlParts, request: UpstreamRequest, handler: Dispatcher.DispatchHandler): void;
  /** A connection of one's own, open and silent. Rejects with the socket's error. */
  open(address: UrlParts): Promise<Socket>;
  /** Writes one request on that connection, and never another one; the connection ends with it. */
  dispatchOn(
    socket: Socket,
    address: UrlParts,
    request: UpstreamRequest,
    handler: Dispatcher.DispatchHandler,
  ): void;
  /** Closes everything at once. */
  destroy(): Promise<void>;
}

const dispatchOptions = (address: UrlParts, request: UpstreamRequest): Dispatcher.DispatchOptions => ({
  origin: address.origin,
  path: address.path,
  method: request.method,
  // Gateways in front of APIs like to turn away who says no name.
  headers: { 'accept-encoding': ACCEPT_ENCODING, 'user-agent': USER_AGENT, ...request.headers },
  body: request.body,
});

/** undici asks for a connection again when one dies under it; this one can be had only once. */
const callOnce = (socket: Socket): buildConnector.connector => {
  let isTaken = false;
  return (_options, callback) => {
    const wasTaken = isTaken;
    isTaken = true;
    // undici waits for an answer after this returns, and misses one that comes before.
    queueMicrotask(() =>
      wasTaken ? callback(new Error('the connection is used up'), null) : callback(null, socket),
    );
  };
};

/** Opens the pool. One connector for all, so that TLS sessions are resumed across it. */
export const createConnectionPool = (settings: TransportSettings): ConnectionPool => {
  // The response handler enforces `connectTimeoutMs`; this limit only ends connections that it has given up.
  const connect = buildConnector({ timeout: 2 * settings.connectTimeoutMs });
  // The exchange keeps the time limits: undici's timers are exact to half a second only.
  const limits = { headersTimeout: 0, bodyTimeout: 0 };
  const agent = new Agent({ connect, pipelining: 1, keepAliveTimeout: KEEP_ALIVE_MS, ...limits });
  return {
    dispatch(address, request, handler) {
      agent.dispatch(dispatchOptions(address, request), handler);
    },
    open(address) {
      const { protocol, hostname, port, host } = new URL(address.origin);
      return new Promise((resolve, reject) => {
        connect({ protocol, hostname: hostname.replace(/^\[(.*)\]$/, '$1'), port, host }, (error, socket) =>
          error === null ? resolve(socket) : reject(error),
        );
      });
    },
    dispatchOn(socket, address, request, handler) {
      const client = new Client(address.origin, { connect: callOnce(socket), pipelining: 0, ...limits });
      client.dispatch(dispatchOptions(address, request), handler);
      // Waits for the answer, then ends the connection.
      void client.close();
    },
    async destroy() {
      await agent.destroy();
    },
  };
};
