import { performance } from 'node:perf_hooks';
import type { Dispatcher } from 'undici';
import type { Abortable } from '../../ending.js';
import { BodyTooLarge, textOf, unpack } from './body.js';
import type { Hop } from './hop.js';
import type { Life } from './life.js';
import { largestBody, type TransportSettings } from './options.js';
import type { TransportTrouble, UpstreamAnswer } from './transport.js';
import { OutOfTime, type Progress, type Told, troubled, troubleOf } from './trouble.js';

type Incoming = Parameters<NonNullable<Dispatcher.DispatchHandler['onResponseStart']>>[2];

const NOTHING = Buffer.alloc(0);

/** A repeated header as one, as RFC 9110 lets it be read. */
const joined = (headers: Incoming): Record<string, string> => {
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
export class Exchange implements Dispatcher.DispatchHandler, Abortable {
  /** Settles once, with the whole answer or a `TransportError`. */
  readonly answer: Promise<UpstreamAnswer>;
  readonly #settings: TransportSettings;
  readonly #maxBytes: number;
  readonly #told: Told;
  readonly #isTls: boolean;
  readonly #life: Life;
  readonly #onWrite: () => boolean;
  readonly #startedAt: number;
  #timer: NodeJS.Timeout;
  #resolve: (answer: UpstreamAnswer) => void = () => {};
  #reject: (error: Error) => void = () => {};
  #progress: Progress = 'connecting';
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
  constructor(hop: Hop, settings: TransportSettings, life: Life, onWrite: () => boolean) {
    this.#told = hop;
    this.#isTls = hop.address.origin.startsWith('https:');
    this.#settings = settings;
    this.#maxBytes = largestBody(hop.request.group, settings);
    this.#life = life;
    this.#onWrite = onWrite;
    this.#startedAt = this.#phaseAt = performance.now();
    this.answer = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    const first = Math.min(
      settings.connectTimeoutMs,
      settings.headersTimeoutMs,
      settings.bodyTimeoutMs,
      life.deadlineAt - settings.clock.now(),
    );
    this.#timer = setTimeout(this.#onTimer, Math.max(0, first)).unref();
    life.onEnd(this);
    if (life.isOver) this.abort();
  }

  /** Nobody waits any more. */
  abort(): void {
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

  onResponseStart(controller: Dispatcher.DispatchController, status: number, headers: Incoming): void {
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
    const [first = NOTHING] = this.#chunks;
    const body = this.#chunks.length < 2 ? first : Buffer.concat(this.#chunks, this.#bytes);
    const encoding = this.#headers['content-encoding'];
    if (encoding === undefined) this.#finish(textOf(body));
    else
      unpack(body, encoding, this.#maxBytes).then(
        (bytes) => this.#finish(textOf(bytes)),
        (error: unknown) => this.#fail(error instanceof BodyTooLarge ? 'too-large' : 'unreadable', error),
      );
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.#fail(troubleOf(error, this.#progress, this.#isTls), error);
  }

  #enter(progress: Progress): void {
    this.#progress = progress;
    this.#phaseAt = performance.now();
  }

  #onTimer = (): void => {
    if (this.#isSettled) return;
    const { clock, connectTimeoutMs, headersTimeoutMs, bodyTimeoutMs, timeoutMs } = this.#settings;
    const isConnecting = this.#progress === 'connecting';
    const phaseMs = isConnecting
      ? connectTimeoutMs
      : this.#progress === 'sent'
        ? headersTimeoutMs
        : bodyTimeoutMs;
    const limitAt = Math.min(this.#phaseAt + phaseMs, this.#startedAt + timeoutMs);
    const left = limitAt - performance.now();
    const callerLeft = this.#life.deadlineAt - clock.now();
    if (callerLeft <= 0 && callerLeft < left) {
      this.#fail(isConnecting ? 'deadline' : 'timeout', new OutOfTime('caller'));
    } else if (left <= 0) {
      this.#fail(isConnecting ? 'connect-timeout' : 'timeout', new OutOfTime('transport'));
    } else {
      this.#timer = setTimeout(this.#onTimer, Math.min(left, callerLeft)).unref();
    }
  };

  #finish(body: string): void {
    if (this.#isSettled) return;
    this.#settle();
    this.#resolve({ status: this.#status, headers: this.#headers, body });
  }

  #fail(trouble: TransportTrouble, cause?: unknown): void {
    if (this.#isSettled) return;
    this.#settle();
    this.#reject(troubled(this.#told, trouble, this.#progress !== 'connecting', cause));
    this.#chunks = [];
    this.#controller?.abort(new Error(trouble));
  }

  #settle(): void {
    this.#isSettled = true;
    clearTimeout(this.#timer);
    this.#life.offEnd(this);
  }
}
