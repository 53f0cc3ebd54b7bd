#!/usr/bin/env node
/**
 * Measures the CPU and memory that hostile documents cost the built service before execution. Run it alone on a machine,
 * after `npm run build`:
 *
 *   node --expose-gc scripts/measure-documents.mjs [--rounds 50] [--seed 1] [--operations 10000]
 *
 * First documents of every kind in nasty-documents.ts: an admitted one may take 100 ms of CPU and 50 MB, a refused one
 * 20 ms. Then many different operations, each sent eight times to a running service, whose memory must level off.
 */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { parseArgs } from 'node:util';
import { parse, specifiedRules, validate } from 'graphql';
import { buildGraphSchema } from '../dist/schema/build.js';
import { NASTY_KINDS, nastyDocuments } from '../dist/scripts/nasty-documents.js';
import { readConfig } from '../dist/src/config/read-config.js';
import { cachePolicyOf } from '../dist/src/graphql/cache-policy.js';
import { admissionRefusal } from '../dist/src/graphql/cost/admission.js';
import { estimate } from '../dist/src/graphql/cost/estimate.js';
import { isCompilable, isWorthCompiling, loadCompiler } from '../dist/src/graphql/jit.js';
import { measureDocument } from '../dist/src/lib/documents/document-size.js';

const compile = await loadCompiler();

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '50' },
    seed: { type: 'string', default: '1' },
    operations: { type: 'string', default: '10000' },
  },
});
assert.ok(typeof gc === 'function', 'run it with --expose-gc');

const schema = buildGraphSchema();
const { limits } = readConfig({ NODE_ENV: 'test' }).graphql;

/** Seeded random numbers in [0, 1) (mulberry32). */
const seeded = (seed) => {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
};

const print = (line) => process.stdout.write(`${line}\n`);

const cpuMs = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
};

/** Runs all steps before execution: limits, parsing, validation, cost. @returns whether it was admitted and valid */
function prepare(text) {
  if (admissionRefusal(text, limits) !== null) return 'refused';
  const document = parse(text, { maxTokens: limits.maxTokens });
  if (validate(schema, document, specifiedRules, { maxErrors: 5 }).length > 0) return 'invalid';
  for (const [operation, { selections }] of measureDocument(document).operations) {
    estimate(schema, document, operation, {});
    cachePolicyOf(schema, document, operation);
    if (isCompilable(schema, document, operation) && isWorthCompiling(selections, Number.POSITIVE_INFINITY))
      compile(schema, document, operation);
    break; // a request runs one
  }
  return 'admitted';
}

/** Measures time and memory in separate runs: collecting garbage before every document discards compiled code. */
function measureDocuments(withMemory) {
  const count = Number(values.rounds) * NASTY_KINDS;
  let left = count + 10 * NASTY_KINDS;
  const worst = { admitted: [], invalid: [], refused: [] };
  for (const { kind, text } of nastyDocuments(seeded(Number(values.seed)))) {
    left -= 1;
    if (left < 0) break;
    if (withMemory) gc();
    const before = process.memoryUsage().heapUsed;
    const start = cpuMs();
    const outcome = prepare(text);
    const ms = cpuMs() - start;
    const mb = (process.memoryUsage().heapUsed - before) / 2 ** 20;
    // Discard the first rounds: V8 has not compiled yet.
    if (left < count) worst[outcome].push({ kind, ms, mb, bytes: text.length });
  }
  for (const [outcome, all] of Object.entries(worst)) {
    all.sort((one, other) => other.ms - one.ms);
    const [slowest] = all;
    const largest = all.toSorted((one, other) => other.mb - one.mb)[0];
    const at = (share) => all[Math.floor(all.length * share)]?.ms.toFixed(1);
    print(
      `${outcome}: ${all.length}; ${
        withMemory
          ? `memory most ${largest?.mb.toFixed(1)} MB (${largest?.kind})`
          : `CPU median ${at(0.5)} ms, 99th ${at(0.01)} ms, most ${slowest?.ms.toFixed(1)} ms (${slowest?.kind}, ${slowest?.bytes} B)`
      }`,
    );
  }
}

const children = [];
process.on('exit', () => {
  for (const child of children) child.kill('SIGKILL');
});

async function start(args, env, pattern) {
  const child = spawn(process.execPath, args, {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  let printed = '';
  return new Promise((resolve, reject) => {
    child.stdout.on('data', (chunk) => {
      printed += chunk;
      const found = pattern.exec(printed)?.[1];
      if (found !== undefined) resolve(found);
    });
    child.on('exit', () => reject(new Error(`${args.join(' ')} ended: ${printed}`)));
  });
}

async function measureOperations() {
  const getty = await start(['simulator/dist/main.js', '--port', '0'], {}, /(http:\/\/127\.0\.0\.1:\d+)/);
  const service = await start(
    ['--expose-gc', '--max-old-space-size=512', 'dist/src/main.js'],
    {
      NODE_ENV: 'test',
      PORT: '0',
      LOG_LEVEL: 'silent',
      RATE_LIMIT_COST: '2147483647',
      GETTY_API_KEY: 'simulator-key',
      GETTY_API_SECRET: 'simulator-secret',
      GETTY_API_URL: getty,
      GETTY_AUTH_URL: getty,
      GETTY_CONNECT_URL: getty,
    },
    /(http:\/\/127\.0\.0\.1:\d+)\/graphql/,
  );
  const ask = async (query, operationName) => {
    const response = await fetch(`${service}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query, operationName }),
    });
    const body = await response.json();
    assert.equal(body.errors, undefined, JSON.stringify(body.errors));
  };
  const gauge = async () => {
    const text = await (await fetch(`${service}/metrics`)).text();
    const read = (name) => Number(new RegExp(`^${name} (\\S+)`, 'm').exec(text)?.[1] ?? Number.NaN);
    return `heap ${(read('nodejs_heap_size_used_bytes') / 2 ** 20).toFixed(0)} MB, resident ${(read('process_resident_memory_bytes') / 2 ** 20).toFixed(0)} MB, CPU ${read('process_cpu_seconds_total').toFixed(1)} s`;
  };
  print(`before: ${await gauge()}`);
  const total = Number(values.operations);
  const perText = 100;
  const selection = 'errorCatalog { code isRetryable ...F } rateLimit { cost limit used remaining resetAt }';
  for (let first = 0; first < total; first += perText) {
    const names = Array.from({ length: perText }, (_, index) => `Q${first + index}`);
    // Half of the operations in texts of hundreds, half in texts of one.
    const together = `${names.map((name) => `query ${name} { ${selection} }`).join(' ')} fragment F on ErrorCatalogEntry { description }`;
    const isTogether = (first / perText) % 2 === 0;
    for (const name of names)
      for (let turn = 0; turn < 8; turn += 1)
        await ask(
          isTogether
            ? together
            : `query ${name} { ${selection} } fragment F on ErrorCatalogEntry { description }`,
          name,
        );
    if ((first + perText) % Math.max(perText, total / 10) === 0)
      print(`${first + perText} operations: ${await gauge()}`);
  }
}

measureDocuments(false);
measureDocuments(true);
if (Number(values.operations) > 0) await measureOperations();
process.exit(0);
