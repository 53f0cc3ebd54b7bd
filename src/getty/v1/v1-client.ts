import type { StatusListEntry, UpstreamFailure } from '../../errors/upstream-failure.js';
import type { Clock } from '../../lib/clock.js';
import {
  classifyV1,
  isErrorEnvelope,
  isV1Outage,
  primaryEntry,
  toV1UpstreamFailure,
} from '../errors/classify-v1.js';
import { badResponseError, toServiceError, transportToServiceError } from '../errors/to-service-error.js';
import { isFromAnotherCall, readEnvelope, type V1Envelope } from '../errors/v1-envelope.js';
import type { InputArgument, UpstreamErrorKind } from '../model/error-kind.js';
import type { GettyCall } from '../session.js';
import { TransportError } from '../transport/errors.js';
import type { Transport, UpstreamResponse } from '../transport/transport.js';
import { V1_OPERATIONS, type V1OperationName } from './v1-operations.js';
import { v1Request } from './v1-request.js';
import type { V1Sessions } from './v1-sessions.js';
import { refreshV1Token, v1Token } from './v1-token.js';

/** Shared by the v1 clients: v1's address, the API key, and the service's own sessions. */
export interface V1Client {
  /** Origin of v1 ("Connect"), without a trailing slash. */
  readonly baseUrl: string;
  readonly apiKey: string;
  readonly transport: Transport;
  readonly clock: Clock;
  /** `null` where no system id is configured: v1 gets the service's OAuth2 token then. */
  readonly sessions: V1Sessions | null;
}

/** One read of v1. */
export interface V1Call {
  readonly operation: V1OperationName;
  /** The operation's own part of the request. */
  readonly body: Readonly<Record<string, unknown>>;
  /** The argument that "too many items" concerns. Default: `items`. */
  readonly limitArgument?: InputArgument;
  /** Maps an error response to a result, e.g. `NoAgreement` to no products; `null` to throw. */
  readonly recover?: (
    errorKind: UpstreamErrorKind,
    envelope: V1Envelope,
  ) => Readonly<Record<string, unknown>> | null;
}

/** Decoded response to a v1 read. */
export interface V1Response {
  readonly result: Readonly<Record<string, unknown>>;
  /** Every entry of the status list; errors too, where the result is partial. */
  readonly statusList: readonly StatusListEntry[];
  /** The details of a download error for something that is missing in the result. */
  readonly upstream: UpstreamFailure;
}

/**
 * Whether another token may help. `AUTH-021` (not fully authenticated) counts too: v1 sends it for a session that lost
 * its sign-in.
 */
const isTokenError = (errorKind: UpstreamErrorKind, envelope: V1Envelope): boolean =>
  errorKind.kind === 'token-rejected' ||
  errorKind.kind === 'opaque-401' ||
  primaryEntry(envelope)?.code === 'AUTH-021';

const withLimitArgument = (
  errorKind: UpstreamErrorKind,
  limitArgument: InputArgument | undefined,
): UpstreamErrorKind =>
  limitArgument !== undefined && errorKind.kind === 'bad-input' && errorKind.argument === 'items'
    ? { kind: 'bad-input', argument: limitArgument }
    : errorKind;

const isSuccess = (response: UpstreamResponse, envelope: V1Envelope): boolean =>
  response.status >= 200 && response.status < 300 && envelope.hasHeader && !isErrorEnvelope(envelope);

/**
 * Sends one read, replaces a rejected token of the service account once, and decodes the envelope.
 * @throws ServiceError with v1's `StatusList`; `UNAUTHENTICATED` for the API key only, before anything is sent
 */
export const v1Call = async (client: V1Client, call: GettyCall, read: V1Call): Promise<V1Response> => {
  const label = { api: 'V1', operation: read.operation } as const;
  const { resultKeys, token: kind } = V1_OPERATIONS[read.operation];
  const id = call.id;
  const decode = (response: UpstreamResponse): V1Envelope => readEnvelope(response, resultKeys);
  const send = (token: string): Promise<UpstreamResponse> =>
    client.transport.read(
      v1Request(client, read.operation, token, id, read.body),
      {
        principal: call.session.principal,
        cache: 'never',
        isOutage: (response) => isV1Outage(response, decode(response)),
      },
      call,
    );

  const token = await v1Token(client, call.session, kind);
  let response: UpstreamResponse;
  let envelope: V1Envelope;
  try {
    response = await send(token);
    envelope = decode(response);
    if (
      !isSuccess(response, envelope) &&
      !isFromAnotherCall(envelope, id) &&
      isTokenError(classifyV1(response, envelope, client.clock.now()), envelope)
    ) {
      const other = await refreshV1Token(client, call.session, kind, token);
      if (other !== null) {
        response = await send(other);
        envelope = decode(response);
      }
    }
  } catch (error) {
    throw error instanceof TransportError ? transportToServiceError(error, label) : error;
  }

  const upstream = toV1UpstreamFailure(read.operation, response, envelope);
  if (isFromAnotherCall(envelope, id))
    throw badResponseError(label, response.status, envelope.coordinationId);
  if (isSuccess(response, envelope) && envelope.result !== null)
    return { result: envelope.result, statusList: envelope.statusList, upstream };
  // A response with neither a result nor a reason is invalid.
  if (
    response.status < 400 &&
    !isErrorEnvelope(envelope) &&
    (!envelope.hasHeader || primaryEntry(envelope) === null)
  )
    throw badResponseError(label, response.status, envelope.coordinationId);
  const errorKind = withLimitArgument(classifyV1(response, envelope, client.clock.now()), read.limitArgument);
  const recovered = read.recover?.(errorKind, envelope) ?? null;
  if (recovered !== null) return { result: recovered, statusList: envelope.statusList, upstream };
  throw toServiceError(errorKind, upstream, call.session.kind);
};
