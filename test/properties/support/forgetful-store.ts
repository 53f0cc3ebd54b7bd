import type { KeyStore } from '../../../src/domain/spending/key-store.js';
import { createMemoryKeyStore } from '../../../src/domain/spending/stores/memory.js';
import type { Time } from './time.js';

/**
 * A store in memory that outlives every process of a sequence, as Redis would, and can be made to lose everything, as
 * a Redis without persistence does when it restarts.
 */
export class ForgetfulStore implements KeyStore {
  readonly name = 'memory';
  private current: KeyStore;

  constructor(private readonly time: Time) {
    this.current = createMemoryKeyStore({ clock: time, timers: time });
  }

  async forget(_how: 'all' | 'last-writes'): Promise<void> {
    await this.current.close();
    this.current = createMemoryKeyStore({
      clock: this.time,
      timers: this.time,
      suspectsEarlierKeys: true,
    });
  }

  claim: KeyStore['claim'] = (...args) => this.current.claim(...args);
  renew: KeyStore['renew'] = (...args) => this.current.renew(...args);
  markSent: KeyStore['markSent'] = (...args) => this.current.markSent(...args);
  unsend: KeyStore['unsend'] = (...args) => this.current.unsend(...args);
  settle: KeyStore['settle'] = (...args) => this.current.settle(...args);
  lose: KeyStore['lose'] = (...args) => this.current.lose(...args);
  markUnknown: KeyStore['markUnknown'] = (...args) => this.current.markUnknown(...args);
  release: KeyStore['release'] = (...args) => this.current.release(...args);
  read: KeyStore['read'] = (...args) => this.current.read(...args);
  ledger: KeyStore['ledger'] = (...args) => this.current.ledger(...args);
  keepUndelivered: KeyStore['keepUndelivered'] = (...args) => this.current.keepUndelivered(...args);
  takeUndelivered: KeyStore['takeUndelivered'] = (...args) => this.current.takeUndelivered(...args);
  lockAsset: KeyStore['lockAsset'] = (...args) => this.current.lockAsset(...args);
  waitForChange: KeyStore['waitForChange'] = (...args) => this.current.waitForChange(...args);
  fill: KeyStore['fill'] = () => this.current.fill();
  close = (): Promise<void> => this.current.close();
}
