#!/usr/bin/env node
/**
 * Starts the service as the README says, with `npm start` and nothing else, runs the whole workflow over HTTP against
 * the simulator it starts, runs the command it prints, and stops it with SIGTERM, which must end in exit status 0. Then
 * checks starts that fail, and a start with two workers.
 */
import assert from 'node:assert/strict';
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const timeoutMs = 120_000;
const folder = mkdtempSync(join(tmpdir(), 'getty-graphql-smoke-'));
const environment = Object.fromEntries(
  Object.entries(process.env).filter(
    ([name]) => !/^(GETTY_|REDIS_URL|NODE_ENV|CLIENT_KEYS|SERVICE_)/.test(name),
  ),
);
const overdue = setTimeout(() => fail(new Error(`not done after ${timeoutMs} ms`)), timeoutMs);
let service;
let output = '';

try {
  start('npm', ['start'], { PORT: '0' });
  const address = await addressOf();
  await workflow(address);
  refusedStarts(address);
  await stop();
  step('stopped with exit status 0');
  start(process.execPath, ['dist/src/main.js'], { PORT: '0', WORKERS: '2', IDEMPOTENCY_STORE: 'memory' });
  assert.equal((await fetch(`${await addressOf()}/health/ready`)).status, 200);
  await stop();
  step('two workers shared a port, and stopped');
} catch (error) {
  fail(error);
} finally {
  clearTimeout(overdue);
  rmSync(folder, { recursive: true, force: true });
}

function start(command, words, env) {
  output = '';
  service = spawn(command, words, { env: { ...environment, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  for (const stream of [service.stdout, service.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => {
      output += text;
    });
  }
}

async function stop() {
  const exited = once(service, 'exit');
  service.kill('SIGTERM');
  const [status, signal] = await exited;
  assert.deepEqual({ status, signal }, { status: 0, signal: null }, 'SIGTERM ends with exit status 0');
}

/** Checks that failing starts print the reason and what to change, and exit with status 1. */
function refusedStarts(address) {
  const { port } = new URL(address);
  for (const [env, expected] of [
    [{ PORT: port }, /port is in use/],
    [{ PORT: 'many' }, /PORT: expected a whole number/],
    [{ NODE_ENV: 'production', IDEMPOTENCY_STORE: 'memory' }, /GETTY_API_KEY.*\n.*GETTY_API_SECRET/],
  ]) {
    const refused = spawnSync(process.execPath, ['dist/src/main.js'], {
      env: { ...environment, ...env },
      encoding: 'utf8',
      timeout: 30_000,
    });
    assert.equal(refused.status, 1, JSON.stringify(env));
    assert.match(refused.stderr, expected);
  }
  step('starts that cannot succeed say why');
}

/** Waits for the line with the address of the service. */
async function addressOf(child = service) {
  for (;;) {
    const address = /answers at (http:\/\/\S+)\/graphql/.exec(output)?.[1];
    if (address && output.includes('Stop with')) return address;
    if (child.exitCode !== null) throw new Error('the service ended before it listened');
    await Promise.race([once(child.stdout, 'data'), once(child, 'exit')]);
  }
}

async function workflow(address) {
  const ask = async (query, variables) => {
    const response = await fetch(`${address}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query, variables }),
    });
    const body = await response.json();
    assert.equal(body.errors, undefined, JSON.stringify(body.errors));
    return body.data;
  };
  const left = async () => {
    const { productOfferings } = await ask('{ productOfferings { id quota { remaining } } }');
    return productOfferings.reduce((sum, { quota }) => sum + (quota?.remaining ?? 0), 0);
  };

  for (const path of ['/health/live', '/health/ready', '/metrics', '/explorer']) {
    assert.equal((await fetch(address + path)).status, 200, path);
  }
  const page = await fetch(`${address}/graphql`, { headers: { accept: 'text/html' } });
  assert.match(await page.text(), /embeddable-sandbox/);
  step('it lives, and shows a browser its pages');

  const { searchImages } = await ask(
    '{ searchImages(phrase: "sunset", first: 5) { totalCount nodes { assetId largestDownloads { productType } } } }',
  );
  assert.equal(searchImages.nodes.length, 5);
  assert.ok(searchImages.nodes.some(({ largestDownloads }) => largestDownloads.length > 0));
  step(`found ${searchImages.totalCount} images`);

  const before = await left();
  const key = crypto.randomUUID();
  const mutation = `mutation($key: String) {
    downloadImage(input: { imageId: "83454804", idempotencyKey: $key }) {
      download { url isReplay idempotencyKey } userErrors { code message }
    }
  }`;
  const { downloadImage } = await ask(mutation, { key });
  assert.deepEqual(downloadImage.userErrors, []);
  assertJpeg(Buffer.from(await (await fetch(downloadImage.download.url)).arrayBuffer()));
  assert.equal(await left(), before - 1, 'one fewer is left');
  step('downloaded an image; one fewer is left');

  const again = await ask(mutation, { key });
  assert.deepEqual(again.downloadImage.download, { ...downloadImage.download, isReplay: true });
  assert.equal(await left(), before - 1, 'the same key charges nothing');
  step('the same key gave the same response, and charged nothing');

  const { downloadHistory } = await ask('{ downloadHistory(first: 5) { nodes { assetId } } }');
  assert.equal(downloadHistory.nodes[0]?.assetId, '83454804');
  step('the history shows it');

  const command = /^ +(curl .*)$/m.exec(output)?.[1];
  assert.ok(command, 'a command is printed');
  execFileSync('sh', ['-c', command], { cwd: folder, stdio: 'pipe' });
  const [file] = readdirSync(folder);
  assertJpeg(readFileSync(join(folder, file)));
  assert.equal(await left(), before - 2);
  step('the printed command downloads too');
}

function assertJpeg(bytes) {
  assert.deepEqual([...bytes.subarray(0, 3)], [0xff, 0xd8, 0xff], 'the file is a JPEG');
}

function step(what) {
  process.stdout.write(`✓ ${what}\n`);
}

function fail(error) {
  process.stderr.write(`✗ ${error.stack ?? error}\n--- output of the service ---\n${output}\n`);
  service?.kill('SIGKILL');
  process.exit(1);
}
