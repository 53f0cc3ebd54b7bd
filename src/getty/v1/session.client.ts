import { ServiceError } from '../../errors/service-error.js';
import type { UpstreamFailure } from '../../errors/upstream-failure.js';
import type { Clock } from '../../lib/clock.js';
import { asNumber, asString } from '../decode.js';
import { classifyV1, isErrorEnvelope, primaryEntry, toV1UpstreamFailure } from '../errors/classify-v1.js';
import { badResponseError, toServiceError, transportToServiceError } from '../errors/to-service-error.js';
import { isFromAnotherCall, readEnvelope } from '../errors/v1-envelope.js';
import { TransportError } from '../transport/errors.js';
import type { CallContext, Transport, UpstreamResponse } from '../transport/transport.js';
import { V1_OPERATIONS } from './v1-operations.js';
import { v1Request } from './v1-request.js';

/** Credentials of v1's own sign-in; Getty Images documents all four as required. */
export interface V1Credentials {
  readonly systemId: string;
  readonly systemPassword: string;
  readonly userName: string;
  readonly userPassword: string;
}

/** The two tokens of a v1 session. */
export interface V1SessionTokens {
  readonly standard: string;
  /** For operations that spend or show an account; Getty Images accepts it over https only. */
  readonly secure: string;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
}

/** Session endpoint and credentials. */
export interface V1SessionEndpoint {
  readonly baseUrl: string;
  readonly apiKey: string;
  readonly credentials: V1Credentials;
  readonly transport: Transport;
  readonly clock: Clock;
}

type SessionOperation = 'CreateSession' | 'RenewSession';

/** Documented lifetime of a session, for responses without one. */
const DOCUMENTED_MINUTES = 30;

const sessionFailure = (
  response: UpstreamResponse,
  envelope: ReturnType<typeof readEnvelope>,
  operation: SessionOperation,
  now: number,
): ServiceError => {
  const context = toV1UpstreamFailure(operation, response, envelope);
  // Messages about a sign-in may echo credentials; only codes are passed on.
  const upstream: UpstreamFailure = {
    ...context,
    message: null,
    statusList: context.statusList.map((entry) => ({ ...entry, message: null })),
  };
  switch (primaryEntry(envelope)?.code) {
    case 'InvalidSystemIdOrPassword':
      return new ServiceError('API_KEY_INACTIVE', 'Getty Images rejected this service’s system id.', {
        upstream,
      });
    case 'InvalidUsernameOrPassword':
      return new ServiceError(
        'UNAUTHENTICATED',
        'Getty Images rejected the sign-in of the service account.',
        { upstream },
      );
    default:
      return toServiceError(classifyV1(response, envelope, now), upstream, 'service');
  }
};

/**
 * Decodes the response to either session operation. Pure.
 * `TokenDurationMinutes` is a number in some of Getty Images' documents and text in others.
 * @param sentId the coordination id of the request: tokens under another id belong to another request
 * @throws ServiceError
 */
export const readSession = (
  response: UpstreamResponse,
  operation: SessionOperation,
  sentId: string,
  askedAt: number,
): V1SessionTokens => {
  const label = { api: 'V1', operation } as const;
  const envelope = readEnvelope(response, V1_OPERATIONS[operation].resultKeys);
  if (isFromAnotherCall(envelope, sentId))
    throw badResponseError(label, response.status, envelope.coordinationId);
  if (response.status >= 400 || isErrorEnvelope(envelope))
    throw sessionFailure(response, envelope, operation, askedAt);
  const secure = asString(envelope.result?.['SecureToken']);
  if (secure === null) throw badResponseError(label, response.status, envelope.coordinationId);
  const minutes = asNumber(envelope.result?.['TokenDurationMinutes']) ?? DOCUMENTED_MINUTES;
  return {
    secure,
    // Over https the secure token serves wherever the standard one does.
    standard: asString(envelope.result?.['Token']) ?? secure,
    expiresAt: askedAt + (minutes > 0 ? minutes : DOCUMENTED_MINUTES) * 60_000,
  };
};

const requestSession = async (
  endpoint: V1SessionEndpoint,
  operation: SessionOperation,
  token: string | null,
  body: Readonly<Record<string, string>>,
  scope: CallContext,
): Promise<V1SessionTokens> => {
  const askedAt = endpoint.clock.now();
  try {
    const request = v1Request(endpoint, operation, token, scope.id, body);
    return readSession(await endpoint.transport.requestToken(request, scope), operation, scope.id, askedAt);
  } catch (error) {
    throw error instanceof TransportError ? transportToServiceError(error, { api: 'V1', operation }) : error;
  }
};

/** Creates a session (`CreateSession`). Sends no token, because Getty Images rejects one here. @throws ServiceError */
export const createSession = (endpoint: V1SessionEndpoint, scope: CallContext): Promise<V1SessionTokens> => {
  const { systemId, systemPassword, userName, userPassword } = endpoint.credentials;
  return requestSession(
    endpoint,
    'CreateSession',
    null,
    { SystemId: systemId, SystemPassword: systemPassword, UserName: userName, UserPassword: userPassword },
    scope,
  );
};

/**
 * Renews a session that has not expired (`RenewSession`), for another half hour.
 * @throws ServiceError `UNAUTHENTICATED` where it cannot be renewed
 */
export const renewSession = (
  endpoint: V1SessionEndpoint,
  secureToken: string,
  scope: CallContext,
): Promise<V1SessionTokens> => {
  const { systemId, systemPassword } = endpoint.credentials;
  return requestSession(
    endpoint,
    'RenewSession',
    secureToken,
    { SystemId: systemId, SystemPassword: systemPassword },
    scope,
  );
};
