import type { ServerResponse } from 'node:http';

/** Whether a client is still there. */
export interface ClientConnection {
  /** Aborted when the client closed the connection before the answer had left. */
  readonly signal: AbortSignal;
  /** `true` once the whole answer left, `false` once it no longer can. */
  readonly delivered: Promise<boolean>;
}

/** Watches the connection that an answer will leave by. */
export function watchClient(response: ServerResponse): ClientConnection {
  const gone = new AbortController();
  const delivered = new Promise<boolean>((resolve) => {
    response.once('close', () => {
      if (!response.writableFinished) gone.abort();
      resolve(response.writableFinished);
    });
  });
  return { signal: gone.signal, delivered };
}
