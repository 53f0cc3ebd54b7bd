import type { ServerResponse } from 'node:http';

/** Whether a client is still there. */
export interface ClientConnection {
  /** Aborted when the client closed the connection before the answer had left. */
  readonly signal: AbortSignal;
  /** `true` once the whole answer left, `false` once it no longer can. */
  readonly delivered: Promise<boolean>;
}

/**
 * Watches the connection that an answer will leave by, from when somebody wants to know: many answers are there before
 * anybody does, and signals are not cheap.
 */
export const watchClient = (response: ServerResponse): ClientConnection => new Watched(response);

class Watched implements ClientConnection {
  readonly #response: ServerResponse;
  #signal: AbortSignal | null = null;
  #delivered: Promise<boolean> | null = null;

  constructor(response: ServerResponse) {
    this.#response = response;
  }

  get signal(): AbortSignal {
    if (this.#signal === null) {
      const gone = new AbortController();
      this.#signal = gone.signal;
      this.#whenClosed(() => {
        if (!this.#response.writableFinished) gone.abort();
      });
    }
    return this.#signal;
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
