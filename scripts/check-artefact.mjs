#!/usr/bin/env node
/**
 * Runs the artefact of `npm run dist` the way the container image does: a tree outside the checkout that belongs to
 * root and that no user may write to, no node_modules, an environment of a few variables, and (where this script runs
 * as root) the image's user id. Checks that it starts in production, reports ready, downloads against the simulator,
 * writes nothing, and exits with status 0 on SIGTERM. Exits with status 1 where a check fails.
 */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

/** The id of `nonroot` in distroless images. */
const IMAGE_USER = 65_532;
/** Compressed megabytes left for the artefact: 120 for the image, of which a base with Node takes up to 80. */
const LARGEST_ARTEFACT_MB = 20;
const START_WITHIN_MS = 30_000;

const tree = fileURLToPath(new URL('../dist/artefact/tree', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'getty-graphql-artefact-'));
const app = join(folder, 'app');
let running;
let simulator;
try {
  cpSync(tree, app, { recursive: true });
  const files = filesOf(app);
  assert.ok(!files.some((file) => file.includes('node_modules')), 'the artefact holds node_modules');
  assert.ok(!files.some((file) => file.endsWith('.map')), 'the artefact holds source maps');
  const megabytes = files.reduce((sum, file) => sum + gzipSync(readFileSync(file)).length, 0) / 1e6;
  assert.ok(megabytes < LARGEST_ARTEFACT_MB, `the artefact has ${megabytes.toFixed(1)} MB compressed`);
  const before = digest(files);
  for (const path of [...files, ...foldersOf(app)]) chmodSync(path, statSync(path).mode & 0o555);
  chmodSync(folder, 0o555);

  // Production as the manifests configure it, less Redis. It must not need more than this to start.
  const production = await start({
    NODE_ENV: 'production',
    HOST: '127.0.0.1',
    GETTY_API_KEY: 'key',
    GETTY_API_SECRET: 'secret',
    IDEMPOTENCY_STORE: 'memory',
  });
  assert.equal((await fetch(`${production}/health/live`)).status, 200);
  assert.equal((await fetch(`${production}/health/ready`)).status, 200);
  assert.match(await (await fetch(`${production}/metrics`)).text(), /getty_graphql_operations_total/);
  await stop();

  const getty = await startSimulator();
  const simulated = await start({
    NODE_ENV: 'development',
    GETTY_API_KEY: 'simulator-key',
    GETTY_API_SECRET: 'simulator-secret',
    GETTY_API_URL: getty,
    GETTY_AUTH_URL: getty,
    GETTY_CONNECT_URL: getty,
  });
  const response = await fetch(`${simulated}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      query:
        'mutation { downloadImage(input: { imageId: "83454804" }) { download { url } userErrors { code } } }',
    }),
  });
  const { data } = await response.json();
  assert.match(data.downloadImage.download.url, /^http:\/\/127\.0\.0\.1:\d+\/delivery\//);
  assert.equal((await fetch(`${simulated}/explorer`)).status, 200);
  await stop();

  assert.deepEqual(filesOf(app), files, 'the service wrote files beside its own');
  assert.equal(digest(files), before, 'the service changed its own files');
  const who = process.getuid?.() === 0 ? `user ${IMAGE_USER}` : 'the current user';
  process.stdout.write(
    `Artefact: ${files.length} files, ${megabytes.toFixed(1)} MB compressed; started, downloaded and stopped read-only as ${who}.\n`,
  );
} finally {
  running?.kill('SIGKILL');
  simulator?.kill('SIGKILL');
  chmodSync(folder, 0o755);
  if (readdirSync(folder).length > 0) for (const path of foldersOf(app)) chmodSync(path, 0o755);
  rmSync(folder, { recursive: true, force: true });
}

/** Starts the artefact on any free port; its address comes from the log line or the banner. */
async function start(env) {
  const isRoot = process.getuid?.() === 0;
  running = spawn(process.execPath, ['dist/src/main.js'], {
    cwd: app,
    env: { PORT: '0', LOG_LEVEL: 'info', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
    ...(isRoot ? { uid: IMAGE_USER, gid: IMAGE_USER } : {}),
  });
  return addressOf(running);
}

/** Starts the simulator of this checkout, which the artefact does not hold. */
async function startSimulator() {
  simulator = spawn(process.execPath, ['simulator/dist/main.js', '--port', '0'], {
    cwd: fileURLToPath(new URL('..', import.meta.url)),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return addressOf(simulator);
}

/** The first address that a child prints. */
function addressOf(child) {
  let output = '';
  return new Promise((resolve, reject) => {
    child.stdout.on('data', (chunk) => {
      output += chunk;
      const [found] = /http:\/\/127\.0\.0\.1:\d+/.exec(output) ?? [];
      if (found !== undefined) resolve(found);
    });
    child.on('exit', (code) => reject(new Error(`It ended with status ${code}: ${output}`)));
    setTimeout(
      () => reject(new Error(`No address after ${START_WITHIN_MS} ms: ${output}`)),
      START_WITHIN_MS,
    ).unref();
  });
}

async function stop() {
  const ended = once(running, 'exit');
  running.kill('SIGTERM');
  const [code] = await ended;
  assert.equal(code, 0, 'SIGTERM must end the service with status 0');
  running = undefined;
}

function filesOf(path) {
  return readdirSync(path, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

function foldersOf(path) {
  const inside = readdirSync(path, { withFileTypes: true, recursive: true }).filter((entry) =>
    entry.isDirectory(),
  );
  return [path, ...inside.map((entry) => join(entry.parentPath, entry.name))];
}

function digest(files) {
  const hash = createHash('sha256');
  for (const file of files) hash.update(file).update(readFileSync(file));
  return hash.digest('hex');
}
