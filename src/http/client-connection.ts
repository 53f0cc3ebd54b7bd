import type { ServerResponse } from 'node:http';
import { CancellationToken } from '../lib/cancellation.js';

/** Whether a client is still there. */
export interface ClientConnection {
  /** Over when the client closed the connection before the answer had left. */
  readonly cancellation: CancellationToken;
  /** `true` once the whole answer left, `false` once it no longer can. */
  readonly delivered: Promise<boolean>;
}

/**
 * Watches the connection that an answer will leave by, from when somebody wants to know: many answers are there before
 * anybody does.
 */
export const trackClient = (response: ServerResponse): ClientConnection => new TrackedClient(response);

class TrackedClient implements ClientConnection {
  readonly #response: ServerResponse;
  #cancellation: CancellationToken | null = null;
  #delivered: Promise<boolean> | null = null;

  constructor(response: ServerResponse) {
    this.#response = response;
  }

  get cancellation(): CancellationToken {
    if (this.#cancellation === null) {
      const departure = new CancellationToken();
      this.#cancellation = departure;
      this.#whenClosed(() => {
        if (!this.#response.writableFinished) departure.cancel();
      });
    }
    return this.#cancellation;
  }

  get delivered(): Promise<boolean> {
    this.#delivered ??= new Promise((resolve) =>
      this.#whenClosed(() => resolve(this.#response.writableFinished)),
    );
    return this.#delivered;
  }

  #whenClosed(then: () => void): void {
    if (this.#response.closed) then();
    else this.#response.once('close', then);
  }
}
