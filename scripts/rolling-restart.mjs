#!/usr/bin/env node
/**
 * Rolling restart under load: two replicas of the built service behind deploy/nginx.conf, one Redis, the simulator as Getty
 * Images. Sends `--rate` requests a second (half of them downloads, each with a key of its own) and restarts each replica in
 * turn with SIGTERM, `--rounds` times. nginx without a subscription does not ask replicas for their health, so this script does
 * as an orchestrator would: it reads `/health/ready`, and takes a replica that answers 503 out of the upstream. Every request must succeed at its first attempt, every download must be charged
 * exactly once. Prints its figures; exit status 1 where one is off, 2 where redis-server or nginx is missing.
 */
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { accessSync, constants, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: { rate: { type: 'string', default: '50' }, rounds: { type: 'string', default: '2' } },
});
const RATE = Number(values.rate);
const ROUNDS = Number(values.rounds);
/** Milliseconds of SHUTDOWN_DELAY_MS: longer than a proxy needs to see that a replica stops. */
const LAME_DUCK_MS = 2_000;
/** Milliseconds of plain load before, between and after restarts. */
const STEADY_MS = 2_000;
const START_WITHIN_MS = 60_000;

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'rolling-restart-'));
const children = new Set();
process.on('exit', () => {
  for (const child of children) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

/** A program in PATH, or in the folders that Debian leaves out of an ordinary user's PATH. */
function findTool(name) {
  for (const place of [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin']) {
    const file = join(place, name);
    try {
      accessSync(file, constants.X_OK);
      return file;
    } catch {
      // Not in this folder.
    }
  }
  process.stderr.write(`${name} is not installed.\n`);
  process.exit(2);
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

function run(file, args, env, stdio = ['ignore', 'pipe', 'inherit']) {
  const child = spawn(file, args, { cwd: root, env: { PATH: process.env.PATH, ...env }, stdio });
  children.add(child);
  child.once('exit', () => children.delete(child));
  return child;
}

/** Waits until a child prints something, and returns what was matched. */
function printed(child, pattern) {
  return new Promise((resolve, reject) => {
    let text = '';
    const timer = setTimeout(() => reject(new Error(`Nothing matched ${pattern}: ${text}`)), START_WITHIN_MS);
    child.stdout.on('data', (chunk) => {
      text += chunk;
      const found = pattern.exec(text);
      if (found === null) return;
      clearTimeout(timer);
      resolve(found[1] ?? found[0]);
    });
    child.once('exit', (code) => reject(new Error(`It ended with ${code}: ${text}`)));
  });
}

async function until(look, what) {
  const endsAt = Date.now() + START_WITHIN_MS;
  while (!(await look().catch(() => false))) {
    if (Date.now() > endsAt) throw new Error(`Not within ${START_WITHIN_MS} ms: ${what}`);
    await pause(50);
  }
}

const redisPort = await freePort();
const redis = run(findTool('redis-server'), [
  '--port',
  `${redisPort}`,
  '--bind',
  '127.0.0.1',
  '--dir',
  folder,
  '--save',
  '',
  '--appendonly',
  'yes',
]);
await printed(redis, /eady to accept/);
const simulator = run(process.execPath, ['simulator/dist/main.js', '--port', '0']);
const getty = await printed(simulator, /(http:\/\/127\.0\.0\.1:\d+)/);
const control = async (method, path, body) => {
  const response = await fetch(`${getty}/__simulator${path}`, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return response.json();
};
// As slow as Getty Images, so that downloads are under way whenever a replica stops.
await control('POST', '/options', { latencyMs: 150 });

const ports = [await freePort(), await freePort()];
async function startReplica(port) {
  const child = run(
    process.execPath,
    ['dist/src/main.js'],
    {
      NODE_ENV: 'production',
      HOST: '127.0.0.1',
      PORT: `${port}`,
      LOG_LEVEL: 'error',
      SERVICE_ACCOUNT_ACCESS: 'open',
      TRUSTED_PROXIES: 'loopback',
      RATE_LIMIT_COST: '2147483647',
      REDIS_URL: `redis://127.0.0.1:${redisPort}`,
      SHUTDOWN_DELAY_MS: `${LAME_DUCK_MS}`,
      GETTY_API_KEY: 'simulator-key',
      GETTY_API_SECRET: 'simulator-secret',
      GETTY_API_URL: getty,
      GETTY_AUTH_URL: getty,
      GETTY_CONNECT_URL: getty,
    },
    ['ignore', 'inherit', 'inherit'],
  );
  await until(
    async () => (await fetch(`http://127.0.0.1:${port}/health/ready`)).status === 200,
    `replica on ${port}`,
  );
  return child;
}
const replicas = await Promise.all(ports.map(startReplica));

let isOver = false;
const socket = join(folder, 'http.sock');
const conf = join(folder, 'nginx.conf');
/** Writes deploy/nginx.conf with the addresses of this run; replicas that are not ready are `down`. */
function configureNginx(isReady) {
  const address = (index) => `127.0.0.1:${ports[index]}${isReady[index] ? '' : ' down'}`;
  writeFileSync(
    conf,
    readFileSync(join(root, 'deploy', 'nginx.conf'), 'utf8')
      .replaceAll('/tmp/', `${folder}/`)
      .replace('listen 8080;', `listen unix:${socket};`)
      .replace('service-1:4000', address(0))
      .replace('service-2:4000', address(1))
      .replace('access_log /dev/stdout plain', 'access_log off')
      .replace('error_log /dev/stderr', `error_log ${folder}/error.log`),
  );
}
let known = [true, true];
configureNginx(known);
const nginx = run(
  findTool('nginx'),
  ['-c', conf, '-e', join(folder, 'error.log'), '-g', 'daemon off;'],
  {},
  'ignore',
);
const isReady = (port) =>
  fetch(`http://127.0.0.1:${port}/health/ready`, { headers: { connection: 'close' } }).then(
    ({ status }) => status === 200,
    () => false,
  );
const PROBE_EVERY_MS = 100;
const watching = (async () => {
  for (; !isOver; await pause(PROBE_EVERY_MS)) {
    const now = await Promise.all(ports.map(isReady));
    if (now.every((ready, index) => ready === known[index]) || !now.includes(true)) continue;
    known = now;
    configureNginx(known);
    nginx.kill('SIGHUP');
  }
})();

// A connection for each request: a reload closes idle ones, which clients have to expect and repeat.
const agent = new Agent({ keepAlive: false });
/** One GraphQL request through nginx; never retried. */
function send(body) {
  return new Promise((resolve) => {
    const outgoing = request(
      {
        socketPath: socket,
        path: '/graphql',
        method: 'POST',
        agent,
        headers: { 'content-type': 'application/json', host: 'localhost' },
      },
      (response) => {
        let text = '';
        response
          .setEncoding('utf8')
          .on('data', (chunk) => (text += chunk))
          .on('end', () => resolve({ status: response.statusCode, text }));
        response.on('error', (error) => resolve({ status: 0, text: error.message }));
      },
    );
    outgoing.on('error', (error) => resolve({ status: 0, text: error.message }));
    outgoing.end(JSON.stringify(body));
  });
}
await until(async () => (await send({ query: '{ __typename }' })).status === 200, 'nginx');

const DOWNLOAD =
  'mutation($id: ID!, $key: String!) { downloadImage(input: { imageId: $id, idempotencyKey: $key }) { download { url } userErrors { code } } }';
const SEARCH = 'query($p: String!) { searchImages(phrase: $p, first: 5) { totalCount nodes { id title } } }';
const { data } = JSON.parse(
  (
    await send({
      query:
        '{ searchImages(phrase: "sea", first: 100) { nodes { assetId largestDownloads { productType } } } }',
    })
  ).text,
);
const images = data.searchImages.nodes
  .filter((node) => node.largestDownloads.length > 0)
  .map((node) => node.assetId);

const failures = [];
const durations = [];
let sent = 0;
let downloads = 0;
async function one(index) {
  const isDownload = index % 2 === 0;
  const startedAt = performance.now();
  const { status, text } = await send(
    isDownload
      ? { query: DOWNLOAD, variables: { id: images[(index / 2) % images.length], key: randomUUID() } }
      : { query: SEARCH, variables: { p: ['sea', 'dog', 'city', 'mountain'][index % 4] } },
  );
  durations.push(performance.now() - startedAt);
  const isFine = status === 200 && !text.includes('"errors"') && (!isDownload || text.includes('"url":"'));
  if (isDownload) downloads += 1;
  if (!isFine) failures.push(`${isDownload ? 'download' : 'search'}: ${status} ${text.slice(0, 300)}`);
}
const pending = new Set();
const load = (async () => {
  const startedAt = performance.now();
  for (let index = 0; !isOver; index += 1) {
    const job = one(index).finally(() => pending.delete(job));
    pending.add(job);
    sent += 1;
    await pause(Math.max(0, startedAt + ((index + 1) * 1000) / RATE - performance.now()));
  }
  await Promise.all(pending);
  return (performance.now() - startedAt) / 1000;
})();

const stops = [];
await pause(STEADY_MS);
for (let round = 0; round < ROUNDS; round += 1)
  for (const [index, port] of ports.entries()) {
    const stoppedAt = performance.now();
    replicas[index].kill('SIGTERM');
    const [code] = await once(replicas[index], 'exit');
    stops.push({ code, ms: Math.round(performance.now() - stoppedAt) });
    replicas[index] = await startReplica(port);
    await pause(STEADY_MS);
  }
isOver = true;
const seconds = await load;
await watching;

const { charges } = await control('GET', '/ledger');
durations.sort((a, b) => a - b);
const at = (part) =>
  Math.round(durations[Math.min(durations.length - 1, Math.floor(durations.length * part))]);
const figures = [
  ['requests', `${sent} in ${seconds.toFixed(0)} s (${(sent / seconds).toFixed(0)} a second)`],
  ['failed requests', failures.length],
  ['downloads', downloads],
  ['charges', charges.length],
  ['double charges', Math.max(0, charges.length - downloads)],
  [
    'restarts',
    `${stops.length}, each stop ${Math.min(...stops.map(({ ms }) => ms))} to ${Math.max(...stops.map(({ ms }) => ms))} ms, exit status ${[...new Set(stops.map(({ code }) => code))].join(', ')}`,
  ],
  ['response time', `median ${at(0.5)} ms, 99 % ${at(0.99)} ms, slowest ${at(1)} ms`],
];
for (const [name, value] of figures) process.stdout.write(`${name.padEnd(18)}${value}\n`);
for (const failure of failures.slice(0, 10)) process.stdout.write(`  ${failure}\n`);
const isFine = failures.length === 0 && charges.length === downloads && stops.every(({ code }) => code === 0);
process.exit(isFine ? 0 : 1);
