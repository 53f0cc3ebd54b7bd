import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { print } from 'graphql';
import { Registry } from 'prom-client';
import { expect } from 'vitest';
import { type Simulator, type SimulatorOptions, startSimulator } from '../../simulator/src/index.js';
import { type App, createApp } from '../../src/app.js';
import { readConfig } from '../../src/config/read-config.js';
import type { Timers } from '../../src/downloads/idempotency/timers.js';
import { createServer } from '../../src/http/create-server.js';
import { type Clock, systemClock } from '../../src/lib/clock.js';
import { createLogger } from '../../src/telemetry/logger.js';
import { createMetrics } from '../../src/telemetry/metrics.js';
import { type Call, callsOf } from './upstream-calls.js';

/** An error as a client reads it. */
export interface ClientError {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions: { readonly code: string; readonly isRetryable: boolean } & Readonly<
    Record<string, unknown>
  >;
}

/** A response of `/graphql`. */
export interface GraphqlResponse<R> {
  readonly status: number;
  readonly headers: Headers;
  readonly data: R | null;
  readonly errors: readonly ClientError[];
  readonly extensions: Readonly<Record<string, unknown>>;
}

/** Credentials and headers of a request. */
export interface RequestOptions {
  /** Goes out as `Authorization: Bearer`. */
  readonly token?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

/** The whole service in front of a simulator, over real HTTP on loopback. */
export interface Service {
  readonly url: string;
  readonly simulator: Simulator;
  /** The lines of its log. */
  readonly log: readonly Readonly<Record<string, unknown>>[];
  /** Sends an operation. Typed documents give typed responses. */
  query<R, V>(
    document: TypedDocumentNode<R, V>,
    variables: V,
    asking?: RequestOptions,
  ): Promise<GraphqlResponse<R>>;
  query<R>(document: string, variables?: object, asking?: RequestOptions): Promise<GraphqlResponse<R>>;
  /** Calls to Getty Images since the start or the last `forget`, token calls apart. */
  calls(): readonly Call[];
  /** Their operations alone. */
  operations(): readonly string[];
  /** Number of token calls. */
  tokenCalls(): number;
  /** Resets calls, faults, charges, histories and allowances; cached responses and idempotency keys remain. */
  reset(): void;
  forget(): void;
  close(): Promise<void>;
}

/** Options of a started service. */
export interface ServiceOptions {
  readonly simulator?: SimulatorOptions;
  readonly env?: Readonly<Record<string, string>>;
  readonly clock?: Clock;
  /** The simulator of another service, so that two replicas share one Getty Images. */
  readonly of?: Simulator;
  /** For what the service does later by itself. */
  readonly timers?: Timers;
  /** The metrics of the service, for tests that read them. */
  readonly registry?: Registry;
  /** A last hand on the app, to break what cannot be broken from outside. */
  readonly alter?: (app: App) => App;
}

/** A clock that runs with the machine's and can be put forward. */
export class MovableClock implements Clock {
  #ahead = 0;
  now(): number {
    return Date.now() + this.#ahead;
  }
  advance(milliseconds: number): void {
    this.#ahead += milliseconds;
  }
}

/** Starts a simulator and the service in front of it, on free ports. */
export async function startService(options: ServiceOptions = {}): Promise<Service> {
  const clock = options.clock ?? systemClock;
  const now = options.clock === undefined ? {} : { now: () => clock.now() };
  const simulator = options.of ?? (await startSimulator({ ...now, ...options.simulator }));
  const config = readConfig({
    PORT: '0',
    NODE_ENV: 'test',
    LOG_LEVEL: 'debug',
    // Tests count the calls to Getty Images; those about settlement in the background switch it on.
    BACKGROUND_SETTLEMENT: 'off',
    GETTY_API_KEY: simulator.apiKey,
    GETTY_API_SECRET: simulator.apiSecret,
    GETTY_API_URL: simulator.url,
    GETTY_AUTH_URL: simulator.url,
    GETTY_CONNECT_URL: simulator.url,
    ...options.env,
  });
  const log: Record<string, unknown>[] = [];
  const logger = createLogger('debug', { write: (line: string) => void log.push(JSON.parse(line)) });
  const metrics = createMetrics(options.registry ?? new Registry());
  // Retries wait a random time; nothing random is what makes them quick here.
  const timers = options.timers === undefined ? {} : { timers: options.timers };
  const made = await createApp({ config, clock, logger, metrics, random: () => 0, ...timers });
  const app = options.alter?.(made) ?? made;
  const server = await createServer({ ...app, config, logger, metrics });
  const url = `${server.url}/graphql`;

  return {
    url,
    simulator,
    log,
    query: <R>(
      document: TypedDocumentNode<R, never> | string,
      variables: object = {},
      asking: RequestOptions = {},
    ) => ask<R>(url, typeof document === 'string' ? document : print(document), variables, asking),
    calls: () => callsOf(simulator.requests),
    operations: () => callsOf(simulator.requests).map((call) => call.operation),
    tokenCalls: () => simulator.requests.filter((request) => request.api === 'oauth').length,
    reset: () => simulator.reset(),
    forget: () => simulator.forgetRequests(),
    close: async () => {
      await server.close();
      // Tests leave requests hanging on purpose; nothing waits for their responses.
      await app.close(0);
      if (options.of === undefined) await simulator.close();
    },
  };
}

async function ask<R>(
  url: string,
  query: string,
  variables: object,
  asking: RequestOptions,
): Promise<GraphqlResponse<R>> {
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(asking.token === undefined ? {} : { authorization: `Bearer ${asking.token}` }),
      ...asking.headers,
    },
    body: JSON.stringify({ query, variables }),
    signal: asking.signal ?? null,
  });
  const body = (await response.json()) as Partial<GraphqlResponse<R>>;
  return {
    status: response.status,
    headers: response.headers,
    data: body.data ?? null,
    errors: body.errors ?? [],
    extensions: body.extensions ?? {},
  };
}

/** The data of a response without errors. @throws Error that shows the errors */
export function dataOf<R>({ data, errors }: GraphqlResponse<R>): R {
  if (errors.length > 0) throw new Error(`The answer has errors: ${JSON.stringify(errors, null, 1)}`);
  if (data === null) throw new Error('The answer has no data.');
  return data;
}

/** The only error of a response. @throws Error where there is none, or several */
export function errorOf(response: GraphqlResponse<unknown>): ClientError {
  const [error, ...others] = response.errors;
  if (error === undefined || others.length > 0)
    throw new Error(`One error was expected: ${JSON.stringify(response.errors, null, 1)}`);
  return error;
}

/** Asserts that a value is defined. @throws Error where it is not */
export function defined<T>(value: T | null | undefined): T {
  if (value === null || value === undefined) throw new Error('Something that must be there is not.');
  return value;
}

/** Looks again and again until it is so; long enough for a machine that has much else to do. */
export const eventually = <T>(look: () => T, expected: T): Promise<void> =>
  expect.poll(look, { interval: 5, timeout: 10_000 }).toEqual(expected);
