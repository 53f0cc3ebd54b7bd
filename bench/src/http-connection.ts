import { connect, type Socket } from 'node:net';

const HEAD_END = Buffer.from('\r\n\r\n');
const LENGTH = /\r\ncontent-length: *(\d+)/i;
const CHUNKED = /\r\ntransfer-encoding: *chunked/i;

/** A response. */
export interface RawResponse {
  readonly status: number;
  readonly body: Buffer;
}

/**
 * One keep-alive connection that sends prepared bytes and reads responses. A client library would take more CPU than
 * some of the servers under test.
 */
export class HttpConnection {
  readonly #socket: Socket;
  #received: Buffer = Buffer.alloc(0);
  #onResponse: (response: RawResponse) => void = () => {};
  #head: { status: number; length: number | null; start: number } | null = null;

  constructor(port: number, onError: (error: Error) => void) {
    this.#socket = connect({ port, host: '127.0.0.1', noDelay: true });
    this.#socket.on('data', (chunk: Buffer) => this.#take(chunk));
    this.#socket.on('error', onError);
    this.#socket.on('close', () => onError(new Error('connection closed')));
  }

  /** Sends a request and waits for the response; one at a time. */
  send(request: Buffer, onResponse: (response: RawResponse) => void): void {
    this.#onResponse = onResponse;
    this.#socket.write(request);
  }

  close(): void {
    this.#socket
      .removeAllListeners('error')
      .removeAllListeners('close')
      .on('error', () => {});
    this.#socket.destroy();
  }

  #take(chunk: Buffer): void {
    this.#received = this.#received.length === 0 ? chunk : Buffer.concat([this.#received, chunk]);
    this.#head ??= this.#readHead();
    if (this.#head === null) return;
    const { status, length, start } = this.#head;
    let body: Buffer | null;
    if (length === null) body = dechunked(this.#received.subarray(start));
    else
      body = this.#received.length >= start + length ? this.#received.subarray(start, start + length) : null;
    if (body === null) return;
    this.#received = Buffer.alloc(0);
    this.#head = null;
    this.#onResponse({ status, body });
  }

  #readHead(): { status: number; length: number | null; start: number } | null {
    const end = this.#received.indexOf(HEAD_END);
    if (end < 0) return null;
    const head = this.#received.toString('latin1', 0, end);
    const length = LENGTH.exec(head)?.[1];
    if (length === undefined && !CHUNKED.test(head)) throw new Error(`a response without length: ${head}`);
    return {
      status: Number(head.slice(9, 12)),
      length: length === undefined ? null : Number(length),
      start: end + HEAD_END.length,
    };
  }
}

/** The complete body of a chunked response; `null` while chunks are missing. */
const dechunked = (bytes: Buffer): Buffer | null => {
  const parts: Buffer[] = [];
  let at = 0;
  for (;;) {
    const lineEnd = bytes.indexOf('\r\n', at);
    if (lineEnd < 0) return null;
    const size = Number.parseInt(bytes.toString('latin1', at, lineEnd), 16);
    const start = lineEnd + 2;
    if (bytes.length < start + size + 2) return null;
    if (size === 0) return Buffer.concat(parts);
    parts.push(bytes.subarray(start, start + size));
    at = start + size + 2;
  }
};
