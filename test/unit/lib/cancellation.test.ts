import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CancelListener, CancellationToken } from '../../../src/lib/cancellation.js';

const listenerOf = (called: string[], name: string): CancelListener => ({
  onCancel: () => void called.push(name),
});

describe('a cancellation token', () => {
  it('cancel calls all current listeners, and no removed one', () => {
    const steps = fc.array(fc.record({ who: fc.nat({ max: 4 }), comes: fc.boolean() }), { maxLength: 20 });
    fc.assert(
      fc.property(steps, (all) => {
        const ending = new CancellationToken();
        const called: string[] = [];
        const listeners = [0, 1, 2, 3, 4].map((who) => listenerOf(called, String(who)));
        const listed = new Set<string>();
        for (const { who, comes } of all) {
          const listener = listeners[who] as CancelListener;
          if (comes === listed.has(String(who))) continue;
          if (comes) ending.addListener(listener);
          else ending.removeListener(listener);
          if (comes) listed.add(String(who));
          else listed.delete(String(who));
        }
        ending.cancel();
        ending.cancel();
        expect(called.sort()).toEqual([...listed].sort());
        expect(ending.isCancelled).toBe(true);
      }),
    );
  });

  it('a listener that another listener removes is not called', () => {
    const ending = new CancellationToken();
    const called: string[] = [];
    const last = listenerOf(called, 'last');
    ending.addListener({ onCancel: () => ending.removeListener(last) });
    ending.addListener(last);
    ending.cancel();
    expect(called).toEqual([]);
  });
});
