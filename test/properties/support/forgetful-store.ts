import type { IdempotencyStore } from '../../../src/downloads/idempotency/idempotency-store.js';
import { createMemoryStore } from '../../../src/downloads/idempotency/memory-store.js';
import type { Time } from './time.js';

/**
 * A store in memory that outlives every process of a sequence, as Redis would, and can be made to lose everything, as
 * a Redis without persistence does when it restarts.
 */
export class ForgetfulStore implements IdempotencyStore {
  readonly name = 'memory';
  private current: IdempotencyStore;

  constructor(private readonly time: Time) {
    this.current = createMemoryStore({ clock: time, timers: time });
  }

  async forget(_how: 'all' | 'last-writes'): Promise<void> {
    await this.current.close();
    this.current = createMemoryStore({
      clock: this.time,
      timers: this.time,
      suspectsEarlierKeys: true,
    });
  }

  claim: IdempotencyStore['claim'] = (...args) => this.current.claim(...args);
  renew: IdempotencyStore['renew'] = (...args) => this.current.renew(...args);
  markSent: IdempotencyStore['markSent'] = (...args) => this.current.markSent(...args);
  unsend: IdempotencyStore['unsend'] = (...args) => this.current.unsend(...args);
  settle: IdempotencyStore['settle'] = (...args) => this.current.settle(...args);
  lose: IdempotencyStore['lose'] = (...args) => this.current.lose(...args);
  markUnknown: IdempotencyStore['markUnknown'] = (...args) => this.current.markUnknown(...args);
  release: IdempotencyStore['release'] = (...args) => this.current.release(...args);
  read: IdempotencyStore['read'] = (...args) => this.current.read(...args);
  ledger: IdempotencyStore['ledger'] = (...args) => this.current.ledger(...args);
  keepUndelivered: IdempotencyStore['keepUndelivered'] = (...args) => this.current.keepUndelivered(...args);
  takeUndelivered: IdempotencyStore['takeUndelivered'] = (...args) => this.current.takeUndelivered(...args);
  lockAsset: IdempotencyStore['lockAsset'] = (...args) => this.current.lockAsset(...args);
  waitForChange: IdempotencyStore['waitForChange'] = (...args) => this.current.waitForChange(...args);
  get attempts(): IdempotencyStore['attempts'] {
    return this.current.attempts;
  }
  fill: IdempotencyStore['fill'] = () => this.current.fill();
  close = (): Promise<void> => this.current.close();
}
