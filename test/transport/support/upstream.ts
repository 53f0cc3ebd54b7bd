import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { createServer as createTcpServer, type Socket, type Server as TcpServer } from 'node:net';
import { onTestFinished } from 'vitest';

/** A server on loopback, on a port of the system's choosing, gone when the test is. */
export interface Upstream {
  readonly url: string;
  readonly host: string;
  /** `GET /path` of each request, in the order of arrival. */
  readonly seen: string[];
  /** Connections ever accepted, and those open now. */
  readonly connections: { accepted: number; open: number };
  stop(): Promise<void>;
}

const listen = async (server: Server | TcpServer, seen: string[]): Promise<Upstream> => {
  const sockets = new Set<Socket>();
  const connections = { accepted: 0, open: 0 };
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    connections.accepted += 1;
    connections.open += 1;
    socket.on('error', () => {});
    socket.on('close', () => {
      sockets.delete(socket);
      connections.open -= 1;
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const stop = async (): Promise<void> => {
    for (const socket of sockets) socket.destroy();
    if (server.listening) await new Promise((resolve) => server.close(resolve));
  };
  onTestFinished(stop);
  return { url: `http://${host}`, host, seen, connections, stop };
};

/** An HTTP server. Leaves the `Date` header on, so that clock skew can be seen. */
export const httpUpstream = async (answer: RequestListener): Promise<Upstream> => {
  const seen: string[] = [];
  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    seen.push(`${request.method} ${request.url}`);
    answer(request, response);
  });
  server.on('clientError', (_error, socket) => socket.destroy());
  return listen(server, seen);
};

/**
 * A server that answers each chunk that arrives with whatever bytes (or violence) the test wants.
 * `seen` holds the first line of each chunk.
 */
export const rawUpstream = async (
  onRequest: (socket: Socket, text: string) => void,
  onConnection?: (socket: Socket) => void,
): Promise<Upstream> => {
  const seen: string[] = [];
  const server = createTcpServer((socket) => {
    onConnection?.(socket);
    socket.on('data', (chunk) => {
      const text = chunk.toString('latin1');
      seen.push(text.slice(0, text.indexOf('\r\n')).replace(' HTTP/1.1', ''));
      onRequest(socket, text);
    });
  });
  return listen(server, seen);
};

/** An address on loopback where nobody listens. */
export const deadUpstream = async (): Promise<Upstream> => {
  const upstream = await rawUpstream(() => {});
  await upstream.stop();
  return upstream;
};

/** A whole HTTP/1.1 answer as text. */
export const completeResponse = (
  body: string,
  headers: Readonly<Record<string, string>> = {},
  status = '200 OK',
): string => {
  const lines = Object.entries({ 'content-length': String(Buffer.byteLength(body)), ...headers }).map(
    ([name, value]) => `${name}: ${value}\r\n`,
  );
  return `HTTP/1.1 ${status}\r\n${lines.join('')}\r\n${body}`;
};
