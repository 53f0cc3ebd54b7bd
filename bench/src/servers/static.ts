import { createServer } from 'node:http';
import { Template } from '../template.js';
import { expectedData, MARK } from '../workload.js';
import { announce } from './announce.js';

/** Sends the correct response without any work: the cost of node:http itself. */
const body = new Template(`${expectedData}}`);
announce(
  createServer((request, response) => {
    const url = request.url ?? '';
    const bytes = body.with(url.slice(url.length - MARK.length));
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': bytes.length });
    response.end(bytes);
  }),
);
