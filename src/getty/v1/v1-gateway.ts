import type { Clock } from '../../clock.js';
import type { StatusListEntry, UpstreamFailure } from '../../errors/upstream-failure.js';
import { readFailure, transportFailure, unreadable } from '../errors/read-failure.js';
import { decisiveEntry, isV1Outage, judgeV1, saysError, v1Upstream } from '../errors/v1.js';
import { isForeign, readEnvelope, type V1Envelope } from '../errors/v1-envelope.js';
import type { InputArgument, Verdict } from '../errors/verdict.js';
import type { GettyCall } from '../session.js';
import { type Transport, TransportError, type UpstreamAnswer } from '../transport/transport.js';
import { V1_OPERATIONS, type V1OperationName } from './v1-operations.js';
import { v1Request } from './v1-request.js';
import type { V1Sessions } from './v1-sessions.js';
import { replaceV1Token, v1Token } from './v1-token.js';

/** What the v1 clients share: where v1 is, the key, and the service's own sessions where it has any. */
export interface V1Gateway {
  /** Origin of v1 ("Connect"), without a slash at the end. */
  readonly baseUrl: string;
  readonly apiKey: string;
  readonly transport: Transport;
  readonly clock: Clock;
  /** `null` where no system id is configured: the service's OAuth2 token is v1's token then. */
  readonly sessions: V1Sessions | null;
}

/** One read of v1. */
export interface V1Read {
  readonly operation: V1OperationName;
  /** The operation's own part. */
  readonly body: Readonly<Record<string, unknown>>;
  /** The argument that "too many items" is about, where it is another than `items`. */
  readonly countedBy?: InputArgument;
  /** Turns an unsuccessful answer into a result instead of an error, e.g. `NoAgreement` into no products. */
  readonly except?: (verdict: Verdict, envelope: V1Envelope) => Readonly<Record<string, unknown>> | null;
}

/** What a read brought. */
export interface V1Result {
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
const isTokenTrouble = (verdict: Verdict, envelope: V1Envelope): boolean =>
  verdict.kind === 'token-rejected' ||
  verdict.kind === 'opaque-401' ||
  decisiveEntry(envelope)?.code === 'AUTH-021';

const renamed = (verdict: Verdict, countedBy: InputArgument | undefined): Verdict =>
  countedBy !== undefined && verdict.kind === 'bad-input' && verdict.argument === 'items'
    ? { kind: 'bad-input', argument: countedBy }
    : verdict;

const isGood = (answer: UpstreamAnswer, envelope: V1Envelope): boolean =>
  answer.status >= 200 && answer.status < 300 && envelope.hasHeader && !saysError(envelope);

/**
 * One read: sent, a rejected token of the service's own replaced once, taken out of its envelope.
 * @throws ServiceError of whatever went wrong, with v1's `StatusList`; `UNAUTHENTICATED` for the API key alone, before
 *   anything is sent
 */
export const readV1 = async (gateway: V1Gateway, call: GettyCall, read: V1Read): Promise<V1Result> => {
  const label = { api: 'V1', operation: read.operation } as const;
  const { resultKeys, token: kind } = V1_OPERATIONS[read.operation];
  const id = call.scope.requestId;
  const open = (answer: UpstreamAnswer): V1Envelope => readEnvelope(answer, resultKeys);
  const send = (token: string): Promise<UpstreamAnswer> =>
    gateway.transport.read(
      v1Request(gateway, read.operation, token, id, read.body),
      {
        principal: call.session.principal,
        cache: 'never',
        isOutage: (answer) => isV1Outage(answer, open(answer)),
      },
      call.scope,
    );

  const token = await v1Token(gateway, call.session, kind);
  let answer: UpstreamAnswer;
  let envelope: V1Envelope;
  try {
    answer = await send(token);
    envelope = open(answer);
    if (
      !isGood(answer, envelope) &&
      !isForeign(envelope, id) &&
      isTokenTrouble(judgeV1(answer, envelope, gateway.clock.now()), envelope)
    ) {
      const other = await replaceV1Token(gateway, call.session, kind, token);
      if (other !== null) {
        answer = await send(other);
        envelope = open(answer);
      }
    }
  } catch (error) {
    throw error instanceof TransportError ? transportFailure(error, label) : error;
  }

  const upstream = v1Upstream(read.operation, answer, envelope);
  if (isForeign(envelope, id)) throw unreadable(label, answer.status, envelope.coordinationId);
  if (isGood(answer, envelope) && envelope.result !== null)
    return { result: envelope.result, statusList: envelope.statusList, upstream };
  // Neither a result nor a reason: not an answer.
  if (
    answer.status < 400 &&
    !saysError(envelope) &&
    (!envelope.hasHeader || decisiveEntry(envelope) === null)
  )
    throw unreadable(label, answer.status, envelope.coordinationId);
  const verdict = renamed(judgeV1(answer, envelope, gateway.clock.now()), read.countedBy);
  const instead = read.except?.(verdict, envelope) ?? null;
  if (instead !== null) return { result: instead, statusList: envelope.statusList, upstream };
  throw readFailure(verdict, upstream, call.session.kind);
};
