import { buildSchema, type GraphQLSchema } from 'graphql';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import type { RequestContext } from '../../../resolvers/context.js';
import type { Services } from '../../../src/catalog/services.js';
import { readConfig } from '../../../src/config/read-config.js';
import { ServiceError } from '../../../src/errors/service-error.js';
import { createServer, type RunningServer, type ServerOptions } from '../../../src/http/create-server.js';
import { type Clock, systemClock } from '../../../src/lib/clock.js';
import { createMetrics } from '../../../src/telemetry/metrics.js';

/** A small graph whose fields do what a test of the edge needs. */
export function testSchema(
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
export interface TestServer extends RunningServer {
  /** The contexts of the requests that resolvers saw. */
  readonly opened: RequestContext[];
  readonly registry: Registry;
  /** The lines of the log. */
  readonly lines: Record<string, unknown>[];
  /** Sends a GraphQL request by POST. */
  ask(body: unknown, headers?: Record<string, string>): Promise<HttpResponse>;
}

/** A response. */
export interface HttpResponse {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests read responses of every shape.
  readonly json: any;
}

/** Fields of the small graph need no upstream calls. */
const unused = (): never => {
  throw new Error('A test of HTTP needs no session and no loaders.');
};

/** Notes the context of each root field that has a resolver. */
function recordContexts(schema: GraphQLSchema, contexts: RequestContext[]): GraphQLSchema {
  for (const root of [schema.getQueryType(), schema.getMutationType()]) {
    for (const field of Object.values(root?.getFields() ?? {})) {
      const { resolve } = field;
      if (resolve)
        field.resolve = (source, args, context, info) => {
          contexts.push(context);
          return resolve(source, args, context, info);
        };
    }
  }
  return schema;
}

/** Starts a server. */
export async function startTestServer({
  env = {},
  clock = systemClock,
  schema = testSchema(),
  ...options
}: Partial<Omit<ServerOptions, 'config'>> & {
  env?: Record<string, string>;
  clock?: Clock;
} = {}): Promise<TestServer> {
  const opened: RequestContext[] = [];
  const lines: Record<string, unknown>[] = [];
  const registry = new Registry();
  const { createLogger } = await import('../../../src/telemetry/logger.js');
  const server = await createServer({
    config: readConfig({ PORT: '0', ...env }),
    schema: recordContexts(schema, opened),
    services: { clock } as Services,
    sessionFor: unused,
    loadersFor: unused,
    logger: createLogger('debug', { write: (line: string) => void lines.push(JSON.parse(line)) }),
    metrics: createMetrics(registry),
    ...options,
  });
  return {
    ...server,
    opened,
    registry,
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
): Promise<HttpResponse> {
  const response = await fetch(url, {
    method,
    headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  const isJson = (response.headers.get('content-type') ?? '').includes('json');
  return {
    status: response.status,
    headers: response.headers,
    text,
    json: isJson && text !== '' ? JSON.parse(text) : null,
  };
}

/** A silent log. */
export const silent = pino({ level: 'silent' });

/** A promise that the test settles. */
export function deferred<Value>(): { promise: Promise<Value>; resolve: (value: Value) => void } {
  let resolve: (value: Value) => void = () => {};
  const promise = new Promise<Value>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
