import { buildSchema, type GraphQLSchema } from 'graphql';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import type { RequestContext } from '../../resolvers/context.js';
import { type Clock, systemClock } from '../../src/clock.js';
import { readConfig } from '../../src/config/read-config.js';
import { ServiceError } from '../../src/errors/service-error.js';
import { createServer, type RunningServer, type ServerParts } from '../../src/server/create-server.js';
import type { IncomingRequest } from '../../src/server/incoming-request.js';
import { createMetrics } from '../../src/telemetry/metrics.js';

/** A small graph whose fields do what a test of the edge needs. */
export function standInSchema(
  resolvers: Readonly<Record<string, (args: never, context: unknown) => unknown>> = {},
): GraphQLSchema {
  const schema = buildSchema(`
    type Query {
      hello(name: String): String
      count(first: Int!): Int
      must: String!
      fails: String
      crashes: String
      waits: String
      secret: String
    }
    type Mutation { spend: String }
  `);
  const all: typeof resolvers = {
    hello: ({ name }: { name?: string }) => `Hello, ${name ?? 'you'}.`,
    count: ({ first }: { first: number }) => first,
    fails: () => {
      throw new ServiceError('UPSTREAM_TIMEOUT', 'Getty Images took too long.', { retryAfterMs: 1_500 });
    },
    crashes: () => {
      throw new TypeError('cannot read the password hunter2');
    },
    spend: () => 'spent',
    ...resolvers,
  };
  for (const root of [schema.getQueryType(), schema.getMutationType()]) {
    for (const field of Object.values(root?.getFields() ?? {})) {
      const resolve = all[field.name];
      if (resolve) field.resolve = (_source, args, context) => resolve(args as never, context);
    }
  }
  return schema;
}

/** A server on any free port, with everything it was handed to look at. */
export interface StandIn extends RunningServer {
  /** The requests that were opened. */
  readonly opened: IncomingRequest[];
  /** The lines of the log. */
  readonly lines: Record<string, unknown>[];
  /** Sends a GraphQL request by POST. */
  ask(body: unknown, headers?: Record<string, string>): Promise<Answer>;
}

/** What came back. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape.
  readonly json: any;
}

/** Starts a server. */
export async function startStandIn({
  env = {},
  clock = systemClock,
  ...rest
}: Partial<Omit<ServerParts, 'config'>> & {
  env?: Record<string, string>;
  clock?: Clock;
} = {}): Promise<StandIn> {
  const opened: IncomingRequest[] = [];
  const lines: Record<string, unknown>[] = [];
  const { createLogger } = await import('../../src/telemetry/logger.js');
  const server = await createServer({
    config: readConfig({ PORT: '0', ...env }),
    schema: standInSchema(),
    openRequest: (incoming) => {
      opened.push(incoming);
      return { requestId: incoming.requestId, incoming } as unknown as RequestContext;
    },
    logger: createLogger('debug', { write: (line: string) => void lines.push(JSON.parse(line)) }),
    metrics: createMetrics(new Registry()),
    clock,
    ...rest,
  });
  return {
    ...server,
    opened,
    lines,
    ask: (body, headers) => send(`${server.url}/graphql`, 'POST', headers, body),
  };
}

/** Sends any HTTP request; a body that is no string is sent as JSON. */
export async function send(
  url: string,
  method = 'GET',
  headers: Record<string, string> = {},
  body?: unknown,
): Promise<Answer> {
  const answer = await fetch(url, {
    method,
    headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await answer.text();
  const isJson = (answer.headers.get('content-type') ?? '').includes('json');
  return {
    status: answer.status,
    headers: answer.headers,
    text,
    json: isJson && text !== '' ? JSON.parse(text) : null,
  };
}

/** A log that nobody reads. */
export const silent = pino({ level: 'silent' });

/** A promise that the test settles. */
export function deferred<Value>(): { promise: Promise<Value>; resolve: (value: Value) => void } {
  let resolve: (value: Value) => void = () => {};
  const promise = new Promise<Value>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
