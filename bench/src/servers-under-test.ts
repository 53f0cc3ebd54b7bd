import { createHash } from 'node:crypto';
import { type Running, start, startServer } from './processes.js';
import {
  ANONYMOUS_OPERATION,
  expectedAnonymous,
  expectedData,
  expectedGateway,
  GATEWAY_OPERATION,
  MARK,
  OPERATION,
  wireSearch,
} from './workload.js';

/** A server to measure. */
export interface ServerUnderTest {
  readonly name: string;
  readonly start: (upstream: Running) => Promise<Running>;
  readonly request: string;
  /** Prefix of every correct response. */
  readonly expected: string;
}

/** The client key of callers of this service: access checks are part of the measurement. */
const CLIENT_KEY = 'bench-client-key';

const post = (operation: string, ...headers: string[]): string => {
  const body = JSON.stringify({ query: operation, variables: { phrase: `kittens-${MARK}` } });
  return [
    'POST /graphql HTTP/1.1',
    'host: 127.0.0.1',
    'content-type: application/json',
    'accept: application/json',
    `content-length: ${body.length}`,
    ...headers,
    '',
    body,
  ].join('\r\n');
};

const get = (path: string): string => `GET ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n`;

const addressOf = ({ port }: Running): string => `http://127.0.0.1:${port}`;

const beside =
  (server: string, env: NodeJS.ProcessEnv = {}): ServerUnderTest['start'] =>
  (upstream) =>
    startServer(`servers/${server}`, { UPSTREAM: addressOf(upstream), ...env });

/** This service's environment: as in production, with everything switched on. */
export const productionEnv = (upstream: Running): NodeJS.ProcessEnv => ({
  NODE_ENV: 'production',
  PORT: '0',
  HOST: '127.0.0.1',
  GETTY_API_KEY: 'bench',
  GETTY_API_SECRET: 'bench',
  // One upstream call a search for every server; the comparison is of what each makes of it.
  GETTY_BLENDED_SEARCH: 'on',
  GETTY_API_URL: addressOf(upstream),
  GETTY_AUTH_URL: addressOf(upstream),
  GETTY_CONNECT_URL: addressOf(upstream),
  CLIENT_KEYS: `bench:${createHash('sha256').update(CLIENT_KEY).digest('hex')}`,
  IDEMPOTENCY_STORE: 'memory',
  // All requests come from one caller, whose budget must not run out.
  RATE_LIMIT_COST: '2147483647',
});

/** This service as built, called with a client key. */
export const ours = (name: string, entry: string, env: NodeJS.ProcessEnv = {}): ServerUnderTest => ({
  name,
  start: (upstream) => start([entry], { ...productionEnv(upstream), ...env }),
  request: post(OPERATION, `x-client-key: ${CLIENT_KEY}`),
  expected: expectedData,
});

/** The same, called anonymously with public fields only. */
export const oursAnonymous = (name: string, entry: string): ServerUnderTest => ({
  ...ours(name, entry),
  request: post(ANONYMOUS_OPERATION),
  expected: expectedAnonymous,
});

const graphql = (name: string, server: string, env?: NodeJS.ProcessEnv): ServerUnderTest => ({
  name,
  start: beside(server, env),
  request: post(OPERATION),
  expected: expectedData,
});

/** A bare proxy, which returns the upstream's bytes. */
export const proxy: ServerUnderTest = {
  name: 'undici proxy',
  start: beside('proxy'),
  request: get(`/?phrase=kittens-${MARK}`),
  expected: JSON.stringify(wireSearch),
};

/** The servers for comparison. */
export const peers: readonly ServerUnderTest[] = [
  {
    name: 'static body',
    start: beside('static'),
    request: get(`/?phrase=kittens-${MARK}`),
    expected: expectedData,
  },
  proxy,
  {
    name: 'hand-written backend',
    start: beside('hand-written'),
    request: post(OPERATION),
    expected: expectedData,
  },
  graphql('mercurius + jit', 'mercurius', { JIT: '1' }),
  graphql('mercurius', 'mercurius'),
  graphql('graphql-yoga', 'yoga'),
  graphql('Apollo + TypeGraphQL, stock', 'stock'),
];

/** Hive Gateway, installed in a folder of its own. @param folder that folder */
export const hive = (folder: string): ServerUnderTest => ({
  name: 'Hive Gateway',
  start: (upstream) => start([`${folder}/start.js`], { UPSTREAM: addressOf(upstream) }),
  request: post(GATEWAY_OPERATION),
  expected: expectedGateway,
});
