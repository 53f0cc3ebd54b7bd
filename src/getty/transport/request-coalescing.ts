import type { CancelListener } from '../../lib/cancellation.js';
import type { Clock } from '../../lib/clock.js';
import { Deadline } from './deadline.js';
import { createTransportError, DeadlineExceeded, type ErrorContext } from './errors.js';
import type { CachePrincipal, CallContext, UpstreamRequest, UpstreamResponse } from './transport.js';

/** A principal as the first line of a key. The id is quoted, so that no id can imitate another principal. */
export const principalKey = (principal: CachePrincipal): string =>
  principal.kind === 'anonymous' ? 'anonymous' : `caller ${JSON.stringify(principal.id)}`;

/** Headers that do not change the response, and `authorization`, for which the principal stands. */
const isExcludedHeader = (name: string): boolean => {
  switch (name) {
    case 'authorization':
    case 'Authorization':
    case 'gi-coordination-id':
    case 'GI-Coordination-Id':
      return true;
    default:
      return false;
  }
};

const hasAuthorization = (headers: UpstreamRequest['headers']): boolean =>
  headers['authorization'] !== undefined || headers['Authorization'] !== undefined;

/**
 * Key of a read: principal, method, URL, every header that could change the response, and the body. Two reads with the
 * same key get the same response. `null` for a read that must not be shared: one with a token whose principal is
 * anonymous. Unknown headers are part of the key, so that one that is overlooked costs a request and never mixes
 * responses up. Pure.
 */
export const requestKey = (request: UpstreamRequest, principal: CachePrincipal): string | null => {
  const { headers } = request;
  if (principal.kind === 'anonymous' && hasAuthorization(headers)) return null;
  let key = `${principalKey(principal)}\n${request.method} ${request.url}`;
  for (const name in headers) {
    if (!isExcludedHeader(name)) key += `\n${name}: ${headers[name]}`;
  }
  return request.body === null ? key : `${key}\n\n${request.body}`;
};

/**
 * One in-flight read and its waiters. It runs until the latest of their deadlines, and is cancelled once the last waiter
 * has left; each waiter leaves at its own deadline.
 */
export class InFlightRequest {
  /** Deadline and cancellation of the request itself. */
  readonly deadline: Deadline;
  readonly #context: ErrorContext;
  readonly #clock: Clock;
  readonly #waiters = new Set<Waiter>();

  constructor(context: ErrorContext, clock: Clock, deadlineAt: number) {
    this.#context = context;
    this.#clock = clock;
    this.deadline = new Deadline(deadlineAt);
  }

  /** Waits for the response under a context. The first waiter sets the deadline, later ones may extend it. */
  join(callContext: CallContext): Promise<UpstreamResponse> {
    return new Promise((resolve, reject) => {
      const waiter = new Waiter(this, callContext, resolve, reject);
      this.#waiters.add(waiter);
      if (callContext.deadlineAt > this.deadline.expiresAt) {
        this.deadline.extend(callContext.deadlineAt);
        for (const each of this.#waiters) this.#watch(each);
      } else {
        this.#watch(waiter);
      }
      waiter.listen();
    });
  }

  /** Resolves every waiter. */
  resolve(response: UpstreamResponse): void {
    for (const waiter of this.#drain()) waiter.resolve(response);
  }

  /** Rejects every waiter. */
  reject(error: unknown): void {
    for (const waiter of this.#drain()) waiter.reject(error);
  }

  /** Rejects one waiter; the last one to leave cancels the request. */
  leave(waiter: Waiter, code: 'aborted' | 'timeout'): void {
    if (!this.#waiters.delete(waiter)) return;
    waiter.done();
    waiter.reject(
      createTransportError(
        this.#context,
        code,
        true,
        code === 'timeout' ? new DeadlineExceeded('caller') : undefined,
      ),
    );
    if (this.#waiters.size === 0) this.deadline.cancel();
  }

  /** Starts a timer for a waiter whose deadline is earlier than the request's; usually none is. */
  #watch(waiter: Waiter): void {
    if (waiter.context.deadlineAt < this.deadline.expiresAt) waiter.watch(this.#clock);
  }

  #drain(): readonly Waiter[] {
    const all = [...this.#waiters];
    this.#waiters.clear();
    for (const waiter of all) waiter.done();
    return all;
  }
}

/** One caller that waits for an in-flight read. */
class Waiter implements CancelListener {
  #timer: NodeJS.Timeout | null = null;

  constructor(
    private readonly inFlight: InFlightRequest,
    readonly context: CallContext,
    readonly resolve: (response: UpstreamResponse) => void,
    readonly reject: (error: unknown) => void,
  ) {}

  listen(): void {
    const { cancellation } = this.context;
    if (cancellation === null) return;
    if (cancellation.isCancelled) this.onCancel();
    else cancellation.addListener(this);
  }

  watch(clock: Clock): void {
    if (this.#timer !== null) return;
    const leftMs = Math.max(0, this.context.deadlineAt - clock.now());
    this.#timer = setTimeout(() => this.inFlight.leave(this, 'timeout'), leftMs).unref();
  }

  onCancel(): void {
    this.inFlight.leave(this, 'aborted');
  }

  done(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.context.cancellation?.removeListener(this);
  }
}

/** In-flight reads by request key. A second identical read joins the first instead of calling Getty Images. */
export class RequestCoalescer {
  readonly #clock: Clock;
  readonly #byKey = new Map<string, InFlightRequest>();
  readonly #all = new Set<InFlightRequest>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Number of reads in flight. */
  get size(): number {
    return this.#all.size;
  }

  /** Whether a read with this key would join one in flight. */
  has(key: string): boolean {
    return this.#byKey.get(key)?.deadline.isCancelled === false;
  }

  /**
   * Joins the in-flight read with the same key, or starts a new one.
   * @param key `null` for a read that is not shared
   * @param start sends the read; `mayCache` says afterwards whether its response may still be cached
   */
  getOrCreate(
    key: string | null,
    context: ErrorContext,
    callContext: CallContext,
    start: (deadline: Deadline, mayCache: () => boolean) => Promise<UpstreamResponse>,
  ): Promise<UpstreamResponse> {
    const known = key === null ? undefined : this.#byKey.get(key);
    if (known !== undefined && !known.deadline.isCancelled) return known.join(callContext);
    const inFlight = new InFlightRequest(context, this.#clock, callContext.deadlineAt);
    if (key !== null) this.#byKey.set(key, inFlight);
    this.#all.add(inFlight);
    const mayCache = (): boolean => key !== null && this.#byKey.get(key) === inFlight;
    const response = inFlight.join(callContext);
    const remove = (): void => {
      this.#all.delete(inFlight);
      if (key !== null && this.#byKey.get(key) === inFlight) this.#byKey.delete(key);
    };
    start(inFlight.deadline, mayCache).then(
      (arrived) => {
        remove();
        inFlight.resolve(arrived);
      },
      (error: unknown) => {
        remove();
        inFlight.reject(error);
      },
    );
    return response;
  }

  /** Lets no further read join those in flight, and keeps their responses out of the cache: their subject changed. */
  detach(matches: (key: string) => boolean): void {
    for (const key of this.#byKey.keys()) if (matches(key)) this.#byKey.delete(key);
  }

  /** Cancels every read in flight. */
  cancelAll(): void {
    for (const inFlight of this.#all) inFlight.deadline.cancel();
  }
}
