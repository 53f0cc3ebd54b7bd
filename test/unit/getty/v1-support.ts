import { callerSession } from '../../../src/getty/oauth/sessions.js';
import type { GettyCall, Session } from '../../../src/getty/session.js';
import type { Transport, UpstreamRequest, UpstreamResponse } from '../../../src/getty/transport/transport.js';
import type { V1Client } from '../../../src/getty/v1/v1-client.js';

/** The id every call of these tests is made under. */
export const ID = 'request-1';

/** A call on behalf of a caller, or of whom `session` says. */
export const callAs = (session: Session = callerSession('caller-token')): GettyCall => ({
  session,
  language: null,
  deadlineAt: 60_000,
  cancellation: null,
  id: ID,
});

/** A session of the service's own, which hands out the tokens given, one after the other. */
export const serviceWith = (...tokens: string[]): Session & { readonly rejected: string[] } => {
  const rejected: string[] = [];
  return {
    kind: 'service',
    principal: { kind: 'caller', id: 'service' },
    rejected,
    token: async () => tokens[rejected.length] ?? null,
    refresh: async (token) => {
      rejected.push(token);
      return tokens[rejected.length] ?? null;
    },
  };
};

/** What a call brings: an answer, a failure, or whichever the request asks for. */
export type Scripted = UpstreamResponse | Error | ((request: UpstreamRequest) => UpstreamResponse);

/** Getty Images by a script: every call, of whatever kind, takes the next line. */
export const scripted = (...script: Scripted[]) => {
  const sent: { readonly way: 'read' | 'spend' | 'token'; readonly request: UpstreamRequest }[] = [];
  const next = async (
    way: 'read' | 'spend' | 'token',
    request: UpstreamRequest,
  ): Promise<UpstreamResponse> => {
    const line = script[sent.length];
    sent.push({ way, request });
    if (line === undefined) throw new Error(`no script for call ${sent.length}: ${request.operation}`);
    if (line instanceof Error) throw line;
    return typeof line === 'function' ? line(request) : line;
  };
  const transport: Transport = {
    read: (request) => next('read', request),
    requestToken: (request) => next('token', request),
    sendOnce: async (request, _scope, goAhead) => {
      await goAhead();
      return next('spend', request);
    },
    invalidate: () => {},
    clockSkewMs: () => 0,
    close: async () => {},
  };
  return { transport, sent };
};

/** What a request carries in its envelope. */
export const sentBody = (request: UpstreamRequest | undefined) =>
  JSON.parse(request?.body ?? '{}') as Record<string, Record<string, unknown>>;

/** A gateway over a script. */
export const gatewayOf = (transport: Transport, sessions: V1Client['sessions'] = null): V1Client => ({
  baseUrl: 'https://connect.test',
  apiKey: 'key',
  transport,
  clock: { now: () => 1000 },
  sessions,
});

/** An answer with a JSON body. */
export const json = (
  body: unknown,
  status = 200,
  headers: Record<string, string> = {},
): UpstreamResponse => ({
  status,
  headers: { 'content-type': 'application/json', ...headers },
  body: JSON.stringify(body),
});

/** A page, as servers in front of Getty Images' show one. */
export const html = (status: number, headers: Record<string, string> = {}): UpstreamResponse => ({
  status,
  headers: { 'content-type': 'text/html', ...headers },
  body: '<!DOCTYPE html><html><body>Oops</body></html>',
});

/** A v1 answer. `entries` read `Type:Code` or `Type:Code:Message`. */
export const envelope = (
  status: string | null,
  part: Record<string, unknown> = {},
  entries: readonly string[] | null = [],
  coordinationId: string | null = ID,
): UpstreamResponse =>
  json({
    ResponseHeader: {
      Status: status,
      StatusList:
        entries?.map((text) => {
          const [Type, Code, Message = `about ${Code}`] = text.split(':');
          return { Type, Code, Message };
        }) ?? null,
      CoordinationId: coordinationId,
    },
    ...part,
  });
