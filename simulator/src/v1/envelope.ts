import { checkRateLimit } from '../http/auth.js';
import { json, type Reply } from '../http/reply.js';
import type { SimulatedRequest } from '../http/simulated-request.js';
import type { State } from '../state.js';
import { type Access, checkAccess, type TokenRule } from './access.js';
import { isRecord, type Json, text } from './json.js';

/** One entry of a `StatusList`. */
export interface Notice {
  readonly Type: 'Information' | 'Warning' | 'Error';
  readonly Code: string;
  readonly Message: string;
}

/** A request after its envelope was taken off. */
export interface V1Request {
  readonly state: State;
  readonly http: SimulatedRequest;
  readonly body: Json;
  readonly header: Json;
  readonly access: Access;
  readonly coordinationId: string | null;
}

/** How an operation ends: with a result, perhaps with notices, or with an error and no result at all. */
export type Outcome =
  | {
      readonly result: object;
      readonly notices?: readonly Notice[];
      readonly settled?: Promise<void> | undefined;
    }
  | { readonly error: Notice };

/** An operation of v1: how its envelope is labelled, what token it takes, what it does. */
export interface V1Operation {
  readonly name: string;
  /** Accepted names of the request body; documents and working clients differ for some. */
  readonly bodyKeys: readonly string[];
  readonly resultKey: string;
  readonly token: TokenRule;
  readonly run: (request: V1Request) => Outcome;
}

/** An operation that fails as a whole. */
export function failure(code: string, message: string): Outcome {
  return { error: { Type: 'Error', Code: code, Message: message } };
}

/** Handles a v1 request. The HTTP status is always 200; the envelope says whether it succeeded. */
export function answerV1(operation: V1Operation, state: State, http: SimulatedRequest): Reply {
  const limited = checkRateLimit(state, state.apiKey);
  if (limited !== undefined) return limited;
  const envelope = parse(http.body);
  const header = isRecord(envelope?.['RequestHeader']) ? envelope['RequestHeader'] : {};
  const coordinationId = text(header, 'CoordinationId') ?? null;
  const outcome = outcomeOf(operation, state, http, envelope, header, coordinationId);
  const notices = 'error' in outcome ? [outcome.error] : (outcome.notices ?? []);
  const reply = json(200, {
    ResponseHeader: {
      Status:
        'error' in outcome
          ? 'error'
          : notices.some(({ Type }) => Type !== 'Information')
            ? 'warning'
            : 'success',
      StatusList: notices,
      ...(coordinationId === null ? {} : { CoordinationId: coordinationId }),
    },
    ...('error' in outcome ? {} : { [operation.resultKey]: outcome.result }),
  });
  return 'error' in outcome ? reply : { ...reply, settled: outcome.settled };
}

function outcomeOf(
  operation: V1Operation,
  state: State,
  http: SimulatedRequest,
  envelope: Json | undefined,
  header: Json,
  coordinationId: string | null,
): Outcome {
  if (envelope === undefined) return failure('InvalidRequest', 'The request is not a JSON object.');
  const access = checkAccess(state, http, text(header, 'Token') ?? null, operation.token);
  if ('error' in access) return access;
  const body = operation.bodyKeys.map((key) => envelope[key]).find(isRecord);
  if (body === undefined) return failure('InvalidRequest', `${operation.bodyKeys[0]} is missing.`);
  return operation.run({ state, http, body, header, access, coordinationId });
}

function parse(body: string): Json | undefined {
  try {
    const value: unknown = JSON.parse(body);
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
