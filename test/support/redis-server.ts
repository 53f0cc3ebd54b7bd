import { type ChildProcess, spawn } from 'node:child_process';
import { accessSync, constants, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { describe } from 'vitest';

/** A real Redis or Valkey of a test's own, on a free port of loopback, keeping nothing on disk. */
export interface RedisServer {
  readonly url: string;
  readonly port: number;
  /** Stops answering without closing a connection, as a stuck machine would. */
  pause(): void;
  resume(): void;
  /** Kills it; its data is lost. */
  stop(): Promise<void>;
}

/** The server program in PATH, or `null`. */
export function redisBinary(): string | null {
  for (const name of ['redis-server', 'valkey-server']) {
    for (const folder of (process.env.PATH ?? '').split(delimiter)) {
      const file = join(folder, name);
      try {
        accessSync(file, constants.X_OK);
        return file;
      } catch {
        // Not in this folder.
      }
    }
  }
  return null;
}

/**
 * `describe` for tests that need a server: skipped where none is installed, saying so in the title, unless
 * `REQUIRE_REDIS=1` makes its absence a failure.
 */
export function describeWithRedis(title: string, body: () => void): void {
  const missing = redisBinary() === null;
  if (missing && process.env.REQUIRE_REDIS === '1') {
    describe(title, () => {
      throw new Error('REQUIRE_REDIS=1, but neither redis-server nor valkey-server is in PATH.');
    });
    return;
  }
  const why = 'SKIPPED: neither redis-server nor valkey-server is in PATH';
  if (missing) process.stderr.write(`${title} ${why}\n`);
  describe.skipIf(missing)(missing ? `${title} (${why})` : title, body);
}

/** How a server is started. */
export interface RedisServerOptions {
  /** For tests that bring a server back. */
  readonly port?: number;
  readonly password?: string;
  /** Further settings, as on the command line. */
  readonly args?: readonly string[];
}

/** Starts a server and waits until it answers. */
export async function startRedisServer(options: RedisServerOptions = {}): Promise<RedisServer> {
  const binary = redisBinary();
  if (binary === null) throw new Error('Neither redis-server nor valkey-server is in PATH.');
  for (let attempt = 1; ; attempt += 1) {
    const port = options.port ?? (await freePort());
    try {
      return await start(binary, port, options);
    } catch (error) {
      // Somebody else may have taken the port since it was found free.
      if (attempt === 5) throw error;
    }
  }
}

async function start(
  binary: string,
  port: number,
  { password, args: further = [] }: RedisServerOptions,
): Promise<RedisServer> {
  const folder = mkdtempSync(join(tmpdir(), 'redis-test-'));
  const settings = { port: `${port}`, bind: '127.0.0.1', dir: folder, save: '', appendonly: 'no' };
  const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]);
  if (password !== undefined) args.push('--requirepass', password);
  args.push(...further);
  const child = spawn(binary, args, { stdio: ['ignore', 'pipe', 'ignore'] });
  const kill = (): void => {
    child.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  };
  process.once('exit', kill);
  const gone = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const stop = async (): Promise<void> => {
    process.removeListener('exit', kill);
    kill();
    await gone;
  };
  try {
    await untilReady(child);
  } catch (error) {
    await stop();
    throw error;
  }
  const login = password === undefined ? '' : `:${encodeURIComponent(password)}@`;
  return {
    url: `redis://${login}127.0.0.1:${port}`,
    port,
    pause: () => child.kill('SIGSTOP'),
    resume: () => child.kill('SIGCONT'),
    stop,
  };
}

function untilReady(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let log = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      log += chunk.toString();
      if (log.includes('eady to accept connections')) resolve();
    });
    child.once('error', reject);
    child.once('close', () => reject(new Error(`The Redis server ended at once:\n${log}`)));
  });
}

/** A port on which no process listens now. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        address !== null && typeof address === 'object'
          ? resolve(address.port)
          : reject(new Error('no port')),
      );
    });
  });
}
