import { setFlagsFromString } from 'node:v8';

/**
 * Tunes V8's heap; to be called once, before there is much in it. Both flags only change heuristics, which V8 reads
 * whenever it decides.
 *
 * - Objects are not allocated in the old generation where earlier ones of the same line lived long. Those of a request
 *   under load live long (they wait for Getty Images), and from the old generation hold complete responses in memory
 *   until the next major collection: that was a sixth of all CPU (`docs/performance.md`).
 * - The heap may grow by a half between two major collections, not to four times its size: a third of the resident
 *   memory under load was garbage. It costs nothing that could be measured.
 */
export const setV8Flags = (): void => {
  setFlagsFromString('--no-allocation-site-pretenuring');
  setFlagsFromString('--heap-growing-percent=50');
};
