import type { Abortable } from './life.js';

/**
 * One listener on each caller's signal, however many calls of its operation are under way: Node.js warns of a leak
 * from the eleventh on, and one operation can hide dozens of calls.
 */
const listening = new WeakMap<AbortSignal, Set<Abortable>>();

/** Aborts the listener when the caller goes away. Whoever is done must be taken off again with `offDeparture`. */
export const onDeparture = (signal: AbortSignal, listener: Abortable): void => {
  let listeners = listening.get(signal);
  if (listeners === undefined) {
    const all = new Set<Abortable>();
    listeners = all;
    listening.set(signal, all);
    signal.addEventListener(
      'abort',
      () => {
        for (const each of all) each.abort();
        all.clear();
      },
      { once: true },
    );
  }
  listeners.add(listener);
};

/** Takes a listener off again. */
export const offDeparture = (signal: AbortSignal, listener: Abortable): void => {
  listening.get(signal)?.delete(listener);
};
