import { performance } from 'node:perf_hooks';
import type { Clock } from '../../../clock.js';
import type { Life } from '../life.js';
import type { SharedStore } from '../shared-store.js';
import type { CallerShare } from '../transport.js';
import { type Told, troubled } from '../trouble.js';
import { AdaptiveRate } from './adaptive-rate.js';
import { type Lane, LaneQueue } from './lanes.js';
import { Lateness } from './lateness.js';
import { SharedWindow } from './shared-window.js';
import { SlidingWindow } from './sliding-window.js';
import { CountedSlot, FREE_SLOT, type Place, type Slot } from './slot.js';
import { Waiting } from './waiting.js';

/** How the throttle is set up. */
export interface ThrottleOptions {
  readonly clock: Clock;
  readonly random: () => number;
  /** Calls per second, over all replicas when there is a store; `null`: none, until Getty Images answers 429. */
  readonly maxRps: number | null;
  /** Calls that may wait in each lane. */
  readonly maxQueued: number;
  readonly store: SharedStore | null;
  /** Whose rate it is; replicas of the same account share it. */
  readonly account: string;
  /** Milliseconds that this process has been busy since it began. Default: Node's own measure. */
  readonly busyMs?: () => number;
}

/** How long after Redis failed the throttle keeps to itself. */
const ALONE_MS = 1000;

const busyMsOfProcess = (): number => performance.eventLoopUtilization().active;

/** Lets calls through at the rate that Getty Images allows, the most important first. */
export class Throttle {
  readonly #options: ThrottleOptions;
  readonly #rate: AdaptiveRate;
  readonly #window = new SlidingWindow();
  readonly #lateness = new Lateness();
  readonly #shared: SharedWindow | null;
  readonly #queue = new LaneQueue<Waiting>();
  #timer: NodeJS.Timeout | null = null;
  #isAsking = false;
  #isClosed = false;
  #aloneUntil = Number.NEGATIVE_INFINITY;
  readonly #busyMs: () => number;

  constructor(options: ThrottleOptions) {
    const { store, maxRps, account } = options;
    this.#options = options;
    this.#busyMs = options.busyMs ?? busyMsOfProcess;
    this.#rate = new AdaptiveRate(maxRps);
    // Without a configured rate each replica finds its own.
    this.#shared = store === null || maxRps === null ? null : new SharedWindow(store, account);
  }

  /** How many calls wait now. */
  get waiting(): number {
    return this.#queue.size;
  }

  /**
   * A slot, at once where possible.
   * @param share whose turn it takes when it must wait
   * @param isAgain whether the call was made before: then it goes before its caller's others of the lane
   * @throws TransportError `queue-full`, at once where the deadline cannot be met, later where a full lane needs the
   *   place for another caller; `deadline` and `aborted` while waiting. All with `isSent: false`
   */
  enter(told: Told, lane: Lane, life: Life, share: CallerShare, isAgain = false): Slot | Promise<Slot> {
    if (this.#isClosed || life.isOver) throw troubled(told, 'aborted', false);
    const { clock, maxQueued } = this.#options;
    const now = clock.now();
    const limit = this.#rate.limit(now);
    if (limit === Number.POSITIVE_INFINITY) return FREE_SLOT;
    if (this.#queue.size === 0 && !this.#isShared(now) && this.#window.take(limit, now))
      return this.#slotHere(now);
    const leftMs = life.deadlineAt - now;
    const ahead = this.#queue.ahead(lane, share, isAgain);
    // Behind this many the call could not leave before its deadline even if all went well.
    const waitMs = this.#rate.waitMs(ahead, now);
    if (waitMs > leftMs || !this.#hasRoom(lane, share, maxQueued))
      throw troubled(told, 'queue-full', false, undefined, Math.max(1000, waitMs));
    const waiting = new Waiting(told, life, clock, (gone) => this.#queue.remove(lane, share, gone));
    this.#queue.add(lane, share, waiting, isAgain);
    this.#serve();
    return waiting.slot;
  }

  /** Takes note of a response. @param sentAt when its call was made, milliseconds of `Clock.now()` */
  answered(isLimited: boolean, sentAt: number): void {
    this.#rate.answered(isLimited, sentAt, this.#options.clock.now());
  }

  /** Ends it for everybody who still waits, and for all who come later. */
  close(): void {
    this.#isClosed = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    for (let next = this.#queue.next(); next !== null; next = this.#queue.next()) next.abort();
  }

  /** Memory is bounded: in a full lane the caller with the most calls gives a place to the others. */
  #hasRoom(lane: Lane, share: CallerShare, maxQueued: number): boolean {
    if (this.#queue.sizeOf(lane) < maxQueued) return true;
    const displaced = this.#queue.displace(lane, share);
    displaced?.displace();
    return displaced !== null;
  }

  #isShared(now: number): boolean {
    return this.#shared?.isReady() === true && now >= this.#aloneUntil;
  }

  #serve(): void {
    if (this.#queue.size === 0) return;
    const now = this.#options.clock.now();
    if (this.#isShared(now)) {
      void this.#serveShared();
      return;
    }
    const limit = this.#rate.limit(now);
    while (this.#queue.size > 0 && this.#window.take(limit, now)) this.#queue.next()?.go(this.#slotHere(now));
    if (this.#queue.size > 0) this.#serveIn(this.#window.waitMs(limit, now));
  }

  async #serveShared(): Promise<void> {
    if (this.#isAsking || this.#shared === null) return;
    const { clock, random } = this.#options;
    this.#isAsking = true;
    let waitMs = 0;
    try {
      const granted = await this.#shared.take(this.#rate.limit(clock.now()), this.#queue.size);
      for (const place of granted.places) this.#give(place);
      // Replicas that wait for the same place do not all come back at the same moment.
      waitMs = granted.waitMs * (1 + 0.1 * random());
    } catch {
      // Without Redis each replica keeps to the rate by itself; a 429 tells it if that was too much.
      this.#aloneUntil = clock.now() + ALONE_MS;
    } finally {
      this.#isAsking = false;
    }
    if (this.#queue.size > 0) this.#serveIn(waitMs);
  }

  #give(place: Place): void {
    const next = this.#queue.next();
    if (next === null) place.giveBack();
    else next.go(new CountedSlot(this.#options.clock, this.#busyMs, this.#lateness, place));
  }

  #serveIn(ms: number): void {
    if (this.#timer !== null || this.#isClosed) return;
    this.#timer = setTimeout(() => {
      this.#timer = null;
      this.#serve();
    }, Math.ceil(ms)).unref();
  }

  #slotHere(takenAt: number): Slot {
    let at = takenAt;
    return new CountedSlot(this.#options.clock, this.#busyMs, this.#lateness, {
      delay: (ms) => {
        this.#window.move(at, at + ms);
        at += ms;
      },
      giveBack: () => {
        this.#window.giveBack(at);
        this.#serve();
      },
    });
  }
}
