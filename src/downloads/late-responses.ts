import type { DomainContext } from '../catalog/domain-context.js';
import type { DownloadResponse } from '../getty/model/download-response.js';
import { endOfItem, type OnDownloadEnded } from './download-ended.js';
import type { DownloadTask, Plan } from './download-task.js';
import { keepAlive } from './lease.js';
import { recordEffect } from './record-effect.js';
import { responseToEvent } from './response-to-event.js';
import type { DownloadServices } from './services.js';
import { upstreamNow } from './upstream-clock.js';

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
    private readonly onUnresolved: (
      scope: DomainContext,
      services: DownloadServices,
      task: DownloadTask,
    ) => void,
  ) {}

  /** Settles the key with the response once it comes; leaves it unresolved where none does. Never throws. */
  follow(
    scope: DomainContext,
    services: DownloadServices,
    task: DownloadTask,
    plan: Plan,
    late: Promise<DownloadResponse | null>,
  ): void {
    let stop = (): void => {};
    const stopped = new Promise<null>((resolve) => {
      stop = () => resolve(null);
    });
    const stopRenewing = keepAlive(services, task);
    const done = Promise.race([late, stopped])
      .catch((error: unknown) => {
        services.log.warn({ error, key: task.key }, 'a late response could not be read');
        return null;
      })
      .then((response) => this.#end(scope, services, task, plan, response))
      .finally(stopRenewing);
    const waiting: Waiting = { key: task.key, stop, done };
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
    scope: DomainContext,
    services: DownloadServices,
    task: DownloadTask,
    plan: Plan,
    response: DownloadResponse | null,
  ): Promise<void> {
    const write = (effect: Parameters<typeof recordEffect>[1]): Promise<void> => {
      const writing = recordEffect(task, effect, upstreamNow(scope), services);
      services.inFlight.add(writing);
      return writing.finally(() => services.inFlight.delete(writing));
    };
    const { session, id } = scope;
    if (response?.kind === 'link') {
      const event = responseToEvent(response, {
        request: task.request,
        plan,
        session: session.kind,
        next: null,
        isCallForImage: task.entitlement?.isCallForImage === true,
      });
      if (event.type !== 'link') return;
      await write({ type: 'settle', result: event.result });
      scope.services.getty.v3.transport.invalidate(session.principal);
      const outcome = { kind: 'settled', result: event.result, isReplay: false } as const;
      this.onDownloadEnded(endOfItem({ ...task, plan }, outcome, 'late-response', id));
      return;
    }
    if (response?.kind === 'refused') {
      await write({ type: 'release' });
      this.onDownloadEnded(endOfItem({ ...task, plan }, 'NOT_CHARGED', 'late-response', id));
      return;
    }
    await write({ type: 'mark-unknown' });
    this.onUnresolved(scope, services, task);
  }
}
