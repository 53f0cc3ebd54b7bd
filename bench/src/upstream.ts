import { createServer } from 'node:http';
import { announce } from './servers/announce.js';
import { Template } from './template.js';
import { MARK, wireSearch } from './workload.js';

/**
 * Simulated upstream: one process that responds to v3 searches, at once or after `LATENCY_MS`, and issues tokens.
 * `GET /calls` returns the number of searches. `CACHEABLE=1` makes responses cacheable.
 */
const latencyMs = Number(process.env['LATENCY_MS'] ?? 0);
const search = new Template(JSON.stringify(wireSearch));
const token = JSON.stringify({ access_token: 'bench-token', token_type: 'Bearer', expires_in: '1800' });
const numberIn = /phrase=[^&]*?(\d{6})/;
let calls = 0;

const server = createServer((request, response) => {
  const url = request.url ?? '';
  if (url === '/calls') return void response.end(String(calls));
  const type = { 'content-type': 'application/json; charset=utf-8' };
  if (request.method === 'POST') {
    request.resume();
    response.writeHead(200, type);
    return void response.end(token);
  }
  calls += 1;
  const body = search.with(numberIn.exec(url)?.[1] ?? MARK);
  const respond = () => {
    response.writeHead(200, {
      ...type,
      'content-length': body.length,
      ...(process.env['CACHEABLE'] === '1' && { 'cache-control': 'public, max-age=3600' }),
    });
    response.end(body);
  };
  if (latencyMs > 0) setTimeout(respond, latencyMs);
  else respond();
});
server.keepAliveTimeout = 60_000;
announce(server);
