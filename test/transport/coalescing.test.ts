import { describe, expect, it } from 'vitest';
import { requestKey } from '../../src/getty/transport/request-coalescing.js';
import { CancellationToken } from '../../src/lib/cancellation.js';
import { eventually } from '../support/service.js';
import { ANONYMOUS, callersOwn, errorCodeOf, get, post, scope, testTransport } from './support/transport.js';
import { httpUpstream, type Upstream } from './support/upstream.js';

const slowUpstream = (ms = 60): Promise<Upstream> =>
  httpUpstream((_request, response) => setTimeout(() => response.end('answer'), ms));

describe('requestKey', () => {
  const base = get('https://api.example/v3/images?ids=1', {
    headers: { 'api-key': 'k', 'accept-language': 'de' },
  });
  const caller = { kind: 'caller', id: 'digest' } as const;
  const key = requestKey(base, caller);

  it('ignores the token and the coordination id', () => {
    const same = {
      ...base,
      headers: { ...base.headers, authorization: 'Bearer t', 'gi-coordination-id': 'x' },
    };
    expect(requestKey(same, caller)).toBe(key);
  });

  it.each([
    [{ ...base, url: 'https://api.example/v3/images?ids=2' }, caller],
    [{ ...base, method: 'POST' as const }, caller],
    [{ ...base, body: '{}' }, caller],
    [{ ...base, headers: { ...base.headers, 'accept-language': 'fr' } }, caller],
    [{ ...base, headers: { ...base.headers, 'gi-country-code': 'DEU' } }, caller],
    [base, { kind: 'caller', id: 'other' } as const],
    [base, { kind: 'anonymous' } as const],
    [base, { kind: 'caller', id: 'digest"\nGET x' } as const],
  ])('differs for the request %j of %j', (request, principal) => {
    expect(requestKey(request, principal)).not.toBe(key);
  });

  it('is null for a request with a token whose principal is anonymous', () => {
    expect(requestKey({ ...base, headers: { Authorization: 'Bearer t' } }, { kind: 'anonymous' })).toBeNull();
  });
});

describe('identical reads', () => {
  it('in flight a thousand times send one request', async () => {
    const upstream = await slowUpstream();
    const transport = testTransport();
    const responses = await Promise.all(
      Array.from({ length: 1000 }, () => transport.read(get(`${upstream.url}/a`), ANONYMOUS, scope())),
    );
    expect(new Set(responses.map(({ body }) => body))).toEqual(new Set(['answer']));
    expect(upstream.seen).toEqual(['GET /a']);
  });

  it('that follow one another send a request each', async () => {
    const upstream = await slowUpstream(0);
    const transport = testTransport();
    for (let i = 0; i < 3; i += 1) await transport.read(get(`${upstream.url}/a`), ANONYMOUS, scope());
    expect(upstream.seen).toHaveLength(3);
  });

  it('fail together, and the failure is not cached', async () => {
    const upstream = await httpUpstream((request) => request.socket.resetAndDestroy());
    const transport = testTransport({ random: () => 0 });
    const errors = await Promise.all(
      Array.from({ length: 10 }, () =>
        errorCodeOf(transport.read(get(`${upstream.url}/a`), ANONYMOUS, scope())),
      ),
    );
    expect(new Set(errors.map(({ code }) => code))).toEqual(new Set(['reset']));
    expect(upstream.seen).toHaveLength(3);
  });

  it('continue for the other callers when one disconnects', async () => {
    const upstream = await slowUpstream();
    const transport = testTransport();
    const leaving = new CancellationToken();
    const first = errorCodeOf(
      transport.read(get(`${upstream.url}/a`), ANONYMOUS, scope({ cancellation: leaving })),
    );
    const second = transport.read(get(`${upstream.url}/a`), ANONYMOUS, scope());
    await eventually(() => upstream.seen.length, 1);
    leaving.cancel();
    expect((await first).code).toBe('aborted');
    expect((await second).body).toBe('answer');
    expect(upstream.seen).toHaveLength(1);
  });

  it('are aborted when the last caller disconnects', async () => {
    const upstream = await slowUpstream(5000);
    const transport = testTransport();
    const leaving = new CancellationToken();
    const reads = Array.from({ length: 20 }, () =>
      errorCodeOf(transport.read(get(`${upstream.url}/a`), ANONYMOUS, scope({ cancellation: leaving }))),
    );
    await eventually(() => upstream.seen.length, 1);
    expect(upstream.connections.open).toBe(1);
    leaving.cancel();
    expect((await Promise.all(reads)).map(({ code }) => code)).toEqual(Array(20).fill('aborted'));
    await eventually(() => upstream.connections.open, 0);
  });

  it('end at the deadline of each caller, and continue until the latest', async () => {
    const upstream = await slowUpstream(120);
    const transport = testTransport();
    const within = (ms: number) => scope({ deadlineAt: Date.now() + ms });
    const first = errorCodeOf(transport.read(get(`${upstream.url}/a`), ANONYMOUS, within(60)));
    const longer = transport.read(get(`${upstream.url}/a`), ANONYMOUS, within(5000));
    const shorter = errorCodeOf(transport.read(get(`${upstream.url}/a`), ANONYMOUS, within(20)));
    const ended: string[] = [];
    void first.then(() => ended.push('first'));
    expect((await shorter).code).toBe('timeout');
    expect(ended).toEqual([]);
    expect((await first).code).toBe('timeout');
    expect((await longer).body).toBe('answer');
    expect(upstream.seen).toHaveLength(1);
  });

  it('do not join where only one of them may be served from a cache', async () => {
    const upstream = await slowUpstream();
    const transport = testTransport();
    await Promise.all(
      (['never', 'allowed', 'never'] as const).map((cache) =>
        transport.read(get(`${upstream.url}/a`), { ...ANONYMOUS, cache }, scope()),
      ),
    );
    expect(upstream.seen).toHaveLength(2);
  });

  it('are sent again after a download, whose effect the one in flight may have missed', async () => {
    const upstream = await slowUpstream();
    const transport = testTransport();
    const history = () => transport.read(get(`${upstream.url}/history`), callersOwn('me', 'never'), scope());
    const before = history();
    await transport.sendOnce(post(`${upstream.url}/download`), scope(), async () => true);
    const after = history();
    await Promise.all([before, after]);
    expect(upstream.seen.filter((line) => line === 'GET /history')).toHaveLength(2);
  });
});

describe('a background read', () => {
  it('is not joined by a caller, who would wait for it in the queue', async () => {
    const upstream = await slowUpstream();
    const transport = testTransport();
    const read = (isBackground: boolean) =>
      transport.read(get(`${upstream.url}/a`), callersOwn('me', 'never'), scope({ isBackground }));
    await Promise.all([read(true), read(false)]);
    expect(upstream.seen).toHaveLength(2);
  });

  it('joins the same read of a caller, and another one in the background', async () => {
    const upstream = await slowUpstream();
    const transport = testTransport();
    const read = (path: string, isBackground: boolean) =>
      transport.read(get(`${upstream.url}${path}`), callersOwn('me', 'never'), scope({ isBackground }));
    await Promise.all([read('/a', false), read('/a', true), read('/b', true), read('/b', true)]);
    expect(upstream.seen.toSorted()).toEqual(['GET /a', 'GET /b']);
  });

  it('is sent after the searches of callers while the rate is exhausted', async () => {
    const upstream = await httpUpstream((_request, response) => response.end('answer'));
    const transport = testTransport({ maxRps: 2 });
    const read = (path: string, overrides: Parameters<typeof scope>[0] = {}) =>
      transport.read(
        get(`${upstream.url}${path}`, { group: 'search' }),
        callersOwn('me', 'never'),
        scope(overrides),
      );
    await Promise.all([read('/1'), read('/2')]);
    await Promise.all([read('/background', { isBackground: true }), read('/3'), read('/4')]);
    expect(upstream.seen.slice(0, 4)).not.toContain('GET /background');
    expect(upstream.seen[4]).toBe('GET /background');
  });
});
