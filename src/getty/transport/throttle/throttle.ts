import { performance } from 'node:perf_hooks';
import type { Clock } from '../../../lib/clock.js';
import type { Deadline } from '../deadline.js';
import { createTransportError, type ErrorContext } from '../errors.js';
import type { RedisLike } from '../redis-like.js';
import type { CallerShare } from '../transport.js';
import { AdaptiveRate } from './adaptive-rate.js';
import { ArrivalJitter } from './arrival-jitter.js';
import { NOOP_PERMIT, type Permit, type Reservation, TimedPermit } from './permit.js';
import { type Priority, PriorityQueue } from './priority-queue.js';
import { QueuedCall } from './queued-call.js';
import { RedisWindow } from './redis-window.js';
import { SlidingWindow } from './sliding-window.js';

/** How the throttle is set up. */
export interface ThrottleOptions {
  readonly clock: Clock;
  readonly random: () => number;
  /** Calls per second, over all replicas when there is a store; `null`: none, until Getty Images answers 429. */
  readonly maxRps: number | null;
  /** Calls that may wait in each lane. */
  readonly maxQueued: number;
  readonly store: RedisLike | null;
  /** Whose rate it is; replicas of the same account share it. */
  readonly account: string;
  /** Milliseconds that this process has been busy since it began. Default: Node's own measure. */
  readonly busyMs?: () => number;
}

/** How long after Redis failed the throttle keeps to itself. */
const REDIS_BACKOFF_MS = 1000;

const busyMsOfProcess = (): number => performance.eventLoopUtilization().active;

/** Lets calls through at the rate that Getty Images allows, the most important first. */
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
  readonly #busyMs: () => number;

  constructor(options: ThrottleOptions) {
    const { store, maxRps, account } = options;
    this.#options = options;
    this.#busyMs = options.busyMs ?? busyMsOfProcess;
    this.#rate = new AdaptiveRate(maxRps);
    // Without a configured rate each replica finds its own.
    this.#shared = store === null || maxRps === null ? null : new RedisWindow(store, account);
  }

  /** How many calls wait now. */
  get waiting(): number {
    return this.#queue.size;
  }

  /**
   * A slot, at once where possible.
   * @param share whose turn it takes when it must wait
   * @param isRetry whether the call was made before: then it goes before its caller's others of the lane
   * @throws TransportError `queue-full`, at once where the deadline cannot be met, later where a full lane needs the
   *   place for another caller; `deadline` and `aborted` while waiting. All with `isSent: false`
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
    // Behind this many the call could not leave before its deadline even if all went well.
    const waitMs = this.#rate.waitMs(ahead, now);
    if (waitMs > leftMs || !this.#hasRoom(priority, share, maxQueued))
      throw createTransportError(context, 'queue-full', false, undefined, Math.max(1000, waitMs));
    const waiting = new QueuedCall(context, deadline, clock, (gone) =>
      this.#queue.remove(priority, share, gone),
    );
    this.#queue.add(priority, share, waiting, isRetry);
    this.#serve();
    return waiting.permit;
  }

  /** Takes note of a response. @param sentAt when its call was made, milliseconds of `Clock.now()` */
  recordResponse(isLimited: boolean, sentAt: number): void {
    this.#rate.onResponse(isLimited, sentAt, this.#options.clock.now());
  }

  /** Ends it for everybody who still waits, and for all who come later. */
  close(): void {
    this.#isClosed = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    for (let next = this.#queue.next(); next !== null; next = this.#queue.next()) next.onCancel();
  }

  /** Memory is bounded: in a full lane the caller with the most calls gives a place to the others. */
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
      // Replicas that wait for the same place do not all come back at the same moment.
      waitMs = granted.waitMs * (1 + 0.1 * random());
    } catch {
      // Without Redis each replica keeps to the rate by itself; a 429 tells it if that was too much.
      this.#redisBackoffUntil = clock.now() + REDIS_BACKOFF_MS;
    } finally {
      this.#isAsking = false;
    }
    if (this.#queue.size > 0) this.#serveIn(waitMs);
  }

  #grant(reservation: Reservation): void {
    const next = this.#queue.next();
    if (next === null) reservation.cancel();
    else next.grant(new TimedPermit(this.#options.clock, this.#busyMs, this.#jitter, reservation));
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
    return new TimedPermit(this.#options.clock, this.#busyMs, this.#jitter, {
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
