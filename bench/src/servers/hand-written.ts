import { createServer } from 'node:http';
import { shown } from '../workload.js';
import { announce } from './announce.js';
import { getSearch } from './get-search.js';

/** A backend for one page, without GraphQL: reads JSON, calls upstream, maps, writes JSON. */
announce(
  createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', async () => {
      const { variables } = JSON.parse(Buffer.concat(chunks).toString()) as { variables: { phrase: string } };
      const { images } = await getSearch(variables.phrase);
      const body = Buffer.from(JSON.stringify({ data: { searchImages: { nodes: images.map(shown) } } }));
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length });
      response.end(body);
    });
  }),
);
