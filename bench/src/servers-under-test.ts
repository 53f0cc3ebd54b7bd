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

/** Something to measure. */
export interface ServerUnderTest {
  readonly name: string;
  readonly start: (upstream: Running) => Promise<Running>;
  readonly request: string;
  /** The head of every right answer. */
  readonly expected: string;
}

/** The key that callers of our service present: access checks are part of what is measured. */
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

/** Our service's environment: as in production, with everything on that production has. */
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
  // The budget of one caller, which is all there is here, must not run out.
  RATE_LIMIT_COST: '2147483647',
});

/** Our service as it was built, signed in with a client's key. */
export const ours = (name: string, entry: string, env: NodeJS.ProcessEnv = {}): ServerUnderTest => ({
  name,
  start: (upstream) => start([entry], { ...productionEnv(upstream), ...env }),
  request: post(OPERATION, `x-client-key: ${CLIENT_KEY}`),
  expected: expectedData,
});

/** The same for somebody without a key, who is told what anybody may know. */
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

/** The bare proxy, which answers in the upstream's own words. */
export const proxy: ServerUnderTest = {
  name: 'undici proxy',
  start: beside('proxy'),
  request: get(`/?phrase=kittens-${MARK}`),
  expected: JSON.stringify(wireSearch),
};

/** Everything ours is compared with. */
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
