import type { Caller } from '../catalog/caller.js';
import type { MinFreshness } from '../getty/transport/cache/min-freshness.js';
import type { CallerShare } from '../getty/transport/transport.js';
import type { CancellationToken } from '../lib/cancellation.js';

/** One GraphQL request as the edge hands it inwards: who asks, for how long, and whether they are still there. */
export interface IncomingRequest {
  /** From `X-Request-Id` when it is sane, else made; goes out as CoordinationId and back in `extensions.requestId`. */
  readonly requestId: string;
  readonly caller: Caller;
  /** Whose turn its calls take while calls wait: the caller as budgets know it. */
  readonly share?: CallerShare | undefined;
  /** What the application calls itself (`apollographql-client-name`), or `null`. */
  readonly clientName: string | null;
  /** Its version of itself (`apollographql-client-version`), or `null`. */
  readonly clientVersion?: string | null;
  /** `Accept-Language` reduced to one of Getty Images' languages, or `null` for its default. */
  readonly language: string | null;
  /** Milliseconds since the epoch by which the answer is wanted. */
  readonly deadlineAt: number;
  /** Over when the client closed the connection before it was answered. */
  readonly cancellation: CancellationToken;
  /** Told how long Getty Images lets each answer be kept that was read for this request. */
  readonly minFreshness?: MinFreshness | undefined;
  /** Settles when the answer left (`true`) or the client was gone before it could (`false`). Never rejects. */
  readonly delivered: Promise<boolean>;
}
