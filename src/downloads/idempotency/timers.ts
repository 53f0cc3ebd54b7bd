/** Waiting, passed in so that tests can move it together with their clock. */
export interface Timers {
  /** Runs `run` once after `ms`; the returned function calls it off. */
  after(ms: number, run: () => void): () => void;
}

/** Longer delays overflow `setTimeout` and would fire at once. */
const LONGEST_MS = 2 ** 31 - 1;

/** The machine's timers. They do not keep the process alive: a caller that waits here has a request open that does. */
export const systemTimers: Timers = {
  after(ms, run) {
    const timer = setTimeout(run, Math.min(Math.max(ms, 0), LONGEST_MS));
    timer.unref();
    return () => clearTimeout(timer);
  },
};
