const SECOND = 1000;

/**
 * Lowest rate as a share of the configured one, and never below one request per second: while most requests are accepted,
 * and otherwise.
 */
const FLOOR_SHARE = 0.4;
const LOWEST_SHARE = 0.1;

/** Lowest first estimate of a limit that is not configured, in requests per second. */
const LEAST_GUESS = 10;

/** Milliseconds without lowering the rate after which an estimated limit is dropped. */
const FORGET_AFTER_MS = 60 * SECOND;

/** Responses after which a window of one second is evaluated, and milliseconds after which it is with fewer. */
const ENOUGH = 10;
const LONGEST_WINDOW_MS = 3 * SECOND;

/** Largest share of 429s that other users of the account may cause, whatever this service does. */
const MOST_BACKGROUND = 0.2;

/** Share of 429s in one window that lowers the rate regardless of earlier windows. */
const MUCH = 0.3;

/** Share of 429s in a trial that the trial certainly caused. */
const CLEARLY = 0.15;

/** Share of 429s above the background that is ignored. */
const NOISE = 0.01;

/** Share and number of 429s that end a window early. */
const FLOOD = { share: 0.5, count: 10 } as const;

/**
 * Sequential test of a lowered rate: 429s go on (5 %) or have ended (1 %). Ends at a likelihood of 33 to 1, or as
 * "ended" after this many responses.
 */
const GOING_ON = 0.05;
const ENDED = 0.01;
const CERTAIN = Math.log(33);
const LONGEST_PROOF = 600;

/** Share by which the rate is lowered per step of that test; and the part of the rate at which the test ends. */
const CUT = 0.2;
const DEEPEST = 0.6;

/** Windows at an accepted rate before a higher one is tried: at first, and at most after failed trials. */
const HOLD = 5;
const LONGEST_HOLD = 20;

/** Factors of a trial, and of the trials after one that succeeded. */
const TRIAL = 1.1;
const FAST = 1.3;

/** Share of the rate that is in use when it may be raised. */
const USED = 0.5;

/** Windows after which a background of 429s is tested again. */
const RETEST = 60;

/** Longest wait that `waitMs` reports, in milliseconds: no operation may take longer. */
const LONGEST_WAIT_MS = 600 * SECOND;

/** Responses of one window. */
interface Window {
  readonly startedAt: number;
  accepted: number;
  limited: number;
}

/** A lowered rate, until it is known whether lowering it helped. */
interface Lowered {
  readonly from: number;
  /** Rate at which remaining 429s are attributed to other users of the account. */
  readonly lowest: number;
  readonly share: number;
  responses: number;
  limited: number;
}

/**
 * Estimates the requests per second that Getty Images accepts, from the share of 429s among each second's responses.
 *
 * - 429s lower the rate by their share, to what was accepted; at once where most requests get one.
 * - Where a lower rate does not reduce them, other users of the account cause them: the rate is restored, and that share
 *   (20 % at most) is tolerated.
 * - Seconds without further 429s raise it: halfway to the last rate that was too high, then in trials of 10 %, and of
 *   30 % after one that succeeded. Trials that fail become rarer.
 * - The floor is a tenth of the configured rate, and one request per second.
 *
 * Without a configured rate there is no limit until a 429, and again none after a minute in which the rate was not
 * lowered.
 */
export class AdaptiveRate {
  readonly #highest: number;
  /** Lowest rates: while most requests are accepted, and otherwise. */
  readonly #floor: number;
  readonly #lowest: number;
  #rate: number;
  /** Lowest rate known to be too high; `Infinity` while none is known. */
  #tooHigh = Number.POSITIVE_INFINITY;
  #lowered: Lowered | null = null;
  /** Share of 429s that does not depend on the rate. */
  #background = 0;
  #windowsOfBackground = 0;
  /** Rate before the current trial; `null` without one. */
  #beforeTrial: number | null = null;
  #hasSucceeded = false;
  #held = 0;
  #hold = HOLD;
  #window: Window | null = null;
  #loweredAt = Number.NEGATIVE_INFINITY;

  /** @param configured requests per second, `null` for no limit */
  constructor(configured: number | null) {
    this.#highest = configured ?? Number.POSITIVE_INFINITY;
    this.#floor = Math.max(1, (configured ?? 0) * FLOOR_SHARE);
    this.#lowest = Math.max(1, (configured ?? 0) * LOWEST_SHARE);
    this.#rate = this.#highest;
  }

  /** Current requests per second: at least 1 unless less is configured, `Infinity` for no limit. */
  limit(now: number): number {
    this.#advance(now);
    return this.#rate === this.#highest ? this.#highest : Math.max(1, Math.floor(this.#rate));
  }

  /** Milliseconds until so many requests are sent, at most ten minutes; a lower bound, because the rate may recover. */
  waitMs(calls: number, now: number): number {
    let rate = this.limit(now);
    let left = calls;
    let ms = 0;
    while (left >= rate && ms < LONGEST_WAIT_MS) {
      left -= rate;
      ms += SECOND;
      rate = Math.min(this.#highest, rate * FAST);
    }
    return ms;
  }

  /**
   * Records a response.
   * @param sentAt when its request was sent, in milliseconds as `now`; ignored for requests from before the rate was lowered
   */
  onResponse(isLimited: boolean, sentAt: number, now: number): void {
    if (sentAt < this.#loweredAt) return;
    this.#advance(now);
    this.#window ??= { startedAt: now, accepted: 0, limited: 0 };
    const window = this.#window;
    if (isLimited) window.limited += 1;
    else window.accepted += 1;
    if (window.limited >= FLOOD.count && shareOf(window) > FLOOD.share) this.#evaluate(window, now);
  }

  /** Evaluates the window that has ended, if one has. */
  #advance(now: number): void {
    const window = this.#window;
    if (window !== null) {
      const isEnough = window.accepted + window.limited >= ENOUGH;
      if (now - window.startedAt >= (isEnough ? SECOND : LONGEST_WINDOW_MS)) this.#evaluate(window, now);
    }
    if (window === null && now - this.#loweredAt >= FORGET_AFTER_MS) this.#forget();
  }

  #forget(): void {
    this.#rate = this.#highest;
    this.#beforeTrial = null;
    this.#lowered = null;
  }

  #evaluate(window: Window, now: number): void {
    this.#window = null;
    const share = shareOf(window);
    const usual = this.#usualShare(window.accepted + window.limited);
    if (this.#lowered !== null) this.#prove(this.#lowered, window, now);
    else if (share <= usual) this.#raise(window, now);
    else if (this.#beforeTrial !== null) this.#endTrial(this.#beforeTrial, share, usual, now);
    else this.#lower(window, now);
  }

  /** Two standard deviations above the background, so that chance does not lower the rate. */
  #usualShare(responses: number): number {
    const share = this.#background;
    return share + NOISE + 2 * Math.sqrt((share * (1 - share)) / responses);
  }

  /** Lowers the rate to what was accepted, or by a step of the test whether lowering it helps. */
  #lower(window: Window, now: number): void {
    const share = shareOf(window);
    const isFirst = this.#rate === Number.POSITIVE_INFINITY;
    const seconds = Math.max(1, (now - window.startedAt) / SECOND);
    // Only the part of the rate that was in use can have been too much.
    const asked = Math.max(LEAST_GUESS, (1.05 * (window.accepted + window.limited)) / seconds);
    const from = Math.min(this.#rate, asked);
    const back = isFirst ? asked : this.#rate;
    const mayBeBackground = share <= MUCH;
    this.#lowered = mayBeBackground
      ? { from: back, lowest: from * DEEPEST, share, responses: 0, limited: 0 }
      : null;
    this.#tooHigh = from;
    const part = mayBeBackground ? CUT : share;
    const least = isFirst ? LEAST_GUESS : mayBeBackground ? this.#floor : this.#lowest;
    this.#rate = Math.min(from, Math.max(least, from * (1 - part)));
    this.#beforeTrial = null;
    this.#hasSucceeded = false;
    this.#held = 0;
    this.#loweredAt = now;
  }

  /** Tests whether the lower rate reduced the 429s. If not, other users of the account cause them. */
  #prove(lowered: Lowered, window: Window, now: number): void {
    if (shareOf(window) > MUCH) {
      this.#lower(window, now);
      return;
    }
    lowered.responses += window.accepted + window.limited;
    lowered.limited += window.limited;
    const evidence = evidenceOf(lowered);
    if (Math.abs(evidence) < CERTAIN && lowered.responses < LONGEST_PROOF) return;
    const isAsBefore = evidence >= CERTAIN;
    const share = lowered.limited / lowered.responses;
    const isDeepest = this.#rate <= Math.max(this.#floor, lowered.lowest) && share <= MOST_BACKGROUND;
    this.#lowered = null;
    if (isAsBefore && !isDeepest) {
      this.#tooHigh = this.#rate;
      const least = share <= MOST_BACKGROUND ? this.#floor : this.#lowest;
      this.#rate = Math.min(this.#rate, Math.max(least, this.#rate * (1 - CUT)));
      this.#lowered = { ...lowered, responses: 0, limited: 0 };
      this.#loweredAt = now;
    } else if (isAsBefore) {
      this.#background = share;
      this.#windowsOfBackground = 0;
      this.#beforeTrial = this.#rate;
      this.#rate = lowered.from;
      this.#tooHigh = Number.POSITIVE_INFINITY;
    } else {
      this.#background = Math.min(this.#background, share);
    }
  }

  /** Returns to the rate before the trial, and tests there whether the trial caused the 429s. */
  #endTrial(before: number, share: number, usual: number, now: number): void {
    const isClear = share > Math.max(CLEARLY, 2 * usual);
    this.#lowered = isClear ? null : { from: this.#rate, lowest: before, share, responses: 0, limited: 0 };
    if (isClear) this.#background = 0;
    this.#tooHigh = this.#rate;
    this.#rate = before;
    this.#beforeTrial = null;
    this.#hasSucceeded = false;
    this.#held = 0;
    this.#hold = Math.min(LONGEST_HOLD, this.#hold * 2);
    this.#loweredAt = now;
  }

  #raise(window: Window, now: number): void {
    const share = shareOf(window);
    this.#background += (share - this.#background) / 10;
    if (this.#background > NOISE && ++this.#windowsOfBackground >= RETEST) {
      this.#windowsOfBackground = 0;
      this.#lowered = {
        from: this.#rate,
        lowest: this.#rate * DEEPEST,
        share: this.#background,
        responses: 0,
        limited: 0,
      };
      this.#rate = Math.min(this.#rate, Math.max(this.#floor, this.#rate * (1 - CUT)));
      this.#loweredAt = now;
      return;
    }
    if (this.#beforeTrial !== null) {
      this.#hasSucceeded = this.#tooHigh === Number.POSITIVE_INFINITY;
      this.#hold = HOLD;
      this.#beforeTrial = null;
    }
    if (this.#rate === this.#highest) return;
    // A rate that is not used says nothing about a higher one.
    const isUsed =
      (window.accepted + window.limited) * SECOND >=
      USED * this.#rate * Math.max(SECOND, now - window.startedAt);
    if (!isUsed) {
      if (now - this.#loweredAt >= FORGET_AFTER_MS) this.#forget();
      return;
    }
    const room = this.#tooHigh - this.#rate;
    if (this.#hasSucceeded) this.#try(this.#rate * FAST);
    else if (room > 0.08 * this.#rate && room !== Number.POSITIVE_INFINITY) this.#try(this.#rate + room / 2);
    else if (++this.#held >= this.#hold) {
      this.#tooHigh = Number.POSITIVE_INFINITY;
      this.#try(this.#rate * TRIAL);
    }
  }

  #try(rate: number): void {
    this.#held = 0;
    this.#beforeTrial = this.#rate;
    this.#rate = Math.min(this.#highest, Math.max(this.#rate + 1, rate));
  }
}

const shareOf = ({ accepted, limited }: Window): number => limited / (accepted + limited);

/** Natural logarithm of how much likelier it is that 429s go on. */
const evidenceOf = ({ responses, limited }: Pick<Lowered, 'responses' | 'limited'>): number =>
  limited * Math.log(GOING_ON / ENDED) + (responses - limited) * Math.log((1 - GOING_ON) / (1 - ENDED));
