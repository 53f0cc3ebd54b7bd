import { performance } from 'node:perf_hooks';
import type { CancelListener } from '../../lib/cancellation.js';
import type { Clock } from '../../lib/clock.js';
import type { Deadline } from './deadline.js';
import { createTransportError, DeadlineExceeded, type ErrorContext } from './errors.js';
import { RedisWindow } from './redis-window.js';
import { AdaptiveRate } from './throttle/adaptive-rate.js';
import { ArrivalJitter } from './throttle/arrival-jitter.js';
import { FairQueue } from './throttle/fair-queue.js';
import { type Reservation, SlidingWindow } from './throttle/sliding-window.js';
import type { CallerShare, EndpointGroup, RedisLike } from './transport.js';

/**
 * Order in which queued requests are sent. Without a token nothing works; a download is what the customer pays for;
 * searches are many and large; no caller waits for a background read.
 */
export const PRIORITIES = ['token', 'download', 'read', 'search', 'background'] as const;

/** Priority of a queued request, see `PRIORITIES`. */
export type Priority = (typeof PRIORITIES)[number];

/** Priority of a read. @param isBackground whether no caller waits for it */
export const readPriority = (group: EndpointGroup, isBackground: boolean): Priority => {
  if (isBackground) return 'background';
  return group === 'search' ? 'search' : 'read';
};

/** Queued requests by priority, and fair between callers within a priority. Leaving the queue costs nothing. */
export class PriorityQueue<T> {
  readonly #byPriority: Readonly<Record<Priority, FairQueue<T>>> = {
    token: new FairQueue(),
    download: new FairQueue(),
    read: new FairQueue(),
    search: new FairQueue(),
    background: new FairQueue(),
  };

  /** Number of queued requests of all priorities. */
  get size(): number {
    let size = 0;
    for (const priority of PRIORITIES) size += this.#byPriority[priority].size;
    return size;
  }

  /** Number of queued requests of one priority. */
  sizeOf(priority: Priority): number {
    return this.#byPriority[priority].size;
  }

  /** Number of queued requests that would be served before a new one. @param isRetry as for `add` */
  ahead(priority: Priority, share: CallerShare, isRetry = false): number {
    let ahead = 0;
    for (const other of PRIORITIES) {
      if (other === priority) return ahead + this.#byPriority[priority].ahead(share, isRetry);
      ahead += this.#byPriority[other].size;
    }
    return ahead;
  }

  /** @param isRetry whether an earlier attempt waited already: it goes before its caller's other requests */
  add(priority: Priority, share: CallerShare, item: T, isRetry = false): void {
    this.#byPriority[priority].add(share, item, isRetry);
  }

  remove(priority: Priority, share: CallerShare, item: T): void {
    this.#byPriority[priority].remove(share, item);
  }

  /** Removes one request of a full priority to make room for a new one; `null` where the new one must be rejected. */
  displace(priority: Priority, share: CallerShare): T | null {
    return this.#byPriority[priority].displace(share);
  }

  /** Removes and returns the next request, or `null`. */
  next(): T | null {
    for (const priority of PRIORITIES)
      if (this.#byPriority[priority].size > 0) return this.#byPriority[priority].next();
    return null;
  }
}

/** Longest delay of a timer: Node.js fires longer ones at once. */
const MAX_TIMER_MS = 0x7fff_ffff;

/** One queued request. It leaves the queue with a permit, at its deadline, or when its caller disconnects. */
export class QueuedCall implements CancelListener {
  /** Resolves when the permit is granted. Rejects with a `TransportError` whose `isSent` is false. */
  readonly permit: Promise<Permit>;
  #resolve: (permit: Permit) => void = () => {};
  #reject: (error: Error) => void = () => {};
  #timer: NodeJS.Timeout | null = null;

  /** @param onLeave called when it leaves the queue */
  constructor(
    private readonly context: ErrorContext,
    private readonly deadline: Deadline,
    private readonly clock: Clock,
    private readonly onLeave: (call: QueuedCall) => void,
  ) {
    this.permit = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    deadline.addListener(this);
    this.#watch();
  }

  /** Grants the permit. */
  grant(permit: Permit): void {
    this.#leave();
    this.#resolve(permit);
  }

  /** Rejects it: a caller with fewer queued requests needs its place. */
  displace(): void {
    this.#leave();
    this.#reject(createTransportError(this.context, 'queue-full', false, undefined, 1000));
  }

  onCancel(): void {
    this.#leave();
    this.#reject(createTransportError(this.context, 'aborted', false));
  }

  #watch = (): void => {
    // Read each time: a caller that joins may extend the deadline.
    const leftMs = this.deadline.expiresAt - this.clock.now();
    if (leftMs > 0) {
      this.#timer = setTimeout(this.#watch, Math.min(leftMs, MAX_TIMER_MS)).unref();
      return;
    }
    this.#leave();
    this.#reject(createTransportError(this.context, 'deadline', false, new DeadlineExceeded('caller')));
  };

  #leave(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.deadline.removeListener(this);
    this.onLeave(this);
  }
}

/** The right to send one request. */
export interface Permit {
  /** Counts the request from now on: it is being written. @param group its group of endpoints */
  start(group: EndpointGroup): void;
  /** Ends the request, whatever its outcome. One that was never written gives its reservation back. */
  release(): void;
}

/** The permit of a request that no rate limits. */
export const NOOP_PERMIT: Permit = { start: () => {}, release: () => {} };

/** Shifts up to this many milliseconds are ignored. */
const MIN_SHIFT_MS = 5;

/**
 * A permit whose reservation moves to the time at which Getty Images will have counted the request: requests that are
 * sent a second apart must also arrive a second apart. That time is later than the reservation where a connection had to
 * be opened first, and later than writing where the event loop is too busy to send the bytes, as in the burst after a
 * quiet time, or where the network is slower than usual.
 */
export class TimedPermit implements Permit {
  readonly #clock: Clock;
  readonly #eventLoopBusyMs: () => number;
  readonly #jitter: ArrivalJitter;
  readonly #reservation: Reservation;
  readonly #takenAt: number;
  /** The group of the request, when it was written, and how busy the event loop had been; `null` until it is written. */
  #written: { readonly group: EndpointGroup; readonly at: number; readonly busyBefore: number } | null = null;
  #isDone = false;

  /** @param eventLoopBusyMs milliseconds that the event loop of this process was busy since its start */
  constructor(clock: Clock, eventLoopBusyMs: () => number, jitter: ArrivalJitter, reservation: Reservation) {
    this.#clock = clock;
    this.#eventLoopBusyMs = eventLoopBusyMs;
    this.#jitter = jitter;
    this.#reservation = reservation;
    this.#takenAt = clock.now();
  }

  start(group: EndpointGroup): void {
    const at = this.#clock.now();
    this.#written = { group, at, busyBefore: this.#eventLoopBusyMs() };
    this.#shift(at - this.#takenAt);
  }

  release(): void {
    if (this.#isDone) return;
    this.#isDone = true;
    if (this.#written === null) {
      this.#reservation.cancel();
      return;
    }
    const { group, at, busyBefore } = this.#written;
    const jitterMs = this.#jitter.record(group, at, this.#clock.now());
    this.#shift(Math.max(this.#eventLoopBusyMs() - busyBefore, jitterMs));
  }

  #shift(ms: number): void {
    if (ms > MIN_SHIFT_MS) this.#reservation.shift(ms);
  }
}

/** Options of a throttle. */
export interface ThrottleOptions {
  readonly clock: Clock;
  readonly random: () => number;
  /** Requests per second, over all replicas with a store; `null`: no limit until Getty Images responds with 429. */
  readonly maxRps: number | null;
  /** Requests that may queue, per priority. */
  readonly maxQueued: number;
  readonly store: RedisLike | null;
  /** Replicas of the same account share the rate. */
  readonly account: string;
  /** Milliseconds that the event loop of this process was busy since its start. Default: Node's own measure. */
  readonly eventLoopBusyMs?: () => number;
}

/** Milliseconds after a failure of Redis during which each replica limits only itself. */
const REDIS_BACKOFF_MS = 1000;

const measuredBusyMs = (): number => performance.eventLoopUtilization().active;

/** Grants permits at the rate that Getty Images accepts, by priority and fairly between callers. */
export class Throttle {
  readonly #options: ThrottleOptions;
  readonly #rate: AdaptiveRate;
  readonly #window = new SlidingWindow();
  readonly #jitter = new ArrivalJitter();
  readonly #shared: RedisWindow | null;
  readonly #queue = new PriorityQueue<QueuedCall>();
  #timer: NodeJS.Timeout | null = null;
  #isAsking = false;
  #isClosed = false;
  #redisBackoffUntil = Number.NEGATIVE_INFINITY;
  readonly #eventLoopBusyMs: () => number;

  constructor(options: ThrottleOptions) {
    const { store, maxRps, account } = options;
    this.#options = options;
    this.#eventLoopBusyMs = options.eventLoopBusyMs ?? measuredBusyMs;
    this.#rate = new AdaptiveRate(maxRps);
    // Without a configured rate each replica finds its own by the 429s it gets.
    this.#shared = store === null || maxRps === null ? null : new RedisWindow(store, account);
  }

  /** Number of queued requests. */
  get waiting(): number {
    return this.#queue.size;
  }

  /**
   * Acquires a permit, at once where possible.
   * @param share the caller whose turn it takes where it must queue
   * @param isRetry whether an earlier attempt failed: it goes before its caller's others of the same priority
   * @throws TransportError `queue-full`, at once where the deadline cannot be met, later where a full queue needs the
   *   place for another caller; `deadline` and `aborted` while queued. All with `isSent: false`
   */
  acquire(
    context: ErrorContext,
    priority: Priority,
    deadline: Deadline,
    share: CallerShare,
    isRetry = false,
  ): Permit | Promise<Permit> {
    if (this.#isClosed || deadline.isCancelled) throw createTransportError(context, 'aborted', false);
    const { clock, maxQueued } = this.#options;
    const now = clock.now();
    const limit = this.#rate.limit(now);
    if (limit === Number.POSITIVE_INFINITY) return NOOP_PERMIT;
    if (this.#queue.size === 0 && !this.#isShared(now) && this.#window.take(limit, now))
      return this.#localPermit(now);
    const leftMs = deadline.expiresAt - now;
    const ahead = this.#queue.ahead(priority, share, isRetry);
    // Behind this many the request could not be sent before its deadline at the best rate.
    const waitMs = this.#rate.waitMs(ahead, now);
    if (waitMs > leftMs || !this.#hasRoom(priority, share, maxQueued))
      throw createTransportError(context, 'queue-full', false, undefined, Math.max(1000, waitMs));
    const queued = new QueuedCall(context, deadline, clock, (call) =>
      this.#queue.remove(priority, share, call),
    );
    this.#queue.add(priority, share, queued, isRetry);
    this.#serve();
    return queued.permit;
  }

  /** Adapts the rate to a response. @param sentAt when its request was sent, in milliseconds of `Clock.now()` */
  recordResponse(isLimited: boolean, sentAt: number): void {
    this.#rate.onResponse(isLimited, sentAt, this.#options.clock.now());
  }

  /** Rejects every queued request, and every later one. */
  close(): void {
    this.#isClosed = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    for (let next = this.#queue.next(); next !== null; next = this.#queue.next()) next.onCancel();
  }

  /** Bounds memory: in a full queue the caller with the most requests makes room for the others. */
  #hasRoom(priority: Priority, share: CallerShare, maxQueued: number): boolean {
    if (this.#queue.sizeOf(priority) < maxQueued) return true;
    const displaced = this.#queue.displace(priority, share);
    displaced?.displace();
    return displaced !== null;
  }

  #isShared(now: number): boolean {
    return this.#shared?.isReady() === true && now >= this.#redisBackoffUntil;
  }

  #serve(): void {
    if (this.#queue.size === 0) return;
    const now = this.#options.clock.now();
    if (this.#isShared(now)) {
      void this.#serveShared();
      return;
    }
    const limit = this.#rate.limit(now);
    while (this.#queue.size > 0 && this.#window.take(limit, now))
      this.#queue.next()?.grant(this.#localPermit(now));
    if (this.#queue.size > 0) this.#serveIn(this.#window.waitMs(limit, now));
  }

  async #serveShared(): Promise<void> {
    if (this.#isAsking || this.#shared === null) return;
    const { clock, random } = this.#options;
    this.#isAsking = true;
    let waitMs = 0;
    try {
      const granted = await this.#shared.take(this.#rate.limit(clock.now()), this.#queue.size);
      for (const reservation of granted.reservations) this.#grant(reservation);
      // Jitter, so that replicas that wait for the same place do not ask again at the same moment.
      waitMs = granted.waitMs * (1 + 0.1 * random());
    } catch {
      // Without Redis each replica applies the whole rate by itself; a 429 lowers it if that is too much.
      this.#redisBackoffUntil = clock.now() + REDIS_BACKOFF_MS;
    } finally {
      this.#isAsking = false;
    }
    if (this.#queue.size > 0) this.#serveIn(waitMs);
  }

  #grant(reservation: Reservation): void {
    const next = this.#queue.next();
    if (next === null) reservation.cancel();
    else next.grant(new TimedPermit(this.#options.clock, this.#eventLoopBusyMs, this.#jitter, reservation));
  }

  #serveIn(ms: number): void {
    if (this.#timer !== null || this.#isClosed) return;
    this.#timer = setTimeout(() => {
      this.#timer = null;
      this.#serve();
    }, Math.ceil(ms)).unref();
  }

  #localPermit(takenAt: number): Permit {
    let at = takenAt;
    return new TimedPermit(this.#options.clock, this.#eventLoopBusyMs, this.#jitter, {
      shift: (ms) => {
        this.#window.move(at, at + ms);
        at += ms;
      },
      cancel: () => {
        this.#window.cancel(at);
        this.#serve();
      },
    });
  }
}
