import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { type Service, startService } from '../support/service.js';
import { describeWithTool } from '../support/tools.js';
import { deployFile } from './files.js';

/** A replica whose behaviour a test chooses. */
interface Replica {
  readonly server: Server;
  readonly seen: IncomingMessage[];
  respond: (request: IncomingMessage, response: ServerResponse) => void;
}

async function startReplica(name: string): Promise<Replica> {
  const fine: Replica['respond'] = (_request, response) => response.end(JSON.stringify({ name }));
  const seen: IncomingMessage[] = [];
  const replica: Replica = {
    server: createServer((incoming, response) => {
      seen.push(incoming);
      incoming.resume().on('end', () => replica.respond(incoming, response));
    }),
    seen,
    respond: fine,
  };
  replica.server.listen(0, '127.0.0.1');
  await once(replica.server, 'listening');
  return replica;
}

const portOf = (server: Server): number => (server.address() as AddressInfo).port;

describeWithTool('nginx', 'deploy/nginx.conf', (nginx) => {
  let folder: string;
  let first: Replica;
  let second: Replica;
  let service: Service;
  const running: ChildProcess[] = [];

  /** Writes the configuration with addresses of this test, and nothing else changed. */
  function configure(name: string, ports: readonly [number, number]): { file: string; socket: string } {
    const socket = join(folder, `${name}.sock`);
    const text = readFileSync(deployFile('nginx.conf'), 'utf8')
      .replaceAll('/tmp/', `${folder}/${name}-`)
      .replace('listen 8080;', `listen unix:${socket};`)
      .replace('service-1:4000', `127.0.0.1:${ports[0]}`)
      .replace('service-2:4000', `127.0.0.1:${ports[1]}`)
      .replace('access_log /dev/stdout', `access_log ${folder}/access.log`)
      .replace('error_log /dev/stderr', `error_log ${folder}/error.log`);
    const file = join(folder, `${name}.conf`);
    writeFileSync(file, text);
    return { file, socket };
  }

  async function start(name: string, ports: readonly [number, number]): Promise<string> {
    const { file, socket } = configure(name, ports);
    running.push(
      spawn(nginx, ['-c', file, '-e', join(folder, 'error.log'), '-g', 'daemon off;'], { stdio: 'ignore' }),
    );
    await vi.waitFor(() => expect(existsSync(socket)).toBe(true), { interval: 5, timeout: 10_000 });
    return socket;
  }

  /** Sends one request through nginx. */
  async function send(
    socketPath: string,
    path: string,
    {
      method = 'GET',
      headers = {},
      body = '',
    }: { method?: string; headers?: Record<string, string>; body?: string } = {},
  ): Promise<{ status: number; headers: IncomingMessage['headers']; text: string }> {
    const sent = request({ socketPath, path, method, headers });
    sent.end(body);
    const [response] = (await once(sent, 'response')) as [IncomingMessage];
    const chunks: Buffer[] = [];
    for await (const chunk of response) chunks.push(chunk as Buffer);
    return {
      status: response.statusCode ?? 0,
      headers: response.headers,
      text: Buffer.concat(chunks).toString(),
    };
  }

  let proxy: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'getty-graphql-nginx-'));
    [first, second, service] = await Promise.all([
      startReplica('first'),
      startReplica('second'),
      startService(),
    ]);
    proxy = await start('replicas', [portOf(first.server), portOf(second.server)]);
  });
  beforeEach(() => {
    for (const replica of [first, second]) {
      replica.seen.length = 0;
      replica.respond = (_request, response) => response.end('{}');
    }
  });
  afterAll(async () => {
    await Promise.all(
      running.map((child) => {
        const ended = once(child, 'exit');
        child.kill('SIGTERM');
        return ended;
      }),
    );
    for (const replica of [first, second]) {
      replica.server.closeAllConnections();
      replica.server.close();
    }
    await service.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const post = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"query":"{ a }"}' };
  const seen = () => first.seen.length + second.seen.length;

  it('passes nginx -t', async () => {
    const { file } = configure('checked', [portOf(first.server), portOf(second.server)]);
    const { stderr } = await promisify(execFile)(nginx, ['-t', '-c', file, '-e', join(folder, 'error.log')]);
    expect(stderr).toContain('syntax is ok');
  });

  it('replaces an X-Forwarded-For that the client forged', async () => {
    await send(proxy, '/graphql', {
      ...post,
      headers: { ...post.headers, 'x-forwarded-for': '203.0.113.9' },
    });
    const [received] = [...first.seen, ...second.seen];
    expect(received?.headers['x-forwarded-for']).not.toContain('203.0.113.9');
  });

  it('never repeats a POST that a replica received', async () => {
    const reset: Replica['respond'] = (incoming) => incoming.socket.destroy();
    first.respond = reset;
    second.respond = reset;
    expect((await send(proxy, '/graphql', post)).status).toBe(502);
    expect(seen()).toBe(1);
  });

  it('asks the other replica for a GET that the first failed', async () => {
    const failing = [first, second];
    for (const replica of failing)
      replica.respond = (incoming, response) =>
        seen() === 1 ? void incoming.socket.destroy() : void response.end('{"data":{}}');
    const { status, text } = await send(proxy, '/graphql?query=%7B__typename%7D');
    expect([status, text, seen()]).toEqual([200, '{"data":{}}', 2]);
  });

  it('sends a POST to the replica that listens where the other does not', async () => {
    const gone = await startReplica('gone');
    const port = portOf(gone.server);
    gone.server.close();
    const socket = await start('one-gone', [port, portOf(second.server)]);
    for (let turn = 0; turn < 4; turn += 1) expect((await send(socket, '/graphql', post)).status).toBe(200);
    expect(second.seen).toHaveLength(4);
  });

  it.each(['/metrics', '/explorer', '/health/live', '/'])('does not show %s to the outside', async (path) => {
    expect((await send(proxy, path)).status).toBe(404);
    expect(seen()).toBe(0);
  });

  it('refuses a body above the service’s own limit', async () => {
    const body = JSON.stringify({ query: 'x'.repeat(300_000) });
    expect((await send(proxy, '/graphql', { ...post, body })).status).toBe(413);
    expect(seen()).toBe(0);
  });

  it('carries a download of the real service, with its request id', async () => {
    const port = Number(new URL(service.url).port);
    const socket = await start('service', [port, port]);
    expect((await send(socket, '/health/ready')).status).toBe(200);
    const body = JSON.stringify({
      query:
        'mutation { downloadImage(input: { imageId: "83454804" }) { download { url } userErrors { code } } }',
    });
    const response = await send(socket, '/graphql', {
      ...post,
      headers: { ...post.headers, 'x-request-id': 'through-nginx' },
      body,
    });
    expect(JSON.parse(response.text).data.downloadImage.userErrors).toEqual([]);
    expect(response.headers['x-request-id']).toBe('through-nginx');
    expect(service.simulator.charges).toHaveLength(1);
    expect(readFileSync(join(folder, 'access.log'), 'utf8')).toContain('through-nginx');
  });
});
