import { describe, expect, it } from 'vitest';
import { freshnessMs, MemoryCache, parseVary, varyKey } from '../../src/getty/transport/cache.js';
import type {
  ReadPolicy,
  RedisLike,
  Transport,
  TransportOptions,
} from '../../src/getty/transport/transport.js';
import { ANONYMOUS, callersOwn, get, manualClock, scope, testTransport } from './support/transport.js';
import { httpUpstream, type Upstream } from './support/upstream.js';

const REQUEST = get('https://api.example/v3/images');

describe('freshnessMs', () => {
  const fresh = (headers: Record<string, string>, isShared = true, status = 200): number =>
    freshnessMs(REQUEST, { status, headers, body: '' }, isShared);

  it.each([
    [{ 'cache-control': 'max-age=60' }, 60],
    [{ 'cache-control': 'public, max-age=60', age: '45' }, 15],
    [{ 'cache-control': 'max-age=60', age: '70' }, 0],
    [{ 'cache-control': 'max-age=60, s-maxage=10' }, 10],
    [{ 'cache-control': 'max-age=60, must-revalidate' }, 60],
    [{ 'cache-control': 'no-store, max-age=60' }, 0],
    [{ 'cache-control': 'no-cache, max-age=60' }, 0],
    [{ 'cache-control': 'private, max-age=60' }, 0],
    [{ 'cache-control': 'max-age=60', vary: '*' }, 0],
    [{ 'cache-control': 'max-age=60', vary: 'accept, *' }, 0],
    [{ 'cache-control': 'max-age=60', 'set-cookie': 'session=1' }, 0],
    [{ 'cache-control': 'public' }, 0],
    [{ 'cache-control': 'max-age=nonsense' }, 0],
    [{ 'cache-control': 'max-age=999999999' }, 86_400],
    [{ 'last-modified': 'Sat, 21 Nov 2020 10:00:00 GMT' }, 0],
    [{ date: 'Sat, 21 Nov 2026 10:00:00 GMT', expires: 'Sat, 21 Nov 2026 10:01:00 GMT' }, 60],
    [{ expires: '0' }, 0],
    [{ pragma: 'no-cache' }, 0],
    [{}, 0],
  ] as [Record<string, string>, number][])('for all: %j is %i seconds', (headers, seconds) => {
    expect(fresh(headers)).toBe(seconds * 1000);
  });

  it('includes private responses in an unshared cache, and ignores s-maxage there', () => {
    expect(fresh({ 'cache-control': 'private, max-age=60' }, false)).toBe(60_000);
    expect(fresh({ 'cache-control': 'max-age=60, s-maxage=10' }, false)).toBe(60_000);
    expect(fresh({ 'cache-control': 'no-store, max-age=60' }, false)).toBe(0);
  });

  it.each([201, 203, 301, 404, 410, 500])('is 0 for status %i', (status) => {
    expect(fresh({ 'cache-control': 'max-age=60' }, true, status)).toBe(0);
  });
});

describe('varyKey', () => {
  it('ignores case and order of headers', () => {
    const names = parseVary('Accept-Encoding,  Authorization');
    expect(names).toEqual(['accept-encoding', 'authorization']);
    expect(varyKey(names, { Authorization: 'a', x: 'y' })).toBe(varyKey(names, { authorization: 'a' }));
    expect(varyKey(names, { authorization: 'b' })).not.toBe(varyKey(names, { authorization: 'a' }));
    expect(parseVary(undefined)).toEqual([]);
  });
});

describe('MemoryCache', () => {
  const kept = (body: string) => ({
    response: { status: 200, headers: {}, body },
    storedAt: 0,
    freshUntil: Number.POSITIVE_INFINITY,
    vary: [],
    varyKey: '',
  });

  it('evicts the least recently used entries beyond its size in bytes', () => {
    const cache = new MemoryCache(manualClock(), 100_000);
    for (let i = 0; i < 100; i += 1) cache.set(`anonymous\n${i}`, kept('x'.repeat(5000)));
    expect(cache.bytes).toBeLessThanOrEqual(100_000);
    expect(cache.get('anonymous\n99', REQUEST)).not.toBeNull();
    expect(cache.get('anonymous\n0', REQUEST)).toBeNull();
    cache.set('anonymous\nhuge', kept('x'.repeat(500_000)));
    expect(cache.get('anonymous\nhuge', REQUEST)).toBeNull();
  });

  it('drops the entries of one principal and keeps those of others', () => {
    const cache = new MemoryCache(manualClock(), 1_000_000);
    for (const key of ['caller "a"\n1', 'caller "a"\n2', 'caller "b"\n1', 'anonymous\n1'])
      cache.set(key, kept(key));
    cache.set('caller "a"\n1', kept('again'));
    cache.invalidate('caller "a"');
    cache.invalidate('caller "nobody"');
    expect(
      ['caller "a"\n1', 'caller "a"\n2', 'caller "b"\n1', 'anonymous\n1'].map(
        (key) => cache.get(key, REQUEST) !== null,
      ),
    ).toEqual([false, false, true, true]);
  });
});

/** Answers with a number that grows, so that a cached answer shows. */
const counting = (headers: Record<string, string> = { 'cache-control': 'max-age=60' }): Promise<Upstream> => {
  let count = 0;
  return httpUpstream((_request, response) => {
    count += 1;
    response.writeHead(200, headers).end(String(count));
  });
};

const reader =
  (transport: Transport, upstream: Upstream, policy: ReadPolicy = ANONYMOUS) =>
  async (overrides: Parameters<typeof get>[1] = {}) =>
    (await transport.read(get(`${upstream.url}/a`, overrides), policy, scope())).body;

describe('a repeated read', () => {
  const transportWith = (options: Partial<TransportOptions> = {}) => testTransport(options);

  it('is served from the cache while the entry is fresh', async () => {
    const upstream = await counting();
    const clock = manualClock(Date.now());
    const saved: string[] = [];
    const transport = transportWith({
      clock,
      observe: (event) => event.kind === 'avoided' && saved.push(event.reason),
    });
    const far = { ...scope(), deadlineAt: Number.MAX_SAFE_INTEGER };
    const read = async () => (await transport.read(get(`${upstream.url}/a`), ANONYMOUS, far)).body;
    expect([await read(), await read()]).toEqual(['1', '1']);
    clock.advance(59_999);
    expect(await read()).toBe('1');
    clock.advance(2);
    expect(await read()).toBe('2');
    expect(saved).toEqual(['cache', 'cache']);
  });

  it.each(['account', 'downloads', 'v1', 'v2', 'oauth'] as const)(
    'is sent again for account data, whatever its headers allow: %s',
    async (group) => {
      const upstream = await counting();
      const read = reader(transportWith(), upstream);
      expect([await read({ group }), await read({ group })]).toEqual(['1', '2']);
    },
  );

  it('is sent again where the caller or the headers forbid caching', async () => {
    const upstream = await counting();
    const never = reader(transportWith(), upstream, { ...ANONYMOUS, cache: 'never' });
    expect([await never(), await never()]).toEqual(['1', '2']);
    const noStore = reader(transportWith(), await counting({ 'cache-control': 'no-store, max-age=60' }));
    expect([await noStore(), await noStore()]).toEqual(['1', '2']);
  });

  it('is sent again in another language, and for another caller', async () => {
    const upstream = await counting();
    const transport = transportWith();
    const german = { headers: { 'accept-language': 'de' } };
    const read = reader(transport, upstream);
    expect([await read(), await read(german), await read(), await read(german)]).toEqual([
      '1',
      '2',
      '1',
      '2',
    ]);
    const mine = reader(transport, upstream, callersOwn('me'));
    const yours = reader(transport, upstream, callersOwn('you'));
    expect([await mine(), await yours(), await mine(), await yours(), await read()]).toEqual([
      '3',
      '4',
      '3',
      '4',
      '1',
    ]);
  });

  it('is sent again with a new token where the response varies on it', async () => {
    const upstream = await counting({
      'cache-control': 'private, max-age=60',
      vary: 'Accept-Encoding, Authorization',
    });
    const read = reader(transportWith(), upstream, callersOwn('service'));
    const withToken = (token: string) => read({ headers: { authorization: `Bearer ${token}` } });
    expect([await withToken('a'), await withToken('a'), await withToken('b')]).toEqual(['1', '1', '2']);
  });

  it('is never cached as anonymous when it has a token', async () => {
    const upstream = await counting();
    const read = reader(transportWith(), upstream);
    const headers = { authorization: 'Bearer slipped through' };
    expect([await read({ headers }), await read({ headers }), await read()]).toEqual(['1', '2', '3']);
  });

  it('is sent again after an error status or a reported outage', async () => {
    let count = 0;
    const upstream = await httpUpstream((_request, response) => {
      count += 1;
      response.writeHead(count === 1 ? 404 : 200, { 'cache-control': 'max-age=60' }).end(String(count));
    });
    const read = reader(testTransport({ random: () => 0 }), upstream, {
      ...ANONYMOUS,
      isOutage: ({ body }) => body === '2',
    });
    expect([await read(), await read(), await read()]).toEqual(['1', '3', '3']);
  });

  it('is sent again after `invalidate`, for this caller only', async () => {
    const upstream = await counting();
    const transport = transportWith();
    const mine = reader(transport, upstream, callersOwn('me'));
    const yours = reader(transport, upstream, callersOwn('you'));
    expect([await mine(), await yours()]).toEqual(['1', '2']);
    transport.invalidate({ kind: 'caller', id: 'me' });
    expect([await mine(), await yours()]).toEqual(['3', '2']);
  });

  it('is sent again where `invalidate` was called while it was in flight', async () => {
    const transport = transportWith();
    let count = 0;
    const upstream = await httpUpstream((_request, response) => {
      count += 1;
      if (count === 1) transport.invalidate({ kind: 'caller', id: 'me' });
      response.writeHead(200, { 'cache-control': 'max-age=60' }).end(String(count));
    });
    const mine = reader(transport, upstream, callersOwn('me'));
    expect([await mine(), await mine(), await mine()]).toEqual(['1', '2', '2']);
  });

  it('is sent again with a cache of 0 bytes', async () => {
    const upstream = await counting();
    const read = reader(transportWith({ cacheBytes: 0 }), upstream);
    expect([await read(), await read()]).toEqual(['1', '2']);
  });
});

const fakeRedis = (): RedisLike & { readonly values: Map<string, string>; isUp: boolean } => {
  const values = new Map<string, string>();
  const redis = {
    values,
    isUp: true,
    isReady: () => redis.isUp,
    evaluate: async () => null,
    command: async (name: string, key: string | number = '', value: string | number = '') => {
      if (name === 'GET') return values.get(String(key)) ?? null;
      values.set(String(key), String(value));
      return 'OK';
    },
  };
  return redis;
};

describe('a cache in Redis', () => {
  it('shares anonymous entries between replicas, and none of a caller', async () => {
    const upstream = await counting();
    const redis = fakeRedis();
    const replicas = [testTransport({ redis }), testTransport({ redis })] as const;
    expect(await reader(replicas[0], upstream)()).toBe('1');
    expect(await reader(replicas[1], upstream)()).toBe('1');
    expect(redis.values.size).toBe(1);
    expect(await reader(replicas[0], upstream, callersOwn('me'))()).toBe('2');
    expect(await reader(replicas[1], upstream, callersOwn('me'))()).toBe('3');
    expect(redis.values.size).toBe(1);
    expect([...redis.values.keys()][0]).toMatch(/^getty-graphql:answer:[\w-]{43}$/);
  });

  it('is ignored after anonymous entries were invalidated here', async () => {
    const upstream = await counting();
    const transport = testTransport({ redis: fakeRedis() });
    const read = reader(transport, upstream);
    expect(await read()).toBe('1');
    transport.invalidate({ kind: 'anonymous' });
    expect([await read(), await read()]).toEqual(['2', '2']);
  });

  it('is skipped where Redis fails or returns an unreadable entry', async () => {
    const upstream = await counting({ 'cache-control': 'no-store' });
    const redis = fakeRedis();
    const read = reader(
      testTransport({ redis: { ...redis, command: () => Promise.reject(new Error('gone')) } }),
      upstream,
    );
    expect(await read()).toBe('1');
    for (const nonsense of ['{', '{}', '[]', 'null', '7']) {
      const odd = testTransport({ redis: { ...redis, command: async () => nonsense } });
      expect(Number(await reader(odd, upstream)())).toBeGreaterThan(1);
    }
    redis.isUp = false;
    expect(Number(await reader(testTransport({ redis }), upstream)())).toBeGreaterThan(1);
  });
});
