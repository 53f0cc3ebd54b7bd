import { performance } from 'node:perf_hooks';
import type { Dispatcher } from 'undici';
import type { CancelListener } from '../../lib/cancellation.js';
import { type Deadline, graceMs } from './deadline.js';
import { BodyTooLarge, decodeUtf8, decompress } from './decompress.js';
import {
  createTransportError,
  DeadlineExceeded,
  type ErrorContext,
  type RequestPhase,
  toErrorCode,
} from './errors.js';
import { largestBody, type TransportSettings } from './options.js';
import type { OutgoingRequest } from './outgoing-request.js';
import type { TransportErrorCode, UpstreamResponse } from './transport.js';

type RawHeaders = Parameters<NonNullable<Dispatcher.DispatchHandler['onResponseStart']>>[2];

const EMPTY_BODY = Buffer.alloc(0);

/** A repeated header as one, as RFC 9110 lets it be read. */
const joined = (headers: RawHeaders): Record<string, string> => {
  for (const name in headers) {
    const value = headers[name];
    if (Array.isArray(value)) headers[name] = value.join(', ');
  }
  return headers as Record<string, string>;
};

/**
 * One request and its answer: undici's handler, with a promise and with time limits of its own (undici's are only
 * exact to half a second). One timer serves all limits: it is set for the nearest and looks again when it fires.
 */
export class ResponseHandler implements Dispatcher.DispatchHandler, CancelListener {
  /** Settles once, with the whole answer or a `TransportError`. */
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
  /** When the present phase began, or its last byte came. Limits run by the clock that is never set. */
  #phaseAt: number;
  #status = 0;
  #headers: Record<string, string> = {};
  #chunks: Buffer[] = [];
  #bytes = 0;

  /**
   * @param onWrite called on the open connection, directly before the first byte; `false` keeps the request unsent
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
    this.#lookAgainIn(Math.max(0, first));
    deadline.addListener(this);
    if (deadline.isCancelled) this.onCancel();
  }

  /** Nobody waits any more. */
  onCancel(): void {
    this.#fail('aborted');
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    if (this.#isSettled || this.#controller !== null || !this.#onWrite()) {
      // Nothing was written yet, and now nothing will be. A second start would be a second request.
      controller.abort(new Error('not to be sent'));
      this.#fail(this.#controller === null ? 'not-sent' : 'reset');
      return;
    }
    this.#controller = controller;
    this.#enter('sent');
  }

  onResponseStart(controller: Dispatcher.DispatchController, status: number, headers: RawHeaders): void {
    if (status < 200) return;
    this.#enter('answering');
    this.#status = status;
    this.#headers = joined(headers);
    if (Number(headers['content-length']) > this.#maxBytes) this.#fail('too-large');
    else if (this.#isSettled) controller.abort(new Error('not wanted'));
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

  #enter(progress: RequestPhase): void {
    this.#phase = progress;
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
    else if (waitMs > 0) this.#lookAgainIn(Math.min(waitMs, callerLeft));
    else this.#fail(isConnecting ? 'connect-timeout' : 'timeout', new DeadlineExceeded('transport'));
  };

  #lookAgainIn(ms: number): void {
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
