import type { ServerResponse } from 'node:http';
import { Ending } from '../ending.js';

/** Whether a client is still there. */
export interface ClientConnection {
  /** Over when the client closed the connection before the answer had left. */
  readonly departure: Ending;
  /** `true` once the whole answer left, `false` once it no longer can. */
  readonly delivered: Promise<boolean>;
}

/**
 * Watches the connection that an answer will leave by, from when somebody wants to know: many answers are there before
 * anybody does.
 */
export const watchClient = (response: ServerResponse): ClientConnection => new Watched(response);

class Watched implements ClientConnection {
  readonly #response: ServerResponse;
  #departure: Ending | null = null;
  #delivered: Promise<boolean> | null = null;

  constructor(response: ServerResponse) {
    this.#response = response;
  }

  get departure(): Ending {
    if (this.#departure === null) {
      const departure = new Ending();
      this.#departure = departure;
      this.#whenClosed(() => {
        if (!this.#response.writableFinished) departure.end();
      });
    }
    return this.#departure;
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
