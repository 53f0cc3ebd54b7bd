import { setFlagsFromString } from 'node:v8';

/**
 * How V8 keeps this process's heap; to be called once, before there is much in it. Both only move heuristics, which V8
 * looks up whenever it decides.
 *
 * - Objects are not put among the old ones at once where earlier ones of the same line lived long. Those of a request
 *   under load live long (they wait for Getty Images), and from among the old ones keep whole answers from being
 *   collected until the next large collection: that was a sixth of all CPU (`docs/performance.md`).
 * - The heap may grow by a half between two large collections, and not to four times its size: a third of what was
 *   resident under load was garbage. It costs nothing that could be measured.
 */
export const setV8Flags = (): void => {
  setFlagsFromString('--no-allocation-site-pretenuring');
  setFlagsFromString('--heap-growing-percent=50');
};
