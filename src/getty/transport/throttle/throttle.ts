import type { Clock } from '../../../clock.js';
import type { Abortable, Life } from '../life.js';
import type { SharedStore } from '../shared-store.js';
import { OutOfTime, type Told, troubled } from '../trouble.js';
import { AdaptiveRate } from './adaptive-rate.js';
import { type Lane, LaneQueue } from './lanes.js';
import { takeShared } from './shared-window.js';
import { SlidingWindow } from './sliding-window.js';
import { FREE_SLOT, type Slot } from './slot.js';

/** How the throttle is set up. */
export interface ThrottleOptions {
  readonly clock: Clock;
  readonly random: () => number;
  /** Calls per second, over all replicas when there is a store; `null`: none, until Getty Images answers 429. */
  readonly maxRps: number | null;
  /** Calls that may wait in each lane. */
  readonly maxQueued: number;
  readonly store: SharedStore | null;
}

/** A place that was taken this much earlier than it was used counts again at the time of its use. */
const LATE_MS = 10;
/**
 * Turns of the event loop after which what was written has certainly left: connecting, accepting and reading take one
 * each, and under load a turn is long.
 */
const TURNS = 3;
/** How long after Redis failed the throttle keeps to itself. */
const ALONE_MS = 1000;

/** Lets calls through at the rate that Getty Images allows, the most important first. */
export class Throttle {
  readonly #options: ThrottleOptions;
  readonly #rate: AdaptiveRate;
  readonly #window = new SlidingWindow();
  readonly #queue = new LaneQueue<Waiting>();
  readonly #replica: string;
  #timer: NodeJS.Timeout | null = null;
  #isAsking = false;
  #isClosed = false;
  #aloneUntil = Number.NEGATIVE_INFINITY;
  #justUsed: number[] = [];

  constructor(options: ThrottleOptions) {
    this.#options = options;
    this.#rate = new AdaptiveRate(options.maxRps);
    this.#replica = Math.floor(options.random() * Number.MAX_SAFE_INTEGER).toString(36);
  }

  /** How many calls wait now. */
  get waiting(): number {
    return this.#queue.size;
  }

  /**
   * A slot, at once where possible.
   * @throws TransportError `queue-full`, at once; `deadline` and `aborted` while waiting. All with `isSent: false`
   */
  enter(told: Told, lane: Lane, life: Life): Slot | Promise<Slot> {
    if (this.#isClosed) throw troubled(told, 'aborted', false);
    const now = this.#options.clock.now();
    const limit = this.#rate.limit(now);
    if (limit === Number.POSITIVE_INFINITY) return FREE_SLOT;
    if (this.#queue.size === 0 && !this.#isShared(now) && this.#window.take(limit, now))
      return this.#slot(now);
    // Behind this many the call could not leave before its deadline even if all went well.
    const waitMs = Math.floor(this.#queue.ahead(lane) / limit) * 1000;
    if (this.#queue.sizeOf(lane) >= this.#options.maxQueued || now + waitMs > life.deadlineAt) {
      throw troubled(told, 'queue-full', false, undefined, Math.max(1000, waitMs));
    }
    return this.#wait(told, lane, life);
  }

  /** Hears that a call was answered, with a 429 or without. */
  answered(isLimited: boolean): void {
    const now = this.#options.clock.now();
    if (isLimited) this.#rate.limited(now);
    else this.#rate.answered(now);
  }

  /** Ends it for everybody who still waits, and for all who come later. */
  close(): void {
    this.#isClosed = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    for (let next = this.#queue.next(); next !== null; next = this.#queue.next()) next.abort();
  }

  #isShared(now: number): boolean {
    const { store, maxRps } = this.#options;
    return store !== null && maxRps !== null && now >= this.#aloneUntil && store.isReady();
  }

  #wait(told: Told, lane: Lane, life: Life): Promise<Slot> {
    return new Promise((resolve, reject) => {
      const waiting = new Waiting(told, life, this.#options.clock, resolve, reject, (gone) =>
        this.#queue.remove(lane, gone),
      );
      if (waiting.isGone) return;
      this.#queue.add(lane, waiting);
      this.#serve();
    });
  }

  #serve(): void {
    const now = this.#options.clock.now();
    if (this.#queue.size === 0) return;
    if (this.#isShared(now)) {
      void this.#serveShared();
      return;
    }
    const limit = this.#rate.limit(now);
    while (this.#queue.size > 0 && this.#window.take(limit, now)) this.#queue.next()?.go(this.#slot(now));
    if (this.#queue.size > 0) this.#serveIn(this.#window.waitMs(limit, now));
  }

  async #serveShared(): Promise<void> {
    const { store, clock } = this.#options;
    if (this.#isAsking || store === null) return;
    this.#isAsking = true;
    let waitMs = 0;
    try {
      const wanted = this.#queue.size;
      const granted = await takeShared(store, this.#replica, this.#rate.limit(clock.now()), wanted);
      for (let i = 0; i < granted.count; i += 1) this.#queue.next()?.go(FREE_SLOT);
      // Replicas that wait for the same place do not all come back at the same moment.
      waitMs = granted.waitMs * (1 + 0.1 * this.#options.random());
    } catch {
      // Without Redis each replica keeps to the rate by itself; a 429 tells it if that was too much.
      this.#aloneUntil = clock.now() + ALONE_MS;
    } finally {
      this.#isAsking = false;
    }
    if (this.#queue.size > 0) this.#serveIn(waitMs);
  }

  #serveIn(ms: number): void {
    if (this.#timer !== null) return;
    this.#timer = setTimeout(() => {
      this.#timer = null;
      this.#serve();
    }, Math.ceil(ms)).unref();
  }

  #slot(takenAt: number): Slot {
    let isUsed = false;
    return {
      used: () => {
        isUsed = true;
        this.#noteUse(takenAt);
      },
      done: () => {
        if (isUsed) return;
        isUsed = true;
        this.#window.giveBack(takenAt);
        this.#serve();
      },
    };
  }

  /** A call that left later than its place was taken counts a second time, at its true time. */
  #noteUse(takenAt: number): void {
    this.#justUsed.push(takenAt);
    if (this.#justUsed.length > 1) return;
    afterTurns(TURNS, () => {
      const now = this.#options.clock.now();
      for (const at of batch) if (now - at > LATE_MS) this.#window.stamp(now);
    });
    // What is used in the next turn is a batch of its own.
    const batch = this.#justUsed;
    setImmediate(() => {
      this.#justUsed = [];
    });
  }
}

const afterTurns = (turns: number, act: () => void): void => {
  setImmediate(() => (turns === 1 ? act() : afterTurns(turns - 1, act)));
};

/** One call in the queue, with its own end. */
class Waiting implements Abortable {
  isGone = false;
  #timer: NodeJS.Timeout | null = null;

  constructor(
    private readonly told: Told,
    private readonly life: Life,
    private readonly clock: Clock,
    private readonly resolve: (slot: Slot) => void,
    private readonly reject: (error: Error) => void,
    private readonly onGone: (gone: Waiting) => void,
  ) {
    life.onEnd(this);
    if (life.isOver) this.abort();
    else this.#watch();
  }

  go(slot: Slot): void {
    this.#leave();
    this.resolve(slot);
  }

  abort(): void {
    this.#leave();
    this.reject(troubled(this.told, 'aborted', false));
  }

  #watch = (): void => {
    // Looked up each time: another caller who joins may have more time.
    const leftMs = this.life.deadlineAt - this.clock.now();
    if (leftMs > 0) {
      this.#timer = setTimeout(this.#watch, Math.min(leftMs, 0x7fff_ffff)).unref();
      return;
    }
    this.#leave();
    this.reject(troubled(this.told, 'deadline', false, new OutOfTime('caller')));
  };

  #leave(): void {
    this.isGone = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.life.offEnd(this);
    this.onGone(this);
  }
}
