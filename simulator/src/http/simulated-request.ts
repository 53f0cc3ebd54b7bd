import type { SimulatedApi } from '../types.js';

/** A request as the operations see it. */
export interface SimulatedRequest {
  readonly seq: number;
  readonly api: SimulatedApi;
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** What stood in the path's braces, e.g. `{ id: '83454804' }`. */
  readonly params: Readonly<Record<string, string>>;
  /** The address the client used for the simulator, for links in responses. */
  readonly base: string;
}
