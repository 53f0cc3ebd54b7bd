import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../clock.js';
import type { Config } from '../config/config.js';
import type { Caller } from '../domain/caller.js';
import type { Ending } from '../ending.js';
import { ShelfLife } from '../getty/transport/cache/shelf-life.js';
import type { CallerShare } from '../getty/transport/transport.js';
import { languageFrom } from './accept-language.js';
import { accessOf } from './access.js';
import type { ClientAddresses } from './client-address.js';
import { type ClientConnection, watchClient } from './client-connection.js';
import { clientNameFrom } from './client-name.js';
import { refuseForeignPage } from './cors.js';
import type { Edge } from './edge.js';
import type { IncomingRequest } from './incoming-request.js';
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
export function openEdge(
  request: { readonly id: string; readonly raw: IncomingMessage },
  response: ServerResponse,
  { config, clock, addresses, access }: EdgeParts,
): Edge {
  const startedAt = clock.now();
  const { headers } = request.raw;
  refuseForeignPage(headers.origin, config);
  const { caller, principal } = accessOf(headers, access());
  const budget = budgetOf(principal, () => addresses.of(request.raw));
  const timeoutMs = requestTimeoutMs(headers['x-request-timeout-ms'], config.http.operationTimeoutMs);
  return {
    incoming: new Incoming(
      request.id,
      caller,
      clientNameFrom(headers['apollographql-client-name']),
      languageFrom(headers['accept-language']),
      startedAt + timeoutMs,
      // Only what nobody in particular was told may be told again.
      caller.kind === 'anonymous' ? new ShelfLife() : undefined,
      watchClient(response),
      { id: budget, isNamed: budget === principal },
    ),
    principal: budget,
    meter: { current: null },
    spent: null,
    startedAt,
    isRequestError: false,
    isShared: false,
  };
}

/**
 * What hangs on the connection is made when it is asked for. A class, because an object with getters of its own is
 * dear to make.
 */
class Incoming implements IncomingRequest {
  constructor(
    readonly requestId: string,
    readonly caller: Caller,
    readonly clientName: string | null,
    readonly language: string | null,
    readonly deadlineAt: number,
    readonly shelfLife: ShelfLife | undefined,
    private readonly client: ClientConnection,
    readonly share: CallerShare,
  ) {}

  get departure(): Ending {
    return this.client.departure;
  }

  get delivered(): Promise<boolean> {
    return this.client.delivered;
  }
}

/** Callers that say no name are told apart by their address, so that one of them cannot use up what is for all. */
const budgetOf = (principal: string, address: () => string): string =>
  principal === 'service' || principal === 'anonymous' ? `${principal}@${address()}` : principal;
