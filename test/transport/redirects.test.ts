import { describe, expect, it } from 'vitest';
import { toRedirectedRequest } from '../../src/getty/transport/redirects.js';
import { ANONYMOUS, callersOwn, errorCodeOf, get, scope, testTransport } from './support/transport.js';
import { httpUpstream } from './support/upstream.js';

const from = get('https://api.example/v3/images', {
  headers: { authorization: 'Bearer t', 'api-key': 'k', accept: 'application/json' },
});

describe('toRedirectedRequest', () => {
  it.each([
    ['/other?a=1', 'https://api.example/other?a=1'],
    ['https://api.example/x#fragment', 'https://api.example/x'],
  ])('keeps the credentials on the same host: %s', (location, url) => {
    expect(toRedirectedRequest(from, location, null)).toEqual({ ...from, url });
  });

  it.each([
    'https://elsewhere.example/x',
    'https://api.example:8443/x',
    'https://user:pass@elsewhere.example/x',
  ])('removes the credentials for another host: %s', (location) => {
    const next = toRedirectedRequest(from, location, null);
    expect(next?.headers).toEqual({ accept: 'application/json' });
    expect(next?.url).not.toContain('user');
  });

  it.each([
    'http://api.example/x',
    'http://elsewhere.example/x',
    'ftp://elsewhere.example/x',
    'http://',
    'javascript:1',
  ])('is null for a redirect that must not be followed: %s', (location) => {
    expect(toRedirectedRequest(from, location, null)).toBeNull();
  });

  it('is null for hosts that are not allowed, and never for the same one', () => {
    expect(toRedirectedRequest(from, 'https://elsewhere.example/x', ['other.example'])).toBeNull();
    expect(toRedirectedRequest(from, 'https://other.example/x', ['other.example'])?.url).toBe(
      'https://other.example/x',
    );
    expect(toRedirectedRequest(from, '/x', [])?.url).toBe('https://api.example/x');
  });
});

describe('a read that is redirected', () => {
  it('follows up to five redirects', async () => {
    const upstream = await httpUpstream((request, response) => {
      const step = Number(request.url?.slice(1));
      if (step < 5)
        response.writeHead([301, 302, 303, 307, 308][step] ?? 302, { location: `/${step + 1}` }).end();
      else response.end(request.headers.authorization);
    });
    const request = get(`${upstream.url}/0`, { headers: { authorization: 'Bearer mine' } });
    const answer = await testTransport().read(request, callersOwn('me'), scope());
    expect(answer.body).toBe('Bearer mine');
    expect(upstream.seen).toHaveLength(6);
  });

  it('does not send its token to another host', async () => {
    const seen: (string | undefined)[] = [];
    const other = await httpUpstream((request, response) => {
      seen.push(request.headers.authorization, String(request.headers['api-key']));
      response.end('ok');
    });
    const upstream = await httpUpstream((_request, response) =>
      response.writeHead(302, { location: `${other.url}/x` }).end(),
    );
    const request = get(`${upstream.url}/0`, { headers: { authorization: 'Bearer mine', 'api-key': 'k' } });
    expect((await testTransport().read(request, callersOwn('me'), scope())).body).toBe('ok');
    expect(seen).toEqual([undefined, 'undefined']);
  });

  it('fails after six requests of a loop', async () => {
    const upstream = await httpUpstream((request, response) =>
      response.writeHead(301, { location: request.url }).end(),
    );
    const error = await errorCodeOf(testTransport().read(get(`${upstream.url}/loop`), ANONYMOUS, scope()));
    expect([error.code, error.isSent]).toEqual(['unreadable', true]);
    expect(upstream.seen).toHaveLength(6);
  });

  it('returns the redirect itself for a POST', async () => {
    const upstream = await httpUpstream((_request, response) =>
      response.writeHead(307, { location: '/other' }).end(),
    );
    const request = get(`${upstream.url}/v1`, { method: 'POST', body: '{"RequestHeader":{"Token":"t"}}' });
    const answer = await testTransport().read(request, callersOwn('me', 'never'), scope());
    expect(answer.status).toBe(307);
    expect(upstream.seen).toEqual(['POST /v1']);
  });

  it('returns a redirect without Location', async () => {
    const upstream = await httpUpstream((_request, response) => response.writeHead(304).end());
    expect((await testTransport().read(get(`${upstream.url}/a`), ANONYMOUS, scope())).status).toBe(304);
  });
});
