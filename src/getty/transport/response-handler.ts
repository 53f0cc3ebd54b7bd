import { performance } from 'node:perf_hooks';
import { promisify } from 'node:util';
import {
  brotliDecompress,
  brotliDecompressSync,
  gunzip,
  gunzipSync,
  inflate,
  inflateRaw,
  inflateRawSync,
  inflateSync,
} from 'node:zlib';
import type { Dispatcher } from 'undici';
import type { CancelListener } from '../../lib/cancellation.js';
import { type Deadline, graceMs } from './deadline.js';
import {
  createTransportError,
  DeadlineExceeded,
  type ErrorContext,
  type RequestPhase,
  toErrorCode,
} from './errors.js';
import type { OutgoingRequest } from './outgoing-request.js';
import {
  largestBody,
  type TransportErrorCode,
  type TransportSettings,
  type UpstreamResponse,
} from './transport.js';

/** A body larger than the limit, compressed or decompressed. */
export class BodyTooLarge extends Error {
  override readonly name = 'BodyTooLarge';
}

/** A body in an unsupported encoding, or a truncated one. */
export class BodyUnreadable extends Error {
  override readonly name = 'BodyUnreadable';
}

/** Encodings to ask for, best first; sent with every request without an `accept-encoding` of its own. */
export const ACCEPT_ENCODING = 'br, gzip';

/** Compressed bytes up to which decompressing synchronously is cheaper than a round trip to the thread pool. */
const SYNC_LIMIT_BYTES = 16 * 1024;

type Limit = { readonly maxOutputLength: number };
const asBuffer = (result: unknown): Buffer =>
  Buffer.isBuffer(result) ? result : Buffer.from(String(result));

/** RFC 9110 says zlib; some servers send raw deflate. The first nibble of a zlib stream is 8. */
const isZlib = (bytes: Buffer): boolean => ((bytes[0] ?? 0) & 0x0f) === 8;

const inflateAny = (compressed: Buffer, limit: Limit) =>
  isZlib(compressed)
    ? promisify<Buffer, Limit, Buffer>(inflate)(compressed, limit)
    : promisify<Buffer, Limit, Buffer>(inflateRaw)(compressed, limit);
const inflateAnySync = (compressed: Buffer, limit: Limit) =>
  isZlib(compressed) ? inflateSync(compressed, limit) : inflateRawSync(compressed, limit);

const decodeOnce = async (compressed: Buffer, encoding: string, limit: Limit): Promise<Buffer> => {
  const isSmall = compressed.length <= SYNC_LIMIT_BYTES;
  switch (encoding) {
    case 'gzip':
    case 'x-gzip':
      return isSmall
        ? gunzipSync(compressed, limit)
        : asBuffer(await promisify<Buffer, Limit, Buffer>(gunzip)(compressed, limit));
    case 'br':
      return isSmall
        ? brotliDecompressSync(compressed, limit)
        : asBuffer(await promisify<Buffer, Limit, Buffer>(brotliDecompress)(compressed, limit));
    case 'deflate':
      return isSmall ? inflateAnySync(compressed, limit) : asBuffer(await inflateAny(compressed, limit));
    default:
      throw new BodyUnreadable(`content-encoding ${encoding}`);
  }
};

/** Most layers of encoding: no valid response has more. */
const MAX_LAYERS = 2;

/**
 * Decompresses a body, never beyond `maxBytes`: a few hundred compressed bytes can expand to gigabytes.
 *
 * undici's `decompress` interceptor is not used: it is experimental and warns about it, builds a stream per response
 * where small bodies are decompressed faster synchronously, passes unknown encodings on as if they were text, and does
 * not know raw deflate.
 * @param contentEncoding the header, e.g. `gzip`
 * @throws BodyTooLarge, BodyUnreadable
 */
export const decompress = async (
  body: Buffer,
  contentEncoding: string,
  maxBytes: number,
): Promise<Buffer> => {
  const layers = contentEncoding
    .toLowerCase()
    .split(',')
    .map((layer) => layer.trim())
    .filter((layer) => layer !== '' && layer !== 'identity');
  if (layers.length > MAX_LAYERS) throw new BodyUnreadable(`content-encoding ${contentEncoding}`);
  let bytes = body;
  for (const layer of layers.reverse()) {
    if (bytes.length === 0) return bytes;
    try {
      bytes = await decodeOnce(bytes, layer, { maxOutputLength: maxBytes });
    } catch (error) {
      if (error instanceof BodyUnreadable) throw error;
      const isTooLarge = error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE';
      throw isTooLarge
        ? new BodyTooLarge('decompressed')
        : new BodyUnreadable(`broken ${layer}`, { cause: error });
    }
  }
  return bytes;
};

const BYTE_ORDER_MARK = 0xfeff;

/** UTF-8, without the byte order mark that some .NET services put before their JSON. */
export const decodeUtf8 = (bytes: Buffer): string => {
  const text = bytes.toString('utf8');
  return text.charCodeAt(0) === BYTE_ORDER_MARK ? text.slice(1) : text;
};

type RawHeaders = Parameters<NonNullable<Dispatcher.DispatchHandler['onResponseStart']>>[2];

const EMPTY_BODY = Buffer.alloc(0);

/** Joins repeated headers with a comma, as RFC 9110 allows. */
const joinHeaders = (headers: RawHeaders): Record<string, string> => {
  for (const name in headers) {
    const value = headers[name];
    if (Array.isArray(value)) headers[name] = value.join(', ');
  }
  return headers as Record<string, string>;
};

/**
 * undici's handler of one request: collects its response into a promise and enforces the timeouts (undici's are exact
 * to half a second only). One timer serves all of them: it is set for the nearest limit and checks all when it fires.
 * A timer that fires late waits again before it enforces a limit, see `graceMs`.
 */
export class ResponseHandler implements Dispatcher.DispatchHandler, CancelListener {
  /** Settles once, with the complete response or a `TransportError`. */
  readonly response: Promise<UpstreamResponse>;
  readonly #settings: TransportSettings;
  readonly #maxBytes: number;
  readonly #context: ErrorContext;
  readonly #isTls: boolean;
  readonly #deadline: Deadline;
  readonly #onWrite: () => boolean;
  readonly #startedAt: number;
  #timer: NodeJS.Timeout | undefined;
  /** When the timer is to fire, as `performance.now()` says it. */
  #dueAt = 0;
  #resolve: (response: UpstreamResponse) => void = () => {};
  #reject: (error: Error) => void = () => {};
  #phase: RequestPhase = 'connecting';
  #isSettled = false;
  #controller: Dispatcher.DispatchController | null = null;
  /** When the current phase began or its last byte arrived, by the monotonic clock. */
  #phaseAt: number;
  #status = 0;
  #headers: Record<string, string> = {};
  #chunks: Buffer[] = [];
  #bytes = 0;

  /**
   * @param onWrite called on the open connection, directly before the first byte; `false` leaves the request unsent
   */
  constructor(
    outgoing: OutgoingRequest,
    settings: TransportSettings,
    deadline: Deadline,
    onWrite: () => boolean,
  ) {
    this.#context = outgoing;
    this.#isTls = outgoing.address.origin.startsWith('https:');
    this.#settings = settings;
    this.#maxBytes = largestBody(outgoing.request.group, settings);
    this.#deadline = deadline;
    this.#onWrite = onWrite;
    this.#startedAt = this.#phaseAt = performance.now();
    this.response = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    const first = Math.min(
      settings.connectTimeoutMs,
      settings.headersTimeoutMs,
      settings.bodyTimeoutMs,
      deadline.expiresAt - settings.clock.now(),
    );
    this.#checkIn(Math.max(0, first));
    deadline.addListener(this);
    if (deadline.isCancelled) this.onCancel();
  }

  /** Aborts the request: its caller disconnected. */
  onCancel(): void {
    this.#fail('aborted');
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    if (this.#isSettled || this.#controller !== null || !this.#onWrite()) {
      // Nothing was written yet, and nothing will be. A second start would be a second request.
      controller.abort(new Error('not to be sent'));
      this.#fail(this.#controller === null ? 'not-sent' : 'reset');
      return;
    }
    this.#controller = controller;
    this.#enter('sent');
  }

  onResponseStart(controller: Dispatcher.DispatchController, status: number, headers: RawHeaders): void {
    if (status < 200) return;
    this.#enter('receiving');
    this.#status = status;
    this.#headers = joinHeaders(headers);
    if (Number(headers['content-length']) > this.#maxBytes) this.#fail('too-large');
    else if (this.#isSettled) controller.abort(new Error('no longer needed'));
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#phaseAt = performance.now();
    this.#bytes += chunk.length;
    if (this.#bytes > this.#maxBytes) this.#fail('too-large');
    else this.#chunks.push(chunk);
  }

  onResponseEnd(): void {
    if (this.#isSettled) return;
    const [first = EMPTY_BODY] = this.#chunks;
    const body = this.#chunks.length < 2 ? first : Buffer.concat(this.#chunks, this.#bytes);
    const encoding = this.#headers['content-encoding'];
    if (encoding === undefined) this.#finish(decodeUtf8(body));
    else
      decompress(body, encoding, this.#maxBytes).then(
        (bytes) => this.#finish(decodeUtf8(bytes)),
        (error: unknown) => this.#fail(error instanceof BodyTooLarge ? 'too-large' : 'unreadable', error),
      );
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.#fail(toErrorCode(error, this.#phase, this.#isTls), error);
  }

  #enter(phase: RequestPhase): void {
    this.#phase = phase;
    this.#phaseAt = performance.now();
  }

  #onTimer = (): void => {
    if (this.#isSettled) return;
    const { clock, connectTimeoutMs, headersTimeoutMs, bodyTimeoutMs, timeoutMs } = this.#settings;
    const isConnecting = this.#phase === 'connecting';
    const phaseMs = isConnecting
      ? connectTimeoutMs
      : this.#phase === 'sent'
        ? headersTimeoutMs
        : bodyTimeoutMs;
    const limitAt = Math.min(this.#phaseAt + phaseMs, this.#startedAt + timeoutMs);
    const now = performance.now();
    const left = limitAt - now;
    const callerLeft = this.#deadline.expiresAt - clock.now();
    const waitMs = left > 0 ? left : graceMs(this.#dueAt, now);
    if (callerLeft <= 0 && (waitMs > 0 || callerLeft < left))
      this.#fail(isConnecting ? 'deadline' : 'timeout', new DeadlineExceeded('caller'));
    else if (waitMs > 0) this.#checkIn(Math.min(waitMs, callerLeft));
    else this.#fail(isConnecting ? 'connect-timeout' : 'timeout', new DeadlineExceeded('transport'));
  };

  #checkIn(ms: number): void {
    this.#dueAt = performance.now() + ms;
    this.#timer = setTimeout(this.#onTimer, ms).unref();
  }

  #finish(body: string): void {
    if (this.#isSettled) return;
    this.#settle();
    this.#resolve({ status: this.#status, headers: this.#headers, body });
  }

  #fail(code: TransportErrorCode, cause?: unknown): void {
    if (this.#isSettled) return;
    this.#settle();
    this.#reject(createTransportError(this.#context, code, this.#phase !== 'connecting', cause));
    this.#chunks = [];
    this.#controller?.abort(new Error(code));
  }

  #settle(): void {
    this.#isSettled = true;
    clearTimeout(this.#timer);
    this.#deadline.removeListener(this);
  }
}
