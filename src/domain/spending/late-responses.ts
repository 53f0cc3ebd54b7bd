import type { SpendAnswer } from '../../getty/model/spend.js';
import type { RequestScope } from '../request-scope.js';
import { answerEvent } from './answer-event.js';
import { writeDown } from './bookkeeping.js';
import { endOfItem, type OnDownloadEnded } from './download-ended.js';
import { gettyNow } from './getty-time.js';
import type { Item, Plan } from './item.js';
import { keepAlive } from './lease.js';
import type { Spending } from './spending.js';

interface Waiting {
  readonly key: string;
  readonly stop: () => void;
  readonly done: Promise<void>;
}

/**
 * Waits for responses that did not come within the time-out while their connections are open. The key stays claimed
 * meanwhile, so that no other call counts the history and reports as lost what is about to arrive.
 */
export class LateResponses {
  readonly #waiting = new Set<Waiting>();

  /** @param onUnresolved receives a download whose response never came */
  constructor(
    private readonly onDownloadEnded: OnDownloadEnded,
    private readonly onUnresolved: (scope: RequestScope, spending: Spending, item: Item) => void,
  ) {}

  /** Settles the key with the response once it comes; leaves it unresolved where none does. Never throws. */
  follow(
    scope: RequestScope,
    spending: Spending,
    item: Item,
    plan: Plan,
    late: Promise<SpendAnswer | null>,
  ): void {
    let stop = (): void => {};
    const stopped = new Promise<null>((resolve) => {
      stop = () => resolve(null);
    });
    const stopRenewing = keepAlive(spending, item);
    const done = Promise.race([late, stopped])
      .catch((error: unknown) => {
        spending.log.warn({ error, key: item.key }, 'a late response could not be read');
        return null;
      })
      .then((answer) => this.#end(scope, spending, item, plan, answer))
      .finally(stopRenewing);
    const waiting: Waiting = { key: item.key, stop, done };
    this.#waiting.add(waiting);
    void done.finally(() => this.#waiting.delete(waiting));
  }

  /** Resolves when none is waited for. */
  async idle(): Promise<void> {
    while (this.#waiting.size > 0) await Promise.allSettled([...this.#waiting].map(({ done }) => done));
  }

  /** Gives up all of them. @returns their keys */
  stop(): readonly string[] {
    const waiting = [...this.#waiting];
    for (const one of waiting) one.stop();
    return waiting.map(({ key }) => key);
  }

  async #end(
    scope: RequestScope,
    spending: Spending,
    item: Item,
    plan: Plan,
    answer: SpendAnswer | null,
  ): Promise<void> {
    const write = (effect: Parameters<typeof writeDown>[1]): Promise<void> => {
      const writing = writeDown(item, effect, gettyNow(scope), spending);
      spending.underWay.add(writing);
      return writing.finally(() => spending.underWay.delete(writing));
    };
    const { session, scope: call } = scope.call;
    if (answer?.kind === 'link') {
      const event = answerEvent(answer, { request: item.request, plan, session: session.kind, next: null });
      if (event.type !== 'link') return;
      await write({ type: 'settle', settlement: event.settlement });
      scope.getty.v3.transport.forget(session.principal);
      const outcome = { kind: 'settled', settlement: event.settlement, isReplay: false } as const;
      this.onDownloadEnded(endOfItem({ ...item, plan }, outcome, 'late-response', call.requestId));
      return;
    }
    if (answer?.kind === 'refused') {
      await write({ type: 'release' });
      this.onDownloadEnded(endOfItem({ ...item, plan }, 'NOT_CHARGED', 'late-response', call.requestId));
      return;
    }
    await write({ type: 'mark-unknown' });
    this.onUnresolved(scope, spending, item);
  }
}
