#!/usr/bin/env node
/**
 * Starts the service as the README says, with `npm start` and nothing else, runs the whole workflow over HTTP against
 * the simulator it starts, runs the command it prints, and stops it with SIGTERM, which must end in exit status 0.
 */
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const patienceMs = 120_000;
const folder = mkdtempSync(join(tmpdir(), 'getty-graphql-smoke-'));
const environment = Object.fromEntries(
  Object.entries(process.env).filter(
    ([name]) => !/^(GETTY_|REDIS_URL|NODE_ENV|CLIENT_KEYS|SERVICE_)/.test(name),
  ),
);
const service = spawn('npm', ['start'], {
  env: { ...environment, PORT: '0' },
  stdio: ['ignore', 'pipe', 'pipe'],
});
const overdue = setTimeout(() => fail(new Error(`not done after ${patienceMs} ms`)), patienceMs);
let output = '';
for (const stream of [service.stdout, service.stderr])
  stream.setEncoding('utf8').on('data', (text) => (output += text));

try {
  await workflow(await addressOf(service));
  const exited = once(service, 'exit');
  service.kill('SIGTERM');
  const [status, signal] = await exited;
  assert.deepEqual({ status, signal }, { status: 0, signal: null }, 'SIGTERM ends with exit status 0');
  step('stopped with exit status 0');
} catch (error) {
  fail(error);
} finally {
  clearTimeout(overdue);
  rmSync(folder, { recursive: true, force: true });
}

/** Waits for the line that says where the service listens. */
async function addressOf(child) {
  for (;;) {
    const address = /answers at (http:\/\/\S+)\/graphql/.exec(output)?.[1];
    if (address && output.includes('Stop with')) return address;
    if (child.exitCode !== null) throw new Error('the service ended before it listened');
    await Promise.race([once(child.stdout, 'data'), once(child, 'exit')]);
  }
}

async function workflow(address) {
  const ask = async (query, variables) => {
    const answer = await fetch(`${address}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query, variables }),
    });
    const body = await answer.json();
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
  step('the same key gave the same answer, and charged nothing');

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
  process.stderr.write(`✗ ${error.stack ?? error}\n--- what the service said ---\n${output}\n`);
  service.kill('SIGKILL');
  process.exit(1);
}
