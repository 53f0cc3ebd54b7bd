#!/usr/bin/env node
/**
 * Soak test of the built service: 100,000 operations (or `--operations N`, at least 20,000) over HTTP while the simulated
 * Getty Images resets connections, hangs, fails, drips and garbles. Every response must be typed and in time, every charge
 * accounted for, and memory and open files level. Then a thousand different operations at once against an upstream limit
 * of 50 calls a second: none may fail because of that limit, and none may cost a second call. Prints its figures; exits
 * with status 1 where one is out of bounds.
 */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { parseArgs } from 'node:util';

const { values } = parseArgs({ options: { operations: { type: 'string', default: '100000' } } });
const total = Number(values.operations);
/** With fewer, the tenths of the run whose memory is compared hold too few samples. */
const MIN_OPERATIONS = 20_000;
assert.ok(
  Number.isInteger(total) && total >= MIN_OPERATIONS,
  `--operations takes a whole number from ${MIN_OPERATIONS}`,
);

const PARALLEL = 40;
const ROUND = 500;
/** GETTY_TIMEOUT_MS: short, so that hanging calls end soon; the service's other limits follow from it. */
const TIMEOUT_MS = 300;
/** An operation is a few rounds of calls, each with retries; a response after this is late. */
const LATE_MS = 10_000;
const FAULTS = [
  null,
  { kind: 'status', status: 500 },
  { kind: 'reset' },
  { kind: 'hang' },
  { kind: 'truncate' },
  { kind: 'malformed' },
  { kind: 'html' },
  { kind: 'wrongType' },
  { kind: 'emptyBody' },
  { kind: 'resetInBody' },
  { kind: 'hangInBody' },
  { kind: 'drip', delayMs: 5 },
  { kind: 'gzip' },
  { kind: 'redirect' },
  { kind: 'status', status: 429 },
  { kind: 'resetAfterCommit', operationPattern: '^POST /v3/downloads' },
  { kind: 'statusAfterCommit', operationPattern: '^POST /v3/downloads' },
];
const PHRASES = ['kitties', 'mountain', 'city', 'dog', 'sea'];

const children = [];
process.on('exit', () => {
  for (const child of children) child.kill('SIGKILL');
});

/** Starts a command of the build and waits for the address it prints. */
async function start(args, env, pattern) {
  const child = spawn(process.execPath, args, {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  let printed = '';
  const address = await new Promise((resolve, reject) => {
    child.stdout.on('data', (chunk) => {
      printed += chunk;
      const found = pattern.exec(printed)?.[1];
      if (found !== undefined) resolve(found);
    });
    child.on('exit', () => reject(new Error(`${args.join(' ')} ended without an address: ${printed}`)));
  });
  return { address, stop: () => child.kill('SIGTERM') };
}

const startSimulator = () =>
  start(['simulator/dist/main.js', '--port', '0'], {}, /(http:\/\/127\.0\.0\.1:\d+)/);

const startService = (getty, env) =>
  start(
    ['dist/src/main.js'],
    {
      NODE_ENV: 'test',
      PORT: '0',
      LOG_LEVEL: 'silent',
      GETTY_API_KEY: 'simulator-key',
      GETTY_API_SECRET: 'simulator-secret',
      GETTY_API_URL: getty,
      GETTY_AUTH_URL: getty,
      GETTY_CONNECT_URL: getty,
      // One caller sends all operations here.
      RATE_LIMIT_COST: '2147483647',
      ...env,
    },
    /(http:\/\/127\.0\.0\.1:\d+)\/graphql/,
  );

const json = async (method, url, body) => {
  const response = await fetch(url, {
    method,
    headers: { 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: await response.json() };
};

const ask = (service, query, variables) => json('POST', `${service}/graphql`, { query, variables });

/** Memory in use and open files, from the service's own metrics. */
async function gauge(service) {
  const text = await (await fetch(`${service}/metrics`)).text();
  const read = (name) => Number(new RegExp(`^${name} (\\S+)`, 'm').exec(text)?.[1] ?? Number.NaN);
  return {
    heapMb: read('nodejs_heap_size_used_bytes') / 2 ** 20,
    rssMb: read('process_resident_memory_bytes') / 2 ** 20,
    files: read('process_open_fds'),
  };
}

const READS = [
  [
    'query($p: String!, $n: Int!) { searchImages(phrase: $p, first: $n) { totalCount nodes { id title largestDownloads { productType productOffering { name } } } } }',
    (at) => ({ p: PHRASES[at % PHRASES.length], n: 1 + (at % 30) }),
  ],
  [
    'query($id: ID!) { image(id: $id) { title caption keywords } }',
    (at) => ({ id: String(83454804 + (at % 50)) }),
  ],
  [
    '{ downloadHistory(first: 5) { totalCount nodes { assetId image { title } productOffering { name } } } }',
    () => ({}),
  ],
  ['{ productOfferings { typeName quota { remaining } } viewer { name } }', () => ({})],
];
const DOWNLOAD =
  'mutation($id: ID!, $key: String!) { downloadImage(input: { imageId: $id, idempotencyKey: $key }) { download { url } userErrors { code } } }';

async function soak() {
  const simulator = await startSimulator();
  const service = await startService(simulator.address, {
    GETTY_TIMEOUT_MS: String(TIMEOUT_MS),
    GETTY_SETTLE_MS: '1000',
  });
  const control = `${simulator.address}/__simulator`;
  const { body: catalog } = await ask(service.address, '{ errorCatalog { code } }');
  const known = new Set(catalog.data.errorCatalog.map((entry) => entry.code));
  const codes = new Map();
  const samples = [];
  let links = 0;
  let unsure = 0;
  let slowest = 0;

  const tell = (code) => {
    assert.ok(known.has(code), `a response has the unknown code ${code}`);
    codes.set(code, (codes.get(code) ?? 0) + 1);
  };
  const one = async (at) => {
    const isDownload = at % 50 === 0;
    const [query, variables] = READS[at % READS.length];
    const began = performance.now();
    const { status, body } = isDownload
      ? await ask(service.address, DOWNLOAD, { id: '83454804', key: randomUUID() })
      : await ask(service.address, query, variables(at));
    slowest = Math.max(slowest, performance.now() - began);
    assert.ok(status === 200 || status === 429, `a response has the status ${status}`);
    for (const error of body.errors ?? []) tell(error.extensions.code);
    if (!isDownload) return;
    const payload = body.data?.downloadImage;
    if (payload?.download) links += 1;
    for (const { code } of payload?.userErrors ?? []) {
      tell(code);
      if (code === 'LINK_LOST' || code === 'OUTCOME_UNKNOWN') unsure += 1;
    }
  };

  for (let done = 0; done < total; done += ROUND) {
    const fault = FAULTS[(done / ROUND) % FAULTS.length];
    await json('DELETE', `${control}/faults`);
    await json('DELETE', `${control}/requests`);
    // Only some of the calls fail, so that breakers open and close instead of staying open.
    if (fault !== null) await json('POST', `${control}/faults`, { ...fault, times: 60, skip: 20 });
    let next = done;
    const end = Math.min(done + ROUND, total);
    const worker = async () => {
      while (next < end) {
        next += 1;
        await one(next);
      }
    };
    await Promise.all(Array.from({ length: PARALLEL }, worker));
    samples.push(await gauge(service.address));
  }

  await json('DELETE', `${control}/faults`);
  const { body: ledger } = await json('GET', `${control}/ledger`);
  const charges = ledger.charges.length;
  /** The minimum over a tenth of the run: memory after a garbage collection. */
  const least = (from, to, name) =>
    Math.min(
      ...samples
        .slice(Math.floor(samples.length * from), Math.ceil(samples.length * to))
        .map((one) => one[name]),
    );
  const figures = {
    operations: total,
    errors: Object.fromEntries(codes),
    slowestMs: Math.round(slowest),
    charges,
    links,
    linkLostOrUnknown: unsure,
    heapMb: [least(0.2, 0.3, 'heapMb'), least(0.9, 1, 'heapMb')].map(Math.round),
    rssMb: [least(0.2, 0.3, 'rssMb'), least(0.9, 1, 'rssMb')].map(Math.round),
    files: [least(0.2, 0.3, 'files'), least(0.9, 1, 'files')],
  };
  process.stdout.write(`${JSON.stringify(figures, null, 2)}\n`);
  assert.ok(slowest < LATE_MS, 'a response was late');
  assert.ok(charges >= links && charges <= links + unsure, 'charges and what callers were told do not agree');
  assert.ok(!codes.has('INTERNAL_SERVER_ERROR'), 'a fault of the service itself');
  assert.ok(figures.heapMb[1] <= figures.heapMb[0] * 1.25 + 15, 'the heap grew');
  assert.ok(figures.rssMb[1] <= figures.rssMb[0] * 1.3 + 30, 'the process grew');
  assert.ok(figures.files[1] <= figures.files[0] + 100, 'sockets stayed open');
  service.stop();
  simulator.stop();
}

async function limited() {
  const simulator = await startSimulator();
  const control = `${simulator.address}/__simulator`;
  // A tenth below the limit: calls with different latencies can arrive within the same second.
  const service = await startService(simulator.address, { GETTY_MAX_RPS: '45', GETTY_TIMEOUT_MS: '10000' });
  await json('POST', `${control}/options`, { maxRps: 50 });
  const began = performance.now();
  const responses = await Promise.all(
    Array.from({ length: 1000 }, (_, at) =>
      ask(service.address, 'query($p: String!) { searchImages(phrase: $p, first: 1) { totalCount } }', {
        p: `kitties ${at}`,
      }),
    ),
  );
  const codes = responses.flatMap(({ body }) => (body.errors ?? []).map((error) => error.extensions.code));
  const { body } = await json('GET', `${control}/requests`);
  const calls = body.requests.filter((request) => request.operation.startsWith('GET /v3/search'));
  const figures = {
    operations: responses.length,
    seconds: Math.round((performance.now() - began) / 100) / 10,
    calls: calls.length,
    refusedByGetty: calls.filter((request) => request.status === 429).length,
    errors: codes.length,
  };
  process.stdout.write(`${JSON.stringify(figures, null, 2)}\n`);
  assert.deepEqual([figures.errors, figures.calls - figures.refusedByGetty], [0, 1000]);
  service.stop();
  simulator.stop();
}

await soak();
await limited();
process.stdout.write('Soaked.\n');
process.exit(0);
