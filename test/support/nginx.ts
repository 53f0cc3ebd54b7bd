import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, onTestFinished } from 'vitest';

/** Candidate paths: Debian's, and PATH. */
const nginxBinary = (): string | null =>
  ['nginx', '/usr/sbin/nginx'].find((name) => spawnSync(name, ['-v'], { stdio: 'ignore' }).status === 0) ??
  null;

/**
 * `describe` for tests that need nginx: skipped where it is not installed, saying so in the title, unless
 * `REQUIRE_NGINX=1` makes its absence a failure.
 */
export function describeWithNginx(title: string, body: () => void): void {
  const isMissing = nginxBinary() === null;
  if (isMissing && process.env.REQUIRE_NGINX === '1') {
    describe(title, () => {
      throw new Error('REQUIRE_NGINX=1, but nginx is not in PATH.');
    });
    return;
  }
  const why = 'SKIPPED: nginx is not in PATH';
  if (isMissing) process.stderr.write(`${title} ${why}\n`);
  describe.skipIf(isMissing)(isMissing ? `${title} (${why})` : title, body);
}

const answersOn = (path: string): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = createConnection(path);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });

/**
 * Starts nginx in front of an address, on a Unix socket, so that no port can be taken. Requests to that socket have an
 * address of this machine; `realIp` lets a test say which client nginx sees.
 * @returns the path of the socket
 */
export async function startNginx(upstream: string): Promise<string> {
  const binary = nginxBinary();
  if (binary === null) throw new Error('nginx is not in PATH.');
  const folder = mkdtempSync(join(tmpdir(), 'nginx-test-'));
  const socket = join(folder, 'http.sock');
  const paths = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((name) => `${name}_temp_path ${folder}/${name};`)
    .join('\n');
  writeFileSync(
    join(folder, 'nginx.conf'),
    `daemon off; master_process off; pid ${folder}/pid; error_log ${folder}/error.log;
events {}
http {
  access_log off; ${paths}
  server {
    listen unix:${socket};
    # Stands for the client's connection: the test says whose it is.
    set_real_ip_from unix:; real_ip_header X-Test-Client;
    location / {
      proxy_pass ${upstream};
      proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
    }
  }
}`,
  );
  const child = spawn(
    binary,
    ['-p', folder, '-c', join(folder, 'nginx.conf'), '-e', join(folder, 'error.log')],
    {
      stdio: 'ignore',
    },
  );
  const gone = new Promise<void>((resolve) => child.once('close', () => resolve()));
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await gone;
    rmSync(folder, { recursive: true, force: true });
  });
  for (let tries = 0; !(existsSync(socket) && (await answersOn(socket))); tries += 1) {
    if (child.exitCode !== null || tries > 2_000) throw new Error('nginx did not start.');
    await new Promise((resolve) => setImmediate(resolve));
  }
  return socket;
}
