import { describe, expect, it } from 'vitest';
import { ANONYMOUS, errorCodeOf, get, scope, testTransport } from './support/transport.js';
import { completeResponse, deadUpstream, httpUpstream, rawUpstream } from './support/upstream.js';

describe('a read', () => {
  it('returns status, lower-case headers and body', async () => {
    const upstream = await httpUpstream((_request, response) => {
      response.setHeader('X-Amzn-RequestId', 'r1');
      response.setHeader('Via', ['a', 'b']);
      response.end('{"images":[]}');
    });
    const answer = await testTransport().read(get(`${upstream.url}/v3/images?ids=1,2`), ANONYMOUS, scope());
    expect(answer.status).toBe(200);
    expect(answer.headers['x-amzn-requestid']).toBe('r1');
    expect(answer.headers['via']).toBe('a, b');
    expect(answer.body).toBe('{"images":[]}');
    expect(upstream.seen).toEqual(['GET /v3/images?ids=1,2']);
  });

  it('fails unsent where the host refuses the connection', async () => {
    const upstream = await deadUpstream();
    const error = await errorCodeOf(testTransport().read(get(`${upstream.url}/a`), ANONYMOUS, scope()));
    expect([error.code, error.isSent]).toEqual(['connection-refused', false]);
  });

  it('fails unsent where the host name cannot be resolved', async () => {
    const error = await errorCodeOf(testTransport().read(get('http://nobody.invalid/a'), ANONYMOUS, scope()));
    expect([error.code, error.isSent]).toEqual(['dns', false]);
  });

  it('fails unsent at a host that does not speak TLS', async () => {
    const upstream = await rawUpstream((socket) => socket.end('what?'));
    const error = await errorCodeOf(
      testTransport().read(get(upstream.url.replace('http:', 'https:')), ANONYMOUS, scope()),
    );
    expect([error.code, error.isSent]).toEqual(['tls', false]);
  });

  it('returns a body without its byte order mark', async () => {
    const upstream = await rawUpstream((socket) => socket.write(completeResponse('\ufeff{"a":"é"}')));
    const answer = await testTransport().read(get(`${upstream.url}/a`), ANONYMOUS, scope());
    expect(answer.body).toBe('{"a":"é"}');
  });
});
