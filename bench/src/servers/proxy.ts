import { createServer } from 'node:http';
import { Agent } from 'undici';
import { announce } from './announce.js';

/** Copies the upstream's bytes. */
const agent = new Agent({ pipelining: 1 });
const origin = process.env['UPSTREAM'] ?? '';
announce(
  createServer(async (request, response) => {
    const { statusCode, headers, body } = await agent.request({
      origin,
      path: `/v3/search/images?${(request.url ?? '').split('?')[1]}&page=1&page_size=30&fields=largest_downloads,title`,
      method: 'GET',
      headers: { 'api-key': 'bench', authorization: 'Bearer bench-token' },
    });
    const bytes = Buffer.from(await body.arrayBuffer());
    response.writeHead(statusCode, {
      'content-type': String(headers['content-type']),
      'content-length': bytes.length,
    });
    response.end(bytes);
  }),
);
