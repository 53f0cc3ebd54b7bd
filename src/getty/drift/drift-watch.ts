import { parseJson } from '../decode.js';
import { v3Codes } from '../errors/classify-v3.js';
import { parseErrorResponse } from '../errors/parse-error-response.js';
import { v1StatusCodes } from '../errors/v1-codes.js';
import { readEnvelope } from '../errors/v1-envelope.js';
import type { Transport, UpstreamRequest, UpstreamResponse } from '../transport/transport.js';
import { V1_OPERATIONS } from '../v1/v1-operations.js';
import { type Drift, findDrift } from './find-drift.js';

/** A difference between a response and the documents, with the response for a sample. */
export interface DriftEvent extends Drift {
  readonly operation: string;
  readonly status: number;
  /** Whether this difference was seen for the first time. */
  readonly isNew: boolean;
  readonly body: string;
}

/** Successful responses of an operation that are all examined, at the start; later one in `SAMPLE_EVERY`. */
const ALL_OF_FIRST = 20;
const SAMPLE_EVERY = 100;
/** Larger bodies are not parsed a second time. */
const MAX_BODY = 262_144;
/** Differences that are remembered as seen. */
const MAX_SEEN = 500;

/** Statuses that Getty Images' documents list for the operations of this service, and those of gateways. */
const STATUSES: ReadonlySet<number> = new Set([
  200, 301, 302, 303, 400, 401, 403, 404, 408, 413, 414, 429, 500, 502, 503, 504,
]);

/** Codes of OAuth2 (RFC 6749) and words for a whole status that say no more than it. */
const OTHER_CODES: ReadonlySet<string> = new Set([
  'invalid_request',
  'invalid_client',
  'invalid_grant',
  'invalid_scope',
  'unauthorized_client',
  'unsupported_grant_type',
  'Unauthorized',
  'unauthorized',
]);

const OPERATIONS_V1: ReadonlyMap<string, (typeof V1_OPERATIONS)[keyof typeof V1_OPERATIONS]> = new Map(
  Object.entries(V1_OPERATIONS),
);

/** Looks for differences between one response and the documents. Pure; never throws. */
export function examine(operation: string, response: UpstreamResponse): readonly Drift[] {
  const v1 = OPERATIONS_V1.get(operation);
  if (v1 !== undefined) return examineV1(response, v1.resultKeys);
  if (!STATUSES.has(response.status)) return [{ kind: 'status', path: String(response.status) }];
  if (response.status >= 300 && response.status < 400) return [];
  if (response.status >= 400) {
    const { code } = parseErrorResponse(response, 0);
    return code === null || v3Codes.has(code) || OTHER_CODES.has(code) || /^Invalid|^Missing/.test(code)
      ? []
      : [{ kind: 'error_code', path: /^[\w.-]{1,48}$/.test(code) ? code : '(text)' }];
  }
  // v2 answers in a sentence or a link, not in JSON of a documented form.
  if (operation.includes('/v2/')) return [];
  const body = parseJson(response.body);
  // The sandbox of 2015 answered a download with a bare string, which is understood.
  if (typeof body === 'string' && operation.startsWith('POST /v3/downloads')) return [];
  return body === undefined ? [{ kind: 'not_json', path: 'body' }] : findDrift(operation, body);
}

function examineV1(response: UpstreamResponse, resultKeys: readonly string[]): readonly Drift[] {
  if (parseJson(response.body) === undefined) return [{ kind: 'not_json', path: 'body' }];
  const envelope = readEnvelope(response, resultKeys);
  if (!envelope.hasHeader) return [{ kind: 'missing_field', path: 'ResponseHeader' }];
  const codes = envelope.statusList
    .filter(({ code, type }) => type !== 'INFORMATION' && code !== '' && !v1StatusCodes.has(code))
    .map(({ code }): Drift => ({ kind: 'error_code', path: /^[\w.-]{1,48}$/.test(code) ? code : '(text)' }));
  if (envelope.status === 'UNKNOWN') codes.push({ kind: 'enum_value', path: 'ResponseHeader.Status' });
  if (envelope.status === 'SUCCESS' && envelope.result === null)
    codes.push({ kind: 'missing_field', path: resultKeys[0] ?? 'result' });
  return codes;
}

/**
 * Watches responses for differences from the documents: every unsuccessful one, the first successful ones of each
 * operation, and then one in a hundred, so that it costs well below one per cent of a call.
 */
export class DriftWatch {
  readonly #counts = new Map<string, number>();
  readonly #seen = new Set<string>();

  constructor(private readonly report: (event: DriftEvent) => void) {}

  /** Examines a response, where it is its turn. Never throws. */
  look(operation: string, response: UpstreamResponse): void {
    if (!this.#isTurn(operation, response)) return;
    for (const drift of examine(operation, response)) {
      const name = `${operation} ${drift.kind} ${drift.path}`;
      const isNew = !this.#seen.has(name) && this.#seen.size < MAX_SEEN;
      if (isNew) this.#seen.add(name);
      this.report({ ...drift, operation, status: response.status, isNew, body: response.body });
    }
  }

  #isTurn(operation: string, { status, body }: UpstreamResponse): boolean {
    if (body.length > MAX_BODY) return false;
    if (status >= 400) return true;
    const count = (this.#counts.get(operation) ?? 0) + 1;
    this.#counts.set(operation, count);
    return count <= ALL_OF_FIRST || count % SAMPLE_EVERY === 0;
  }
}

/** A transport whose responses are looked at on their way to the clients of the endpoints. */
export function withDriftWatch(transport: Transport, watch: DriftWatch): Transport {
  const looked = async (
    request: UpstreamRequest,
    call: Promise<UpstreamResponse>,
  ): Promise<UpstreamResponse> => {
    const response = await call;
    watch.look(request.operation, response);
    return response;
  };
  return {
    read: (request, policy, scope) => looked(request, transport.read(request, policy, scope)),
    sendOnce: (request, scope, beforeSend) => looked(request, transport.sendOnce(request, scope, beforeSend)),
    requestToken: (request, scope) => looked(request, transport.requestToken(request, scope)),
    invalidate: (principal) => transport.invalidate(principal),
    clockSkewMs: (host) => transport.clockSkewMs(host),
    close: () => transport.close(),
  };
}
