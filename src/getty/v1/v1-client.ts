import type { StatusListEntry, UpstreamFailure } from '../../errors/upstream-failure.js';
import type { Clock } from '../../lib/clock.js';
import {
  classifyV1,
  isErrorEnvelope,
  isV1Outage,
  primaryEntry,
  toV1UpstreamFailure,
} from '../errors/classify-v1.js';
import type { InputArgument, UpstreamErrorKind } from '../errors/error-kind.js';
import { badResponseError, toServiceError, transportToServiceError } from '../errors/to-service-error.js';
import { isFromAnotherCall, readEnvelope, type V1Envelope } from '../errors/v1-envelope.js';
import type { GettyCall } from '../session.js';
import { type Transport, TransportError, type UpstreamResponse } from '../transport/transport.js';
import { V1_OPERATIONS, type V1OperationName } from './v1-operations.js';
import { v1Request } from './v1-request.js';
import type { V1Sessions } from './v1-sessions.js';
import { refreshV1Token, v1Token } from './v1-token.js';

/** What the v1 clients share: where v1 is, the key, and the service's own sessions where it has any. */
export interface V1Client {
  /** Origin of v1 ("Connect"), without a slash at the end. */
  readonly baseUrl: string;
  readonly apiKey: string;
  readonly transport: Transport;
  readonly clock: Clock;
  /** `null` where no system id is configured: the service's OAuth2 token is v1's token then. */
  readonly sessions: V1Sessions | null;
}

/** One read of v1. */
export interface V1Call {
  readonly operation: V1OperationName;
  /** The operation's own part. */
  readonly body: Readonly<Record<string, unknown>>;
  /** The argument that "too many items" is about, where it is another than `items`. */
  readonly limitArgument?: InputArgument;
  /** Turns an unsuccessful answer into a result instead of an error, e.g. `NoAgreement` into no products. */
  readonly recover?: (
    errorKind: UpstreamErrorKind,
    envelope: V1Envelope,
  ) => Readonly<Record<string, unknown>> | null;
}

/** What a read brought. */
export interface V1Response {
  readonly result: Readonly<Record<string, unknown>>;
  /** Everything v1 said beside it; errors too, where only a part of what was asked could be answered. */
  readonly statusList: readonly StatusListEntry[];
  /** What to show of this answer where something missing in it makes a download fail. */
  readonly upstream: UpstreamFailure;
}

/**
 * Whether another token may help. `AUTH-021` (not fully authenticated) counts too: a session that lost its sign-in
 * says so.
 */
const isTokenError = (errorKind: UpstreamErrorKind, envelope: V1Envelope): boolean =>
  errorKind.kind === 'token-rejected' ||
  errorKind.kind === 'opaque-401' ||
  primaryEntry(envelope)?.code === 'AUTH-021';

const withLimitArgument = (
  errorKind: UpstreamErrorKind,
  countedBy: InputArgument | undefined,
): UpstreamErrorKind =>
  countedBy !== undefined && errorKind.kind === 'bad-input' && errorKind.argument === 'items'
    ? { kind: 'bad-input', argument: countedBy }
    : errorKind;

const isSuccess = (response: UpstreamResponse, envelope: V1Envelope): boolean =>
  response.status >= 200 && response.status < 300 && envelope.hasHeader && !isErrorEnvelope(envelope);

/**
 * One read: sent, a rejected token of the service's own replaced once, taken out of its envelope.
 * @throws ServiceError of whatever went wrong, with v1's `StatusList`; `UNAUTHENTICATED` for the API key alone, before
 *   anything is sent
 */
export const v1Call = async (client: V1Client, call: GettyCall, read: V1Call): Promise<V1Response> => {
  const label = { api: 'V1', operation: read.operation } as const;
  const { resultKeys, token: kind } = V1_OPERATIONS[read.operation];
  const id = call.id;
  const open = (response: UpstreamResponse): V1Envelope => readEnvelope(response, resultKeys);
  const send = (token: string): Promise<UpstreamResponse> =>
    client.transport.read(
      v1Request(client, read.operation, token, id, read.body),
      {
        principal: call.session.principal,
        cache: 'never',
        isOutage: (response) => isV1Outage(response, open(response)),
      },
      call,
    );

  const token = await v1Token(client, call.session, kind);
  let response: UpstreamResponse;
  let envelope: V1Envelope;
  try {
    response = await send(token);
    envelope = open(response);
    if (
      !isSuccess(response, envelope) &&
      !isFromAnotherCall(envelope, id) &&
      isTokenError(classifyV1(response, envelope, client.clock.now()), envelope)
    ) {
      const other = await refreshV1Token(client, call.session, kind, token);
      if (other !== null) {
        response = await send(other);
        envelope = open(response);
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
  // Neither a result nor a reason: not an answer.
  if (
    response.status < 400 &&
    !isErrorEnvelope(envelope) &&
    (!envelope.hasHeader || primaryEntry(envelope) === null)
  )
    throw badResponseError(label, response.status, envelope.coordinationId);
  const errorKind = withLimitArgument(classifyV1(response, envelope, client.clock.now()), read.limitArgument);
  const instead = read.recover?.(errorKind, envelope) ?? null;
  if (instead !== null) return { result: instead, statusList: envelope.statusList, upstream };
  throw toServiceError(errorKind, upstream, call.session.kind);
};
