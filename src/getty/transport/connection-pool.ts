import type { Socket } from 'node:net';
import { Agent, buildConnector, Client, type Dispatcher } from 'undici';
import type { UrlParts } from './outgoing-request.js';
import { ACCEPT_ENCODING } from './response-handler.js';
import type { TransportSettings, UpstreamRequest } from './transport.js';

/** Milliseconds that an idle connection stays open, unless the server allows less: the next request needs no TLS handshake. */
const KEEP_ALIVE_MS = 10_000;

const USER_AGENT = 'getty-graphql';

/** Every connection to Getty Images: a shared pool, and dedicated ones for requests that must not be sent twice. */
export interface ConnectionPool {
  /** Writes a request on a free pooled connection, or on a new one. */
  dispatch(address: UrlParts, request: UpstreamRequest, handler: Dispatcher.DispatchHandler): void;
  /** Opens a dedicated connection and sends nothing on it. Rejects with the socket's error. */
  open(address: UrlParts): Promise<Socket>;
  /** Writes exactly one request on a dedicated connection, which is closed afterwards. */
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
  // API gateways commonly reject requests without a user agent.
  headers: { 'accept-encoding': ACCEPT_ENCODING, 'user-agent': USER_AGENT, ...request.headers },
  body: request.body,
});

/** Hands the socket out once: undici asks for a connection again when one dies under it. */
const singleUse = (socket: Socket): buildConnector.connector => {
  let isTaken = false;
  return (_options, callback) => {
    const wasTaken = isTaken;
    isTaken = true;
    // undici misses a callback that is called before this function returns.
    queueMicrotask(() =>
      wasTaken ? callback(new Error('the connection was used already'), null) : callback(null, socket),
    );
  };
};

/** Creates the pool. Pooled and dedicated connections share a connector, so that TLS sessions are resumed across them. */
export const createConnectionPool = (settings: TransportSettings): ConnectionPool => {
  // The response handler enforces `connectTimeoutMs`; this limit only ends connections that it has given up.
  const connect = buildConnector({ timeout: 2 * settings.connectTimeoutMs });
  // The response handler enforces the timeouts: undici's timers are exact to half a second only.
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
      const client = new Client(address.origin, { connect: singleUse(socket), pipelining: 0, ...limits });
      client.dispatch(dispatchOptions(address, request), handler);
      // Closes the connection once the response has arrived.
      void client.close();
    },
    async destroy() {
      await agent.destroy();
    },
  };
};
