import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Caller } from '../catalog/caller.js';
import type { Config } from '../config/config.js';
import { MinFreshness } from '../getty/transport/cache/min-freshness.js';
import type { CallerShare } from '../getty/transport/transport.js';
import type { IncomingRequest } from '../graphql/incoming-request.js';
import type { RequestState } from '../graphql/request-state.js';
import type { CancellationToken } from '../lib/cancellation.js';
import type { Clock } from '../lib/clock.js';
import { negotiateLanguage } from './accept-language.js';
import { authenticate } from './authenticate.js';
import type { ClientAddresses } from './client-address.js';
import { type ClientConnection, trackClient } from './client-connection.js';
import { clientNameFrom } from './client-name.js';
import { rejectDisallowedOrigin } from './cors.js';
import { requestTimeoutMs } from './request-timeout.js';

/** What opening a request depends on. */
export interface EdgeParts {
  readonly config: Config;
  readonly clock: Clock;
  readonly addresses: ClientAddresses;
  /** Who may use the service's account now: client keys can change while the process runs. */
  readonly access: () => Config['access'];
}

/**
 * Reads from a request's headers who asks, in which language and for how long.
 * @throws ServiceError UNAUTHENTICATED, FORBIDDEN or BAD_USER_INPUT when a header cannot be taken as it is
 */
export function createRequestState(
  request: { readonly id: string; readonly raw: IncomingMessage },
  response: ServerResponse,
  { config, clock, addresses, access }: EdgeParts,
): RequestState {
  const startedAt = clock.now();
  const { headers } = request.raw;
  rejectDisallowedOrigin(headers.origin, config);
  const { caller, principal } = authenticate(headers, access());
  const budget = budgetPrincipal(principal, () => addresses.of(request.raw));
  const timeoutMs = requestTimeoutMs(headers['x-request-timeout-ms'], config.http.operationTimeoutMs);
  return {
    incoming: new IncomingHttpRequest(
      request.id,
      caller,
      clientNameFrom(headers['apollographql-client-name']),
      clientNameFrom(headers['apollographql-client-version']),
      negotiateLanguage(headers['accept-language']),
      startedAt + timeoutMs,
      // Only what nobody in particular was told may be told again.
      caller.kind === 'anonymous' ? new MinFreshness() : undefined,
      trackClient(response),
      { id: budget, isNamed: budget === principal },
    ),
    principal: budget,
    costMeter: { current: null },
    budgetUsage: null,
    userErrorCodes: [],
    startedAt,
    isRequestError: false,
    isPubliclyCacheable: false,
  };
}

/**
 * What hangs on the connection is made when it is asked for. A class, because an object with getters of its own is
 * dear to make.
 */
class IncomingHttpRequest implements IncomingRequest {
  constructor(
    readonly requestId: string,
    readonly caller: Caller,
    readonly clientName: string | null,
    readonly clientVersion: string | null,
    readonly language: string | null,
    readonly deadlineAt: number,
    readonly minFreshness: MinFreshness | undefined,
    private readonly client: ClientConnection,
    readonly share: CallerShare,
  ) {}

  get cancellation(): CancellationToken {
    return this.client.cancellation;
  }

  get delivered(): Promise<boolean> {
    return this.client.delivered;
  }
}

/** Callers that say no name are told apart by their address, so that one of them cannot use up what is for all. */
const budgetPrincipal = (principal: string, address: () => string): string =>
  principal === 'service' || principal === 'anonymous' ? `${principal}@${address()}` : principal;
