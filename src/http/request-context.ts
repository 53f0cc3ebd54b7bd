import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { RequestContext } from '../../resolvers/context.js';
import type { Services } from '../catalog/services.js';
import type { Config } from '../config/config.js';
import { ServiceError } from '../errors/service-error.js';
import type { Session } from '../getty/session.js';
import { MinFreshness } from '../getty/transport/cache.js';
import { CancellationToken } from '../lib/cancellation.js';
import type { Caller, CallerShare, Client, RequestCost, ResponseTraits } from '../lib/request-context.js';
import type { Loaders } from '../loaders/loaders.js';
import { negotiateLanguage } from './accept-language.js';
import { authenticate } from './authenticate.js';
import type { ClientAddresses } from './client-address.js';
import { clientNameFrom } from './client-name.js';
import { rejectDisallowedOrigin } from './cors.js';

/** Makes the parts of a request that reach into the service; `App` is one. */
export interface RequestParts {
  readonly services: Services;
  /** The session whose token the caller's upstream calls carry. */
  readonly sessionFor: (caller: Caller) => Session;
  readonly loadersFor: (context: RequestContext) => Loaders;
}

/** Dependencies of `createRequestContext`. */
export interface RequestContextDeps extends RequestParts {
  readonly config: Config;
  readonly addresses: ClientAddresses;
  /** Who may use the service's account now: client keys can change while the process runs. */
  readonly access: () => Config['access'];
}

/**
 * Builds the context of one request from its headers.
 * @throws ServiceError UNAUTHENTICATED, FORBIDDEN or BAD_USER_INPUT where a header is not acceptable
 */
export function createRequestContext(
  request: { readonly id: string; readonly raw: IncomingMessage },
  response: ServerResponse,
  deps: RequestContextDeps,
): RequestContext {
  const { config, addresses, access } = deps;
  const startedAt = deps.services.clock.now();
  const { headers } = request.raw;
  rejectDisallowedOrigin(headers.origin, config);
  const { caller, principal } = authenticate(headers, access());
  const budget = budgetPrincipal(principal, () => addresses.of(request.raw));
  const timeoutMs = requestTimeoutMs(headers['x-request-timeout-ms'], config.http.operationTimeoutMs);
  return new HttpRequestContext(
    request.id,
    caller,
    {
      key: caller.kind === 'service' ? (caller.clientKey ?? null) : null,
      seesAll: caller.kind === 'service' && caller.seesAll === true,
      name: clientNameFrom(headers['apollographql-client-name']),
      version: clientNameFrom(headers['apollographql-client-version']),
    },
    budget,
    { id: budget, isNamed: budget === principal },
    negotiateLanguage(headers['accept-language']),
    startedAt,
    startedAt + timeoutMs,
    // Only anonymous responses are eligible for the response cache.
    caller.kind === 'anonymous' ? new MinFreshness() : undefined,
    new RequestResources(new ClientConnection(response), deps),
  );
}

/** Callers without a name of their own are separated by address, so that one of them cannot exhaust the budget of all. */
const budgetPrincipal = (principal: string, address: () => string): string =>
  principal === 'service' || principal === 'anonymous' ? `${principal}@${address()}` : principal;

/** A class, because an object literal with getters is slow to create. */
class HttpRequestContext implements RequestContext {
  readonly cost: RequestCost = { current: null, budgetUsage: null };
  readonly response: ResponseTraits = { isRequestError: false, isPubliclyCacheable: false };
  readonly unselected: RequestContext['unselected'] = [];
  readonly userErrorCodes: string[] = [];

  constructor(
    readonly id: string,
    readonly caller: Caller,
    readonly client: Client,
    readonly principal: string,
    readonly share: CallerShare,
    readonly language: string | null,
    readonly startedAt: number,
    readonly deadlineAt: number,
    readonly minFreshness: MinFreshness | undefined,
    // Not `#`: Apollo Server copies the context, and a copy has no private fields.
    private readonly resources: RequestResources,
  ) {}

  get cancellation(): CancellationToken {
    return this.resources.connection.cancellation;
  }

  get delivered(): Promise<boolean> {
    return this.resources.connection.delivered;
  }

  get services(): Services {
    return this.resources.parts.services;
  }

  get session(): Session {
    return this.resources.session(this.caller);
  }

  get loaders(): Loaders {
    return this.resources.loaders(this);
  }
}

/** Parts of a request that are made on first use: a response from the cache needs none of them. */
class RequestResources {
  #session: Session | null = null;
  #loaders: Loaders | null = null;

  constructor(
    readonly connection: ClientConnection,
    readonly parts: RequestParts,
  ) {}

  session(caller: Caller): Session {
    this.#session ??= this.parts.sessionFor(caller);
    return this.#session;
  }

  loaders(context: RequestContext): Loaders {
    this.#loaders ??= this.parts.loadersFor(context);
    return this.#loaders;
  }
}

/** Watches the connection of one response, from when its state is first asked for: most requests never do. */
class ClientConnection {
  readonly #response: ServerResponse;
  #cancellation: CancellationToken | null = null;
  #delivered: Promise<boolean> | null = null;

  constructor(response: ServerResponse) {
    this.#response = response;
  }

  /** Cancelled when the client closed the connection before the response was sent. */
  get cancellation(): CancellationToken {
    if (this.#cancellation === null) {
      const cancellation = new CancellationToken();
      this.#cancellation = cancellation;
      this.#onClose(() => {
        if (!this.#response.writableFinished) cancellation.cancel();
      });
    }
    return this.#cancellation;
  }

  /** `true` once the complete response was sent, `false` once it no longer can be. */
  get delivered(): Promise<boolean> {
    this.#delivered ??= new Promise((resolve) =>
      this.#onClose(() => resolve(this.#response.writableFinished)),
    );
    return this.#delivered;
  }

  #onClose(listener: () => void): void {
    if (this.#response.closed) listener();
    else this.#response.once('close', listener);
  }
}

const VALID_REQUEST_ID = /^[A-Za-z0-9._-]{1,64}$/;

/**
 * Reads the id of a request: the caller's `X-Request-Id` where it can be passed on and logged unchanged, else a new one.
 * @param generate makes a new one
 */
export const parseRequestId = (
  header: string | readonly string[] | undefined,
  generate: () => string = randomUUID,
): string => (typeof header === 'string' && VALID_REQUEST_ID.test(header) ? header : generate());

/**
 * Milliseconds a request may take: the service's own limit, or less where `X-Request-Timeout-Ms` asks for less.
 * @throws ServiceError BAD_USER_INPUT where the header is no whole number above 0: its sender relies on it
 */
export function requestTimeoutMs(header: string | readonly string[] | undefined, limitMs: number): number {
  if (header === undefined) return limitMs;
  if (typeof header !== 'string' || !/^\d{1,15}$/.test(header) || Number(header) === 0) {
    throw new ServiceError(
      'BAD_USER_INPUT',
      'X-Request-Timeout-Ms: expected whole milliseconds above 0, e.g. 5000.',
      { argument: ['X-Request-Timeout-Ms'] },
    );
  }
  return Math.min(Number(header), limitMs);
}
